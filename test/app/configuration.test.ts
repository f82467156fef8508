// Which workflow file holds for a repository.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfiguration } from "../../src/app/configuration.ts";
import { renderProblems } from "../../src/resources/problems.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

let place: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  place = temporaryDirectory();
});
afterEach(() => place.dispose());

const load = (named: string | null = null) => loadConfiguration(place.path, named, {});

describe("the workflow file of a repository", () => {
  it("may be missing", async () => {
    expect(await load()).toMatchObject({ agent: { backend: "claude" }, warnings: [] });
  });

  it("is workflow.yaml before WORKFLOW.md, and the one that is not read is told", async () => {
    writeFileSync(join(place.path, "WORKFLOW.md"), "From Markdown.");
    expect(await load()).toMatchObject({ prompt: { text: "From Markdown." }, warnings: [] });
    writeFileSync(join(place.path, "workflow.yaml"), "prompt: From YAML.");
    const { prompt, warnings } = await load();
    expect(prompt?.text).toBe("From YAML.");
    expect(renderProblems(warnings).replaceAll(place.path, "…")).toMatchInlineSnapshot(`
      "…/workflow.yaml:1:1 warning workflow.yaml is read, WORKFLOW.md beside it is not
        hint: keep one of the two"
    `);
  });

  it("is the one that was named, whatever lies beside it", async () => {
    writeFileSync(join(place.path, "workflow.yaml"), "prompt: From YAML.");
    writeFileSync(join(place.path, "WORKFLOW.md"), "From Markdown.");
    expect(await load(join(place.path, "WORKFLOW.md"))).toMatchObject({ prompt: { text: "From Markdown." }, warnings: [] });
  });
});
