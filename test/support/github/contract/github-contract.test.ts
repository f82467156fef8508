// The same cases against ours and against `emulate`, which others wrote: ours is the second implementation of a contract.
import { createEmulator } from "emulate";
import { afterAll, beforeAll, describe, it } from "vitest";
import { createPretendGitHub } from "../pretend-github.ts";
import { type ContractPeer, GITHUB_CONTRACT } from "./github-contract.ts";

type Opened = ContractPeer & { stop(): Promise<void> };

async function openPretend(): Promise<Opened> {
  const github = await createPretendGitHub();
  github.repository("acme/widgets", { collaborators: { ada: "write" } });
  const { url, app } = github;
  const installationId = github.installation("acme").id;
  const userToken = github.tokenOf("ada");
  async function stop() {
    await github.stop();
    github.assertNoViolations();
  }
  return { url, appId: app.id, privateKey: app.privateKey, installationId, repository: "acme/widgets", userToken, stop };
}

async function openEmulate(): Promise<Opened> {
  const permissions = { issues: "write", checks: "write", contents: "write", pull_requests: "write", metadata: "read" };
  const installations = [{ installation_id: 777, account: "acme", repository_selection: "all" }];
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: { tok_ada: { login: "ada", scopes: ["repo"] } },
      github: {
        // An unknown token acts as the first of them, who therefore may do nothing.
        users: [{ login: "nobody" }, { login: "ada" }],
        orgs: [{ login: "acme", members: [{ login: "ada", role: "admin" }] }],
        repos: [{ owner: "acme", name: "widgets", auto_init: true }],
        apps: [{ app_id: 4242, slug: "yardmaster", name: "Yardmaster", events: ["*"], permissions, installations }],
      },
    },
  });
  const privateKey = emulator.generatedSecrets[0]?.value ?? "";
  const url = emulator.url.replace("localhost", "127.0.0.1");
  return {
    url,
    appId: 4242,
    privateKey,
    installationId: 777,
    repository: "acme/widgets",
    userToken: "tok_ada",
    stop: () => emulator.close(),
  };
}

describe.each([
  ["the pretend GitHub", openPretend],
  ["emulate", openEmulate],
] as const)("%s", (_, open) => {
  let peer: Opened;
  beforeAll(async () => {
    peer = await open();
  });
  afterAll(() => peer.stop());

  for (const { name, run } of GITHUB_CONTRACT) {
    it(name, () => run(peer));
  }
});
