// The App without a network hears everything that GitHub is known to say: each delivery that people recorded, in threads that are there
// and by somebody who may do anything, leads to something or to a reason, and never to an error.
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createHost } from "../../../src/app/hosted/create-host.ts";
import { openSite } from "../../../src/app/hosted/open-site.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import { parseKnockMessage, toKnockMessage } from "../../../src/bot/knock/knock-message.ts";
import { readKnock } from "../../../src/bot/knock/read-knock.ts";
import { createMemoryForge, createMemoryRepository } from "../../../src/forge/memory/index.ts";
import { systemClock } from "../../../src/std/clock.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import { createMemoryTracker } from "../../../src/trackers/memory/index.ts";
import { type ExampleDelivery, loadExampleDeliveries } from "../../support/example-deliveries.ts";
import { createGitRepository, type GitRepository, temporaryDirectory } from "../../support/git-repository.ts";

const INSTALLATION = 7;

const manifests = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: note }
spec:
  steps:
    - { id: note, command: "true" }
`;

/** The recorded ones are of several installations; here one has them all. */
function toKnock({ event, payload }: ExampleDelivery, index: number): readonly Knock[] {
  const own = event.startsWith("installation") ? {} : { installation: { id: INSTALLATION } };
  const raw = { guid: `g-${index}`, event, receivedAt: 0, payload: { ...payload, ...own } };
  const knock = readKnock(raw, { appId: 29310, login: null, allowedBots: [] });
  return "ignored" in knock ? [] : [knock];
}

const RECORDED = loadExampleDeliveries().flatMap(toKnock);

/** The same once more: everything that somebody wrote in them asks something. */
function toCommanding(knock: Knock): Knock {
  const texts = ["comment", "issue", "pullRequest", "review"].flatMap((part) => {
    const before = (knock as unknown as Readonly<Record<string, unknown>>)[part];
    return before === undefined ? [] : [[part, { ...(before as object), body: "/run status" }] as const];
  });
  return { ...knock, ...Object.fromEntries(texts), guid: `${knock.guid}-again` } as Knock;
}

const KNOCKS = [...RECORDED, ...RECORDED.map(toCommanding)];

async function openHost(source: GitRepository, place: string) {
  const store = await openSqliteStore({ file: join(place, "app.db"), clock: systemClock });
  const errors: unknown[] = [];
  const log = { info() {}, warn: note, error: note };
  function note(facts: Readonly<Record<string, unknown>>, message: string) {
    errors.push(`${message}: ${String(facts["err"])}`);
  }
  const host = createHost({
    surroundings: { variables: { ...process.env }, cwd: place },
    directory: join(place, "host"),
    maxAgents: 2,
    store,
    clock: systemClock,
    log,
    author: { name: "yardmaster[bot]", email: "bot@example.com" },
    lentVariables: [],
    verb: "run",
    mention: "yardmaster",
    openSite,
    listInstalled: async () => [],
    listDeclaring: async () => [],
    openForge: async (_, id) => {
      const repository = createMemoryRepository({ id, owner: "Codertocat", name: `Hello-World-${id}` });
      repository.remote = { url: source.path, authorization: null };
      repository.openIssue({ title: "Spelling error in the README file" });
      repository.push("changes", { "README.md": "# Hello\n" });
      repository.openPull({ title: "Update the README with new information", head: "changes" });
      for (const login of ["Codertocat", "Octocoders", "octocat"]) repository.grant(login, "admin");
      const issues = { openTracker: async () => createMemoryTracker(), mayReadBoards: async () => false };
      return { forge: createMemoryForge(repository), issues };
    },
    findRepository: async () => null,
    findInstallation: async () => "gone",
    findStanding: async () => ({ standing: "gone", installation: null }),
  });
  await host.start();
  return { host, store, errors };
}

let told: readonly { readonly type: string; readonly nothing: string | null }[] = [];
let errors: readonly unknown[] = [];

beforeAll(async () => {
  const place = temporaryDirectory();
  const source = createGitRepository(`${place.path}/source`);
  source.commit("main", { ".yardmaster/note.yaml": manifests });
  source.git("checkout", "--quiet", "--detach");
  const opened = await openHost(source, place.path);
  const answers: { type: string; nothing: string | null }[] = [];
  for (const knock of KNOCKS) {
    const kept = parseKnockMessage(JSON.parse(JSON.stringify(toKnockMessage(knock))));
    answers.push({ type: knock.type, nothing: await opened.host.hear(kept) });
  }
  told = answers;
  errors = [...opened.errors];
  await opened.host.close(0);
  await opened.store.close();
  place.dispose();
}, 60_000);

describe("every recorded delivery", () => {
  it("is heard without an error", () => {
    expect(told).toHaveLength(KNOCKS.length);
    expect(errors).toEqual([]);
  });

  it("leads to something or to a reason", () => {
    const lines = new Set(told.map(({ type, nothing }) => `${type}: ${nothing ?? "something"}`));
    expect([...lines].sort()).toMatchInlineSnapshot(`
      [
        "comment.created: nothing in it is for Yardmaster",
        "comment.created: something",
        "comment.deleted: nothing in it is for Yardmaster",
        "comment.deleted: nothing that the comment asked for waits",
        "comment.edited: nothing in it is for Yardmaster",
        "comment.edited: something",
        "installation.created: the App is not let in there",
        "installation.deleted: something",
        "installation.repositories-changed: nothing was at work there",
        "installation.repositories-changed: the App is not let in there",
        "installation.suspended: something",
        "installation.unsuspended: the App is not let in there",
        "issue.assigned: no trigger waits for it",
        "issue.deleted: nothing was under way in the thread",
        "issue.labelled: no trigger waits for it",
        "issue.opened: something",
        "issue.opened: the comment gives no command",
        "issue.reopened: nothing follows from issue.reopened",
        "issue.transferred: nothing in it is for Yardmaster",
        "issue.unassigned: nothing that it started is under way",
        "issue.unlabelled: nothing that it started is under way",
        "ping: nothing follows from ping",
        "pull-request.assigned: no trigger waits for it",
        "pull-request.closed: the pull request is open again",
        "pull-request.labelled: no trigger waits for it",
        "pull-request.opened: something",
        "pull-request.reopened: something",
        "pull-request.synchronized: something",
        "pull-request.unassigned: nothing that it started is under way",
        "pull-request.unlabelled: nothing that it started is under way",
        "push: something",
        "repository.default-branch-switched: something",
        "repository.privatized: something",
        "repository.publicized: something",
        "repository.renamed: something",
        "repository.transferred: something",
        "review-comment.created: no trigger waits for review_commented",
        "review-comment.created: something",
        "review-comment.deleted: nothing that the comment asked for waits",
        "review-comment.edited: something",
        "review-comment.edited: the comment gives no command",
        "review.submitted: no trigger waits for review_submitted",
        "review.submitted: something",
      ]
    `);
  });
});
