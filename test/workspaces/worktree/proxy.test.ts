// Git behind a proxy: it is told by variables that hooks and agents do not get.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { request } from "../../../src/testing/workspaces-contract-fixture.ts";
import { openWorktrees } from "../../support/git-workspaces.ts";

it("git asks the proxy that it was told of, and hooks do not hear of it", async () => {
  const asked: string[] = [];
  const proxy = createServer((incoming, response) => {
    asked.push(String(incoming.url));
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const fixture = openWorktrees();
  onTestFinished(() => {
    fixture.dispose();
    proxy.close();
  });
  const gitEnv = { http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  await expect(fixture.open({ source: "http://git.example/acme/site.git", gitEnv }).provision(request("A-1"))).rejects.toThrow();
  expect(asked[0]).toBe("http://git.example/acme/site.git/info/refs?service=git-upload-pack");

  const hooks = { after_create: 'test -z "$http_proxy"', before_run: null, after_run: null, before_remove: null };
  expect((await fixture.open({ gitEnv, hooks }).provision(request("A-2"))).createdNow).toBe(true);
});
