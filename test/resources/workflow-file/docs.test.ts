// The reference for users, held against the program: its example works and its table of defaults is true.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createRenderer } from "../../../src/rendering/create-renderer.ts";
import { SAMPLE_SCOPES } from "../../../src/rendering/sample-scopes.ts";
import { toSnakeCase } from "../../../src/resources/report.ts";
import { parseWorkflowFile } from "../../../src/resources/workflow-file/parse-workflow-file.ts";
import { RetrySection, StepSection, WorkflowSection } from "../../../src/resources/workflow-file/schema.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = readFileSync(`${root}docs/workflow-file.md`, "utf8");
const example = /```markdown\n(.*?)\n```\n\n## Three forms/s.exec(page)?.[1] ?? "";
/** The rows of the two tables of keys: key and default. */
const tables = page.slice(page.indexOf("## Settings"), page.indexOf("## Prompts"));
const rows = new Map(Array.from(tables.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm), ([, key = "", value = ""]) => [key, value]));
const defaults = WorkflowSection.parse({});

/** Every key of the file, as the page writes it, with its default. */
function* leaves(value: object, path: string): Generator<[string, unknown]> {
  for (const [key, inner] of Object.entries(value)) {
    const here = `${path}${toSnakeCase(key)}`;
    if (path === "" && typeof inner === "object" && !Array.isArray(inner)) yield* leaves(inner, `${here}.`);
    else yield [here, inner];
  }
}

describe("the page about the workflow file", () => {
  it("has an example that holds without a warning", () => {
    expect(parseWorkflowFile(example, `${root}WORKFLOW.md`)).toMatchObject({ ok: true, warnings: [] });
  });

  it("has an example whose prompts render", () => {
    const parsed = parseWorkflowFile(example, "WORKFLOW.md");
    const renderer = createRenderer({ directory: `${root}templates` });
    const bodies = parsed.ok ? parsed.value.workflow.steps.map(({ body }) => body) : [];
    const prompts = bodies.flatMap((body) => (body.kind === "agent" && "text" in body.prompt ? [body.prompt] : []));
    expect(prompts).toHaveLength(2);
    for (const { text, origin, firstLine } of prompts) {
      expect(renderer.parse(text, origin, firstLine).render(SAMPLE_SCOPES["prompts/implement"])).toContain("GH-42");
    }
  });

  it.each([...leaves(defaults, "")])("gives the default of %s", (key, value) => {
    expect(rows.get(key)).toBe(value === null ? "none" : `\`${JSON.stringify(value)}\``);
  });

  it("gives the states of a roadmap", () => {
    const parsed = parseWorkflowFile("", "workflow.yaml");
    const states = parsed.ok ? [parsed.value.tracker.activeStates, parsed.value.tracker.terminalStates] : [];
    const written = states.map((list) => `\`${JSON.stringify(list)}\``);
    expect([rows.get("tracker.active_states"), rows.get("tracker.terminal_states")]).toEqual(written);
  });

  it("names every key and no other", () => {
    const withDefault = Array.from(leaves(defaults, ""), ([key]) => key);
    const withoutDefault = ["prompt", "tracker.active_states", "tracker.terminal_states"];
    const ofSteps = Object.keys(StepSection.shape).filter((key) => key !== "retry");
    const ofRetry = Object.keys(RetrySection.shape).map((key) => `retry.${key}`);
    const steps = [...ofSteps, ...ofRetry].map((key) => `steps[].${toSnakeCase(key)}`);
    expect([...rows.keys()].sort()).toEqual([...withDefault, ...withoutDefault, ...steps].sort());
  });
});
