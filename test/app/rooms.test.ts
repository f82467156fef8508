// What rooms are opened with: git is told of the proxy that the environment names, though nothing else is.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { toBuiltInConfiguration } from "../../src/app/configuration.ts";
import { openDirectoryAt } from "../../src/app/data-directory.ts";
import { openWorkspaces } from "../../src/app/rooms.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

it("a repository that is elsewhere is fetched through the proxy", async () => {
  const place = temporaryDirectory();
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(String(request.url));
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.close();
    place.dispose();
  });
  const remote = { address: "http://git.example/acme/site.git", authorize: async () => null };
  const repository = { root: place.path, key: "site", configuredDataDirectory: null, remote };
  const workspaces = await openWorkspaces(toBuiltInConfiguration(place.path, {}), {
    directory: await openDirectoryAt(`${place.path}/data`, repository),
    repository,
    env: { PATH: process.env["PATH"] ?? "" },
    variables: { HTTP_PROXY: "http://nowhere.invalid", http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    newHookCookie: () => ({ name: "COOKIE", value: "a" }),
    warn() {},
  });
  await expect(workspaces.refresh()).rejects.toThrow();
  expect(asked[0]).toContain("http://git.example/acme/site.git/info/refs");
});
