// `manifest validate` and `explain`: what a person reads before anything is applied.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { World } from "../../../src/cli/world.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import { type Ran, runCli } from "../fake-world.ts";

const PROJECT = "apiVersion: orchestrator.dev/v2\nkind: Project\nmetadata: { name: site }\nspec: { description: The site }\n";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "yardmaster-manifests-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
}

/** Outside of every repository. */
async function validate(argv: readonly string[], given: Partial<World> = {}): Promise<Ran> {
  const openControl = () => Promise.reject(new YardmasterError("app.no-repository", "not in a repository"));
  return await runCli(["manifest", "validate", ...argv], { openControl, ...given });
}

describe("manifest validate", () => {
  it("says that manifests hold, of files, folders and standard input", async () => {
    file("one.yaml", PROJECT);
    for (const argv of [
      ["-f", directory],
      ["-f", join(directory, "one.yaml"), "-f", "-"],
      ["-C", directory, "-f", "one.yaml"],
    ]) {
      const ran = await validate(argv, { readStdin: async () => PROJECT.replace("site", "other") });
      expect(ran).toEqual({ exit: 0, out: "Manifest is valid\n", err: "" });
    }
  });

  it("counts warnings, and names the place of each", async () => {
    const path = file("one.yaml", PROJECT.replace("name: site", "name: site, description: Ours"));
    const { exit, out, err } = await validate(["-f", path]);
    expect([exit, out]).toEqual([0, "Manifest is valid (1 warning)\n"]);
    expect(err.replaceAll(directory, "…")).toMatchInlineSnapshot(`
      "…/one.yaml:3:25 warning metadata.description unknown field 'description' is ignored
        hint: keep notes of your own under annotations
      "
    `);
  });

  it("names every problem of every file, and leaves with 1", async () => {
    file("a.yaml", PROJECT.replace("kind: Project", "kind: Projekt"));
    file("b.yaml", "kind: [");
    const { exit, out, err } = await validate(["-f", directory]);
    expect([exit, out]).toEqual([1, "Validation failed\n"]);
    expect(err.replaceAll(directory, "…")).toMatchInlineSnapshot(`
      "…/a.yaml:2:1 warning kind 'Projekt' is not a built-in kind
        hint: did you mean "Project"?
      …/b.yaml:1:8 error flow sequence in block collection must be sufficiently indented and end with a ]
      "
    `);
  });

  it("calls nothing valid where there is nothing: an empty pipe is another command's failure", async () => {
    const { exit, out, err } = await validate(["-f", "-"], { readStdin: async () => "---\n# nothing\n" });
    expect([exit, out]).toEqual([1, "Validation failed\n"]);
    expect(err).toContain("there is nothing to check: no manifest was found");
  });

  it("is exact for programs", async () => {
    const path = file("one.yaml", `\n${PROJECT}`);
    const { out } = await validate(["-f", path, "-o", "json"]);
    expect(JSON.parse(out)).toEqual({
      valid: true,
      manifests: [{ kind: "Project", name: "site", project: "default", file: path, line: 2 }],
      problems: [],
    });
  });

  it("refuses a path that is not there, and no path at all", async () => {
    expect((await validate(["-f", join(directory, "none")])).exit).toBe(4);
    expect((await validate([])).exit).toBe(2);
  });
});

describe("explain", () => {
  it("tells a field's meaning, type and default, and what is inside it", async () => {
    const { exit, out } = await runCli(["explain", "project.spec"]);
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "project: map, required
      A namespace of resources, one per repository by default.

      FIELD        TYPE  DEFAULT  MEANING
      description  text           What the project is, for people.
      commands     map            How commands are given in comments; read in the project \`default\`, which is the repository's.
      comments     map            What the GitHub App writes in threads by itself; read in the project \`default\`, which is the repository's.
      "
    `);
    expect((await runCli(["explain", "workflow.steps[0].enabled"])).out).toContain("workflow.steps.enabled: true or false, default true\n");
  });

  it("leaves room for the meaning beside a type that is long, which stands whole where it is asked for", async () => {
    const row = (await runCli(["explain", "trigger.spec.event"])).out.split("\n").find((line) => line.startsWith("source"));
    expect(row).toMatch(/^source +task_completed \| task_failed.*…(?:, required)? {2}/);
    expect(row?.indexOf("…")).toBeLessThan(60);
    const whole = "task_completed | task_failed | webhook | filesystem | issue_labelled";
    expect((await runCli(["explain", "trigger.spec.event.source"])).out).toContain(whole);
    expect((await runCli(["explain", "trigger.spec.event", "-o", "yaml"])).out.replaceAll(/\s+/g, " ")).toContain(whole);
  });

  it("is exact for programs", async () => {
    const { out } = await runCli(["explain", "workflow.steps.enabled", "-o", "json"]);
    expect(JSON.parse(out)).toMatchObject({ path: "workflow.steps.enabled", type: "true or false", default: "true" });
  });

  it("says what was meant instead of a kind or a field that there is none of", async () => {
    for (const [path, hint] of [
      ["workflw", "workflow"],
      ["workflow.stepz", "steps"],
    ]) {
      const { exit, err } = await runCli(["explain", path ?? ""]);
      expect(exit).toBe(2);
      expect(err).toMatch(new RegExp(`Hint: did you mean "?${hint}"?`));
    }
  });
});
