// Webhooks carry what real ones carry: every field that all recorded payloads of an event have is in ours too.
import { describe, expect, it } from "vitest";
import { type ExamplePayload, loadExamplePayloads } from "./example-payloads.ts";
import { type GivenGitHub, givenGitHub, givenReceiver } from "./given-github.ts";

/** Other apps' permissions and other repositories' properties. */
const OTHERS = /\.(?:permissions|custom_properties)(?:\.|$)/;

type Fields = ReadonlyMap<string, unknown>;

/** Dotted paths to every field; lists are looked into by their first entry. */
function fieldsOf(value: unknown, path = ""): Fields {
  if (Array.isArray(value)) return value.length === 0 ? new Map() : fieldsOf(value[0], path);
  if (typeof value !== "object" || value === null) return new Map();
  const own = Object.entries(value).flatMap(([key, inner]) => [[`${path}${key}`, inner] as const, ...fieldsOf(inner, `${path}${key}.`)]);
  return new Map(own);
}

async function playEverything({ github, site, bot }: GivenGitHub): Promise<void> {
  const ada = github.as("ada");
  github.organization("beta", { ada: "admin" });
  const elsewhere = github.repository("beta/docs", { installed: false });
  const installation = ada.installs(github.app, elsewhere.owner, [elsewhere]);
  const more = github.repository("beta/more", { installed: false });
  ada.chooses(installation, [elsewhere, more]);
  ada.chooses(installation, [elsewhere]);
  ada.acceptsPermissions(installation);
  ada.suspends(installation);
  ada.unsuspends(installation);
  const issue = ada.opensIssue(site, { title: "Broken", body: "text", labels: ["bug"], assignees: ["ada"] });
  ada.labels(issue, "run");
  ada.unlabels(issue, "run");
  ada.edits(issue, { title: "Still broken" });
  ada.unassigns(issue, "ada");
  ada.locks(issue);
  const comment = ada.comments(issue, "hello");
  ada.edits(comment, "hello again");
  ada.deletes(comment);
  ada.closes(issue);
  ada.reopens(issue);
  ada.pushes(site, "topic", { "a.txt": "a\n" });
  const pull = ada.opensPull(site, { from: "topic", title: "A" });
  ada.pushes(site, "topic", { "b.txt": "b\n" });
  ada.convertsToDraft(pull);
  ada.marksReady(pull);
  ada.labels(pull, "bug");
  ada.asksForReview(pull, "bob");
  github.as("bob").reviews(pull, { body: "hm", comments: [{ path: "a.txt", line: 1, body: "why?" }] });
  await bot("POST /repos/acme/site/check-runs", {
    name: "yard",
    head_sha: pull.pull.headSha,
    actions: [{ label: "Retry", description: "Again", identifier: "retry" }],
  });
  const [run] = site.checks.values();
  if (run === undefined) throw new Error("there is no check run");
  ada.clicks(run, "retry");
  ada.reruns(run);
  await bot(`PATCH /repos/acme/site/check-runs/${run.id}`, { conclusion: "success" });
  await bot(`POST /repos/acme/site/statuses/${pull.pull.headSha}`, { state: "success" });
  ada.merges(pull);
  ada.switchesDefaultBranch(site, "topic");
  ada.deletesBranch(site, "topic");
  ada.transfers(issue, elsewhere);
  ada.renames(site, "page");
  ada.uninstalls(installation);
}

describe("the payloads", () => {
  it("have every field that all recorded ones have", async () => {
    const given = await givenGitHub();
    const app = await givenReceiver(given.github);
    await playEverything(given);
    await given.github.settled();
    const examples = loadExamplePayloads().map((example) => ({ what: toName(example), fields: fieldsOf(example.payload) }));
    const compared = new Set<string>();
    const missing = app.received.flatMap(({ what, payload }) => {
      const recorded = examples.filter((example) => example.what === what).map(({ fields }) => fields);
      if (recorded.length > 0) compared.add(what);
      const ours = fieldsOf(payload);
      const wanted = [...(recorded[0]?.keys() ?? [])].filter((path) => recorded.every((fields) => fields.has(path)));
      // A field inside something that is null or empty here has no place to be.
      const reachable = wanted.filter((path) => isReachable(ours, path));
      return reachable.filter((path) => !ours.has(path) && !OTHERS.test(path)).map((path) => `${what}: ${path}`);
    });
    expect([...new Set(missing)].toSorted()).toEqual([]);
    expect(compared.size).toBeGreaterThanOrEqual(30);
  });
});

function toName({ event, payload }: ExamplePayload): string {
  return payload["action"] === undefined ? event : `${event}.${payload["action"]}`;
}

function isReachable(fields: Fields, path: string): boolean {
  const parent = path.slice(0, Math.max(path.lastIndexOf("."), 0));
  if (parent === "") return true;
  const value = fields.get(parent);
  return fields.has(parent) ? typeof value === "object" && value !== null && (!Array.isArray(value) || value.length > 0) : false;
}

describe("the recorded payloads", () => {
  it("are all there", () => {
    const payloads = loadExamplePayloads();
    expect([payloads.length, new Set(payloads.map(({ event }) => event)).size]).toEqual([329, 58]);
  });
});
