// Prompts of a workflow file, tried on a sample before any issue is.
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkPrompts } from "../../src/app/check-prompts.ts";
import { createRenderer } from "../../src/rendering/create-renderer.ts";
import { renderProblems } from "../../src/resources/problems.ts";
import { parseWorkflowFile } from "../../src/resources/workflow-file/parse-workflow-file.ts";

const renderer = createRenderer({ directory: fileURLToPath(new URL("../../templates", import.meta.url)) });

async function check(text: string, loadRenderer = async () => renderer): Promise<string> {
  const parsed = parseWorkflowFile(text, "/site/WORKFLOW.md");
  if (!parsed.ok) throw new TypeError(renderProblems(parsed.problems));
  return renderProblems(await checkPrompts(parsed.value.workflow, loadRenderer));
}

describe("the prompts of a workflow file", () => {
  it("hold when every name is known", async () => {
    expect(
      await check("---\nsteps: [{ id: a }, { id: b, prompt: '{{ goal }}' }, { id: c, command: npm test }]\n---\n{{ issue.title | fence }}"),
    ).toBe("");
  });

  it("are told with place and hint, each once, in the order of the steps", async () => {
    const text =
      "---\nsteps:\n  - id: a\n  - id: b\n    prompt: |\n      Look.\n      {{ issue.title | fnece }}\n  - id: c\n---\nWork on {{ issue.titel }}.";
    expect(await check(text)).toMatchInlineSnapshot(`
      "/site/WORKFLOW.md:10:12 error unknown variable "issue.titel"
        hint: did you mean "issue.title"?
      /site/WORKFLOW.md:7:1 error unknown filter "fnece"
        hint: did you mean "fence"?"
    `);
  });

  it("are told when they are no Liquid at all", async () => {
    expect(await check("Work.\n\n{% if issue.title %}")).toMatchInlineSnapshot(
      `"/site/WORKFLOW.md:3:1 error tag {% if issue.title %} not closed"`,
    );
  });

  it("may use what only their tracker knows", async () => {
    expect(await check("{{ issue.native_ref.spec }} {{ issue.native_ref.anything | upcase }}")).toBe("");
  });

  it("ask for no renderer when they are all built in", async () => {
    const unwanted = () => Promise.reject(new Error("it was loaded"));
    expect(await check("---\nsteps: [{ id: a }, { id: b, command: npm test }]\n---\n", unwanted)).toBe("");
    await expect(check("Work.", unwanted)).rejects.toThrow("it was loaded");
  });
});
