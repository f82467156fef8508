// What any stand-in for GitHub must do alike, told as cases that know neither which it is nor a test runner.
// `emulate` is the other one: written by others, it keeps ours from agreeing only with itself.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { type Client, createClient, type Json, toJwt } from "../client.ts";

export interface ContractPeer {
  readonly url: string;
  readonly appId: number;
  readonly privateKey: string;
  readonly installationId: number;
  /** An empty issue list, a first commit on `main`, the app installed. */
  readonly repository: string;
  /** Of somebody who may write there. */
  readonly userToken: string;
}

export interface ContractCase {
  readonly name: string;
  run(peer: ContractPeer): Promise<void>;
}

function asApp({ url, appId, privateKey }: ContractPeer): Client {
  const now = Math.floor(Date.now() / 1000);
  return createClient(url, `Bearer ${toJwt(privateKey, { iss: appId, iat: now - 30, exp: now + 500 })}`);
}

async function asInstallation(peer: ContractPeer, wanted: unknown = {}): Promise<Client> {
  const { data, status } = await asApp(peer)(`POST /app/installations/${peer.installationId}/access_tokens`, wanted);
  strictEqual(status, 201);
  return createClient(peer.url, `Bearer ${data["token"]}`);
}

const AUTHOR = { name: "Ada", email: "ada@example.com", date: "2026-05-04T12:00:00Z" };

async function commitByHand(peer: ContractPeer, bot: Client, content: string): Promise<string> {
  const repository = `/repos/${peer.repository}`;
  const tip = await bot(`GET ${repository}/git/ref/heads/main`);
  const parent = String(tip.data["object"]?.["sha"]);
  const blob = await bot(`POST ${repository}/git/blobs`, { content, encoding: "utf-8" });
  const tree = await bot(`POST ${repository}/git/trees`, {
    tree: [{ path: "hello.txt", mode: "100644", type: "blob", sha: blob.data["sha"] }],
  });
  const commit = await bot(`POST ${repository}/git/commits`, {
    message: content,
    tree: tree.data["sha"],
    parents: [parent],
    author: AUTHOR,
    committer: AUTHOR,
  });
  strictEqual(commit.status, 201);
  return String(commit.data["sha"]);
}

function names(list: Json, field = "name"): readonly string[] {
  return (list as unknown as readonly Json[]).map((entry) => String(entry[field]));
}

export const GITHUB_CONTRACT: readonly ContractCase[] = [
  {
    name: "an app signs in with a JWT, and not with another key",
    async run(peer) {
      const { status, data } = await asApp(peer)("GET /app");
      deepStrictEqual([status, data["id"]], [200, peer.appId]);
      const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();
      strictEqual((await asApp({ ...peer, privateKey: other })("GET /app")).status, 401);
    },
  },
  {
    name: "a JWT that has ended is refused",
    async run(peer) {
      const now = Math.floor(Date.now() / 1000);
      const jwt = toJwt(peer.privateKey, { iss: peer.appId, iat: now - 600, exp: now - 60 });
      strictEqual((await createClient(peer.url, `Bearer ${jwt}`)("GET /app")).status, 401);
    },
  },
  {
    name: "an app finds its installation of a repository",
    async run(peer) {
      const { data } = await asApp(peer)(`GET /repos/${peer.repository}/installation`);
      strictEqual(data["id"], peer.installationId);
      strictEqual((await asApp(peer)("GET /app/installations")).data["0"]?.["id"], peer.installationId);
      strictEqual((await asApp(peer)("POST /app/installations/424242/access_tokens", {})).status, 404);
    },
  },
  {
    name: "a token is narrowed to permissions, and never widened",
    async run(peer) {
      const narrow = await asInstallation(peer, { permissions: { issues: "read" } });
      strictEqual((await narrow(`GET /repos/${peer.repository}/issues`)).status, 200);
      strictEqual((await narrow(`POST /repos/${peer.repository}/issues`, { title: "No" })).status, 403);
      const wide = await asApp(peer)(`POST /app/installations/${peer.installationId}/access_tokens`, {
        permissions: { administration: "write" },
      });
      strictEqual(wide.status, 422);
    },
  },
  {
    name: "an issue is opened, edited and closed with a reason, by the bot",
    async run(peer) {
      const bot = await asInstallation(peer);
      const made = await bot(`POST /repos/${peer.repository}/issues`, { title: "Broken", body: "text" });
      deepStrictEqual([made.status, made.data["state"], made.data["user"]?.["type"]], [201, "open", "Bot"]);
      const path = `/repos/${peer.repository}/issues/${made.data["number"]}`;
      const closed = await bot(`PATCH ${path}`, { title: "Still broken", state: "closed", state_reason: "not_planned" });
      deepStrictEqual([closed.data["title"], closed.data["state"], closed.data["state_reason"]], ["Still broken", "closed", "not_planned"]);
      ok(!names((await bot(`GET /repos/${peer.repository}/issues`)).data, "number").includes(String(made.data["number"])));
      strictEqual((await bot(`GET /repos/${peer.repository}/issues/424242`)).status, 404);
    },
  },
  {
    name: "comments are written, changed, listed and deleted",
    async run(peer) {
      const bot = await asInstallation(peer);
      const issue = await createClient(peer.url, `token ${peer.userToken}`)(`POST /repos/${peer.repository}/issues`, { title: "Talk" });
      const path = `/repos/${peer.repository}/issues/${issue.data["number"]}/comments`;
      const one = await bot(`POST ${path}`, { body: "one" });
      await bot(`POST ${path}`, { body: "two" });
      const changed = await bot(`PATCH /repos/${peer.repository}/issues/comments/${one.data["id"]}`, { body: "first" });
      strictEqual(changed.status, 200);
      deepStrictEqual(names((await bot(`GET ${path}`)).data, "body"), ["first", "two"]);
      strictEqual((await bot(`DELETE /repos/${peer.repository}/issues/comments/${one.data["id"]}`)).status, 204);
      deepStrictEqual(names((await bot(`GET ${path}`)).data, "body"), ["two"]);
    },
  },
  {
    name: "labels are made once, put on an issue, found by it, and taken off",
    async run(peer) {
      const bot = await asInstallation(peer);
      const repository = `/repos/${peer.repository}`;
      strictEqual((await bot(`POST ${repository}/labels`, { name: "contract", color: "ff0000" })).status, 201);
      strictEqual((await bot(`POST ${repository}/labels`, { name: "contract", color: "00ff00" })).status, 422);
      const issue = await bot(`POST ${repository}/issues`, { title: "Labelled" });
      const path = `${repository}/issues/${issue.data["number"]}/labels`;
      deepStrictEqual(names((await bot(`POST ${path}`, { labels: ["contract"] })).data), ["contract"]);
      deepStrictEqual(names((await bot(`GET ${repository}/issues?labels=contract`)).data, "title"), ["Labelled"]);
      strictEqual((await bot(`DELETE ${path}/contract`)).status, 200);
      deepStrictEqual(names((await bot(`GET ${path}`)).data), []);
    },
  },
  {
    name: "git's objects have git's names",
    async run(peer) {
      const bot = await asInstallation(peer);
      const blob = await bot(`POST /repos/${peer.repository}/git/blobs`, { content: "hello", encoding: "utf-8" });
      strictEqual(blob.data["sha"], "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0");
      const tree = await bot(`POST /repos/${peer.repository}/git/trees`, {
        tree: [{ path: "hello.txt", mode: "100644", type: "blob", sha: blob.data["sha"] }],
      });
      strictEqual(tree.data["sha"], "04df07b08ca746b3167d0f1d1514e2f39a52c16c");
    },
  },
  {
    name: "a branch is made once, moves forward, and backward only by force",
    async run(peer) {
      const bot = await asInstallation(peer);
      const repository = `/repos/${peer.repository}`;
      const main = String((await bot(`GET ${repository}/git/ref/heads/main`)).data["object"]?.["sha"]);
      const next = await commitByHand(peer, bot, "next");
      strictEqual((await bot(`POST ${repository}/git/refs`, { ref: "refs/heads/contract", sha: main })).status, 201);
      strictEqual((await bot(`POST ${repository}/git/refs`, { ref: "refs/heads/contract", sha: main })).status, 422);
      strictEqual((await bot(`PATCH ${repository}/git/refs/heads/contract`, { sha: next })).status, 200);
      strictEqual((await bot(`PATCH ${repository}/git/refs/heads/contract`, { sha: main })).status, 422);
      strictEqual((await bot(`PATCH ${repository}/git/refs/heads/contract`, { sha: main, force: true })).status, 200);
      strictEqual((await bot(`DELETE ${repository}/git/refs/heads/contract`)).status, 204);
      strictEqual((await bot(`GET ${repository}/git/ref/heads/contract`)).status, 404);
    },
  },
  {
    name: "a file is written with the name of what it replaces",
    async run(peer) {
      const bot = await asInstallation(peer);
      const path = `/repos/${peer.repository}/contents/notes.txt`;
      const content = Buffer.from("one").toString("base64");
      const made = await bot(`PUT ${path}`, { message: "One", content });
      strictEqual(made.status, 201);
      strictEqual((await bot(`PUT ${path}`, { message: "Two", content })).status, 422);
      strictEqual((await bot(`PUT ${path}`, { message: "Two", content, sha: "0".repeat(40) })).status, 409);
      const changed = await bot(`PUT ${path}`, {
        message: "Two",
        content: Buffer.from("two").toString("base64"),
        sha: made.data["content"]?.["sha"],
      });
      strictEqual(changed.status, 200);
      const read = await bot(`GET ${path}`);
      strictEqual(Buffer.from(String(read.data["content"]), "base64").toString(), "two");
    },
  },
  {
    name: "a check run is made, completed and listed",
    async run(peer) {
      const bot = await asInstallation(peer);
      const repository = `/repos/${peer.repository}`;
      const main = String((await bot(`GET ${repository}/git/ref/heads/main`)).data["object"]?.["sha"]);
      const made = await bot(`POST ${repository}/check-runs`, {
        name: "contract",
        head_sha: main,
        status: "in_progress",
        output: { title: "t", summary: "s" },
      });
      deepStrictEqual([made.status, made.data["status"], made.data["conclusion"]], [201, "in_progress", null]);
      const done = await bot(`PATCH ${repository}/check-runs/${made.data["id"]}`, { status: "completed", conclusion: "success" });
      deepStrictEqual([done.data["status"], done.data["conclusion"]], ["completed", "success"]);
      const listed = await bot(`GET ${repository}/commits/${main}/check-runs`);
      deepStrictEqual(names(listed.data["check_runs"] as Json), ["contract"]);
    },
  },
  {
    name: "a long list comes in pages that lead on",
    async run(peer) {
      const bot = await asInstallation(peer);
      const repository = `/repos/${peer.repository}`;
      for (const title of ["a", "b", "c"]) await bot(`POST ${repository}/issues`, { title });
      const { data, headers } = await bot(`GET ${repository}/issues?per_page=2`);
      strictEqual(names(data, "title").length, 2);
      ok(/rel="next"/.test(headers.get("link") ?? ""));
    },
  },
];
