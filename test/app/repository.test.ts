// Which repository a command stands in.
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRepository } from "../../src/app/repository.ts";
import { createEmptyRepository, createGitRepository, temporaryDirectory } from "../support/git-repository.ts";

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
});
