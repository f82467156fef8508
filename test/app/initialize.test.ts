// `init`: a data directory and a store come to be once; manifests to begin with hold, and nothing is overwritten.
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { initialize } from "../../src/app/initialize.ts";
import { loadManifests } from "../../src/resources/manifest/load-manifests.ts";
import { type AYard, createAYard } from "./a-yard.ts";

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };
const OPTIONS = { manifests: false, version: "1.2.3" };

function aYard(): AYard {
  const yard = createAYard();
  onTestFinished(() => yard.dispose());
  return yard;
}

describe("initializing", () => {
  it("makes the data directory and the store, and the second time says that they are there", async () => {
    const { surroundings, data, repository } = aYard();
    const first = await initialize(surroundings, NOWHERE, OPTIONS);
    expect(first).toMatchObject({ dataDirectory: data, database: join(data, "store.db"), created: true, manifests: [] });
    expect(basename(first.repository)).toBe(basename(repository.path));
    expect(statSync(first.database).size).toBeGreaterThan(0);
    expect(await initialize(surroundings, NOWHERE, OPTIONS)).toEqual({ ...first, created: false });
  });

  it("works where the workflow file does not hold", async () => {
    const { surroundings, write } = aYard();
    write("workflow.yaml", "agent: [");
    expect(await initialize(surroundings, NOWHERE, OPTIONS)).toMatchObject({ created: true });
  });

  it("refuses what is no repository", async () => {
    const { surroundings, directory } = aYard();
    await expect(initialize(surroundings, { ...NOWHERE, directory }, OPTIONS)).rejects.toMatchObject({ code: "app.no-repository" });
  });
});

describe("manifests to begin with", () => {
  const WITH = { ...OPTIONS, manifests: true };

  it("hold, and name the schema of this version", async () => {
    const { surroundings, repository } = aYard();
    const { manifests } = await initialize(surroundings, NOWHERE, WITH);
    const files = [".yardmaster/workspace.yaml", ".yardmaster/agent.yaml", ".yardmaster/workflow.yaml"];
    expect(manifests).toEqual(files.map((file) => ({ file, written: true })));
    const read = await loadManifests([join(repository.path, ".yardmaster")], { readStdin: async () => "" });
    expect(read.problems).toEqual([]);
    expect(read.manifests.map(({ kind }) => kind).sort()).toEqual(["Agent", "StepTemplate", "StepTemplate", "Workflow", "Workspace"]);
    for (const file of files) {
      expect(readFileSync(join(repository.path, file), "utf8")).toMatch(
        /^# yaml-language-server: \$schema=\S+@1\.2\.3\/schemas\/manifest\.schema\.json\n/,
      );
    }
  });

  it("overwrite nothing, not even through a link", async () => {
    const { surroundings, repository, directory, write } = aYard();
    write(".yardmaster/agent.yaml", "mine");
    const elsewhere = join(directory, "elsewhere");
    symlinkSync(elsewhere, join(repository.path, ".yardmaster/workspace.yaml"));
    const { manifests } = await initialize(surroundings, NOWHERE, WITH);
    expect(manifests.map(({ written }) => written)).toEqual([false, false, true]);
    expect(readFileSync(join(repository.path, ".yardmaster/agent.yaml"), "utf8")).toBe("mine");
    expect(statSync(elsewhere, { throwIfNoEntry: false })).toBeUndefined();
  });

  it("are refused where something else stands in the folder's place", async () => {
    const { surroundings, write } = aYard();
    write(".yardmaster", "a file");
    await expect(initialize(surroundings, NOWHERE, WITH)).rejects.toMatchObject({ code: "config.unwritable" });
  });
});

it("is found from below the repository, given as a path", async () => {
  const { surroundings, repository, directory } = aYard();
  mkdirSync(join(repository.path, "deep"));
  writeFileSync(join(repository.path, "deep/file"), "");
  const made = await initialize({ ...surroundings, cwd: directory }, { ...NOWHERE, directory: "repository/deep" }, OPTIONS);
  expect(basename(made.repository)).toBe("repository");
});
