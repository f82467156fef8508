// A server that is no App, with its issues on GitHub: found by a token, worked on, and held back when they may not be.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterEach, expect, it } from "vitest";
import { examine } from "../../src/app/doctor.ts";
import { openParts } from "../../src/app/open-yard.ts";
import type { Surroundings } from "../../src/app/place.ts";
import { startServer } from "../../src/app/serve.ts";
import { createPretendGitHub } from "../support/github/pretend-github.ts";
import { until } from "../support/until.ts";
import { createAYard } from "./a-yard.ts";

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };
const QUIET = { workers: null, only: null, onChange() {}, onOutput() {} };
const TRACKER = "tracker: { kind: github, repository: acme/site, label: run, working_label: in work }\n";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function given() {
  const github = await createPretendGitHub();
  endings.push(() => github.stop());
  const site = github.repository("acme/site", { collaborators: { ada: "write" }, labels: ["run"] });
  const yard = createAYard({ workflow: TRACKER });
  endings.push(() => yard.dispose());
  const variables = { ...yard.surroundings.variables, GITHUB_API_URL: github.url };
  const signedIn: Surroundings = { ...yard.surroundings, variables: { ...variables, GITHUB_TOKEN: github.tokenOf("ada") } };
  return { github, site, yard, signedIn, signedOut: { ...yard.surroundings, variables } };
}

it("works on the issues with the label, first what the others wait for", async () => {
  const { github, site, yard, signedIn } = await given();
  const ada = github.as("ada");
  const later = ada.opensIssue(site, { title: "Use the door", labels: ["run", "P0"] });
  const first = ada.opensIssue(site, { title: "Make a door", labels: ["run"] });
  ada.opensIssue(site, { title: "Paint it", body: "somebody else's" });
  ada.blocks(later, first);
  const parts = await openParts(signedIn, NOWHERE);
  endings.push(() => parts.store.close());
  expect((await parts.yard.queue()).map(({ identifier }) => identifier)).toEqual(["#2"]);
  const server = await startServer(signedIn, parts, QUIET);
  endings.push(() => server.stop(0));
  await until(async () => (await server.board()).finished.length === 1);
  await until(() => !first.labels.some(({ name }) => name === "in work"));
  ada.closes(first);
  await until(async () => (await server.board()).finished.length === 2);
  expect((await server.board()).finished.map(({ title }) => title).sort()).toEqual(["Make a door", "Use the door"]);
  const branches = yard.repository.git("branch", "--list", "--format=%(refname:short)", "yardmaster/*").trim().split("\n");
  expect(branches).toEqual(["yardmaster/1-use-the-door", "yardmaster/2-make-a-door"]);
  github.assertNoViolations();
});

it("opens without a token, and says so when it looks", async () => {
  const { signedOut } = await given();
  const findings = await examine(signedOut, NOWHERE);
  expect(findings.find(({ name }) => name === "tracker")).toMatchObject({
    status: "missing",
    detail: "reading the issues of acme/site: there is no token for GitHub",
    hint: "set GITHUB_TOKEN, or tracker.api_key to the $NAME of another variable",
  });
});

it("is shown by doctor, on an enterprise's server too", async () => {
  const { github, site, signedIn } = await given();
  const tracker = async () => (await examine(signedIn, NOWHERE)).find(({ name }) => name === "tracker");
  expect(await tracker()).toMatchObject({ status: "ok", detail: "github: 0 issues in active states" });
  github.as("ada").opensIssue(site, { title: "Make a door", labels: ["run"] });
  expect(await tracker()).toMatchObject({ status: "ok", detail: "github: 1 issue in active states" });
  const enterprise = { ...signedIn, variables: { ...signedIn.variables, GITHUB_API_URL: `${github.url}/api/v3` } };
  const [row] = (await examine(enterprise, NOWHERE)).filter(({ name }) => name === "tracker");
  expect(row).toMatchObject({ status: "ok", detail: "github: 1 issue in active states" });
  github.as("acme").deletesRepository(site);
  expect(await tracker()).toMatchObject({ detail: expect.stringContaining("GitHub shows us no repository acme/site") });
});

it("is asked through the proxy that the environment names", async () => {
  const before = getGlobalDispatcher();
  endings.push(() => setGlobalDispatcher(before));
  const asked: string[] = [];
  const proxy = createServer().on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  endings.push(() => proxy.close());
  const { signedIn } = await given();
  const http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  await examine({ ...signedIn, variables: { ...signedIn.variables, GITHUB_API_URL: "http://api.github.example", http_proxy } }, NOWHERE);
  expect(asked[0]).toBe("api.github.example:80");
});
