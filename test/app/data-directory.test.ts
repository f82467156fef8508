// Where a repository's data is kept, and that it is never another's.
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DataDirectoryChoice, findDataDirectory, openDataDirectory } from "../../src/app/data-directory.ts";
import { makeAppDirectory } from "../../src/app/hosted/make-app-directory.ts";
import type { Repository } from "../../src/app/repository.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

let place: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  place = temporaryDirectory();
});
afterEach(() => place.dispose());

const at = (name: string) => join(place.path, name);
const aRepository = (different: Partial<Repository> = {}): Repository => ({
  root: at("repository"),
  key: "repository-0123456789",
  configuredDataDirectory: null,
  remote: null,
  ...different,
});
const choice = (given: Partial<DataDirectoryChoice> = {}): DataDirectoryChoice => ({
  flag: null,
  variable: null,
  stateHome: at("state"),
  ...given,
});

describe("the data directory", () => {
  it("is what the flag says, else the variable, else git's configuration, else one below the state directory", async () => {
    const configured = aRepository({ configuredDataDirectory: "../configured" });
    const open = async (repository: Repository, given: Partial<DataDirectoryChoice>) =>
      (await openDataDirectory(repository, choice(given))).path;
    expect(await open(configured, { flag: at("flag"), variable: at("variable") })).toBe(at("flag"));
    expect(await open(configured, { variable: at("variable") })).toBe(at("variable"));
    expect(await open(configured, {})).toBe(at("configured"));
    expect(await open(aRepository(), {})).toBe(join(at("state"), "yardmaster", "repository-0123456789"));
  });

  it("ignores a state directory that is no absolute path", async () => {
    const lost = { code: "app.data-directory", message: expect.stringContaining(homedir()) as string };
    // No directory can have this name, so that nobody's home is touched.
    const key = "\0";
    await expect(openDataDirectory(aRepository({ key }), choice({ stateHome: "state" }))).rejects.toMatchObject(lost);
  });

  it("is closed to other people", async () => {
    const { path } = await openDataDirectory(aRepository(), choice({ flag: at("data") }));
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it("may be opened again by its repository, and has the same key then", async () => {
    const first = await openDataDirectory(aRepository(), choice({ flag: at("data") }));
    expect(await openDataDirectory(aRepository(), choice({ flag: at("data") }))).toEqual(first);
    expect(first.key).toMatch(/^[0-9a-f]{12}$/);
  });

  it("of another repository is left alone, and the owner is named", async () => {
    await openDataDirectory(aRepository(), choice({ flag: at("data") }));
    const other = openDataDirectory(aRepository({ root: at("other") }), choice({ flag: at("data") }));
    await expect(other).rejects.toMatchObject({ code: "app.data-directory", message: expect.stringContaining(at("repository")) });
    expect(readFileSync(join(at("data"), "repository"), "utf8")).toBe(`${at("repository")}\n`);
  });

  it("whose first owner died before it wrote its name belongs to the next one", async () => {
    mkdirSync(at("data"));
    writeFileSync(join(at("data"), "repository"), "");
    await openDataDirectory(aRepository(), choice({ flag: at("data") }));
    await expect(openDataDirectory(aRepository({ root: at("other") }), choice({ flag: at("data") }))).rejects.toMatchObject({
      code: "app.data-directory",
    });
  });

  for (const [name, path] of [
    ["below a regular file", "file/data"],
    ["that is a regular file", "file"],
    ["behind a link to nowhere", "link/data"],
  ] as const) {
    it(`${name} is refused with what to do`, async () => {
      writeFileSync(at("file"), "");
      symlinkSync(at("nowhere/else"), at("link"));
      await expect(openDataDirectory(aRepository(), choice({ flag: at(path) }))).rejects.toMatchObject({
        code: "app.data-directory",
        message: expect.stringContaining(at(path)),
        hint: expect.stringContaining("--data-dir"),
      });
      await expect(findDataDirectory(aRepository(), choice({ flag: at(path) }))).rejects.toMatchObject({ code: "app.data-directory" });
    });
  }

  it("is found where it would be, and made by nobody who only looks", async () => {
    const found = await findDataDirectory(aRepository(), choice({ flag: at("a/b") }));
    expect(existsSync(at("a"))).toBe(false);
    expect(await openDataDirectory(aRepository(), choice({ flag: at("a/b") }))).toEqual(found);
    expect(await findDataDirectory(aRepository(), choice({ flag: at("a/b") }))).toEqual(found);
    const other = findDataDirectory(aRepository({ root: at("other") }), choice({ flag: at("a/b") }));
    await expect(other).rejects.toMatchObject({ message: expect.stringContaining("belongs to the repository") });
  });
});

describe("the directory of the App", () => {
  const own = (name: string) => openDataDirectory(aRepository(), choice({ variable: at(name) }));

  it("is refused to a repository, and may be opened again", async () => {
    await makeAppDirectory(at("data"));
    await makeAppDirectory(at("data"));
    expect(statSync(at("data")).mode & 0o777).toBe(0o700);
    await expect(own("data")).rejects.toMatchObject({
      code: "app.data-directory",
      message: `the data directory ${at("data")} belongs to the GitHub App`,
      hint: expect.stringContaining("YARDMASTER_DATA_DIR"),
    });
  });

  it("is never a repository's", async () => {
    await own("data");
    await expect(makeAppDirectory(at("data"))).rejects.toMatchObject({
      code: "app.data-directory",
      message: `the data directory ${at("data")} belongs to the repository ${at("repository")}`,
    });
  });

  it.runIf(process.platform === "linux")("is refused where the system lets nobody make one", async () => {
    const refused = { code: "app.data-directory", message: "making the data directory /proc/yardmaster/data ready: ENOENT" };
    await expect(makeAppDirectory("/proc/yardmaster/data")).rejects.toMatchObject(refused);
    await expect(openDataDirectory(aRepository(), choice({ flag: "/proc/yardmaster/data" }))).rejects.toMatchObject(refused);
  });

  it("is one or the other's when both come at once", async () => {
    const ended = await Promise.allSettled([makeAppDirectory(at("data")), own("data")]);
    expect(ended.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
