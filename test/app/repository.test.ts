// Which repository a command stands in.
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRepository } from "../../src/app/repository.ts";
import type { YardmasterError } from "../../src/core/errors.ts";
import { createEmptyRepository, createGitRepository, GIT_ENV, temporaryDirectory } from "../support/git-repository.ts";

let place: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  place = temporaryDirectory();
});
afterEach(() => place.dispose());

describe("the repository", () => {
  it("is found from any directory in it, also through a link, under one key", async () => {
    const { path } = createGitRepository(join(place.path, "a site"));
    mkdirSync(join(path, "deep/down"), { recursive: true });
    symlinkSync(path, join(place.path, "link"));
    const found = await findRepository(path);
    expect(found).toMatchObject({ root: path, configuredDataDirectory: null });
    expect(found.key).toMatch(/^a_site-[0-9a-f]{10}$/);
    expect(await findRepository(join(path, "deep/down"))).toEqual(found);
    expect(await findRepository(join(place.path, "link"))).toEqual(found);
  });

  it("says where its data is, when someone configured it", async () => {
    const repository = createGitRepository(join(place.path, "repository"));
    repository.git("config", "yardmaster.dataDir", "../data");
    expect((await findRepository(repository.path)).configuredDataDirectory).toBe("../data");
  });

  it("is missing outside of one, in one without a commit, and where nothing is", async () => {
    createEmptyRepository(join(place.path, "empty"));
    for (const directory of [place.path, join(place.path, "empty"), join(place.path, "none")]) {
      await expect(findRepository(directory)).rejects.toMatchObject({ code: "app.no-repository", hint: expect.any(String) });
    }
  });

  it("can be made in an empty directory as the hint says", async () => {
    createEmptyRepository(join(place.path, "without a commit"));
    for (const name of ["nothing", "without a commit"]) {
      const directory = join(place.path, name);
      mkdirSync(directory, { recursive: true });
      const hint = await findRepository(directory).then(
        () => "",
        (error: YardmasterError) => error.hint ?? "",
      );
      execFileSync("sh", ["-c", hint.slice(hint.indexOf("git "))], { cwd: directory, env: GIT_ENV, stdio: "ignore" });
      expect(await findRepository(directory)).toMatchObject({ root: directory });
    }
  });
});
