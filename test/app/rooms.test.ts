// What rooms are opened with: git is told of the proxy that the environment names, and of the mirror that is there already.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { toBuiltInConfiguration } from "../../src/app/configuration.ts";
import { openDirectoryAt } from "../../src/app/data-directory.ts";
import { openWorkspaces } from "../../src/app/rooms.ts";
import { message, request } from "../../src/testing/workspaces-contract-fixture.ts";
import { createGitRepository, temporaryDirectory } from "../support/git-repository.ts";

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
  const remote = { address: "http://git.example/acme/site.git", authorize: async () => null, variables: [] };
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

it("a repository that has moved goes on in the workspaces that were made before, with what was not published yet", async () => {
  const place = temporaryDirectory();
  onTestFinished(place.dispose);
  const data = `${place.path}/data`;
  const open = async (root: string) => {
    const repository = { root, key: "site", configuredDataDirectory: null, remote: null };
    return await openWorkspaces(toBuiltInConfiguration(root, {}), {
      directory: await openDirectoryAt(data, repository),
      repository,
      env: { PATH: process.env["PATH"] ?? "" },
      variables: {},
      newHookCookie: () => ({ name: "COOKIE", value: "a" }),
      warn() {},
    });
  };
  const source = createGitRepository(`${place.path}/here`);
  const before = await open(source.path);
  const made = await before.provision(request("A-1"));
  writeFileSync(`${made.path}/work.txt`, "work\n");
  const { commit } = await before.commit(made, message());
  writeFileSync(`${made.path}/begun.txt`, "begun\n");

  mkdirSync(`${place.path}/there`);
  renameSync(source.path, `${place.path}/there/now`);
  writeFileSync(`${data}/repository`, `${place.path}/there/now\n`);
  const after = await open(`${place.path}/there/now`);
  const again = await after.provision(request("A-1"));
  expect([again.createdNow, readFileSync(`${again.path}/begun.txt`, "utf8")]).toEqual([false, "begun\n"]);
  await after.publish(again, message());
  expect(readFileSync(`${place.path}/there/now/.git/refs/heads/${again.branch}`, "utf8").trim()).toBe(commit);
});
