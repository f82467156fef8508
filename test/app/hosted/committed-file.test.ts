// The workflow file of a commit, as git keeps it.
import { symlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGitObjects } from "../../../src/app/git-objects.ts";
import { lookAtCommittedFile } from "../../../src/app/hosted/committed-file.ts";
import { createGitRepository, type GitRepository, temporaryDirectory } from "../../support/git-repository.ts";

let place: ReturnType<typeof temporaryDirectory>;
let source: GitRepository;
beforeEach(() => {
  place = temporaryDirectory();
  source = createGitRepository(`${place.path}/source`);
});
afterEach(() => place.dispose());

const look = (commit: string | null = "HEAD") => lookAtCommittedFile(createGitObjects(source.path), commit);

describe("the workflow file of a commit", () => {
  it("is none where there is none, or no commit at all", async () => {
    source.commit("main", { "docs/workflow.yaml": "not at the top" });
    expect(await (await look()).read()).toBeNull();
    expect(await (await look(null)).read()).toBeNull();
  });

  it("is the first by its name, with those beside it", async () => {
    source.commit("main", { "WORKFLOW.md": "two", "workflow.yml": "one\n" });
    expect(await (await look()).read()).toEqual({ path: "workflow.yml", text: "one\n", unread: ["WORKFLOW.md"] });
  });

  it("has another version when it changes, and the same when something else does", async () => {
    source.commit("main", { "workflow.yaml": "one" });
    const { version } = await look();
    source.commit("main", { "other.txt": "x" });
    expect((await look()).version).toBe(version);
    source.commit("main", { "workflow.yaml": "two" });
    expect((await look()).version).not.toBe(version);
  });

  it("is refused when it is a link", async () => {
    source.commit("main", {});
    symlinkSync("/etc/passwd", `${source.path}/workflow.yaml`);
    source.git("add", "workflow.yaml");
    source.git("commit", "--quiet", "--message", "a link");
    await expect((await look()).read()).rejects.toThrow("is no file of the repository itself");
  });

  it("is refused when it is too large", async () => {
    source.commit("main", { "workflow.yaml": "x".repeat(1024 ** 2 + 1) });
    await expect((await look()).read()).rejects.toThrow("is larger than 1048576 bytes");
  });
});
