// The table of kinds and the words for them.
import { describe, expect, it } from "vitest";
import { BUILTIN_KINDS } from "../../../src/core/resources/resource.ts";
import { isBuiltinKind, KINDS } from "../../../src/resources/kinds/index.ts";
import { findBuiltinKind, KIND_WORDS } from "../../../src/resources/kinds/kind-words.ts";
import { toStepForm } from "../../../src/resources/kinds/step-form.ts";

describe("the table of kinds", () => {
  it("has each under its own name", () => {
    expect(Object.entries(KINDS).map(([name, { kind }]) => [name, kind])).toEqual(BUILTIN_KINDS.map((kind) => [kind, kind]));
  });

  it("masks the values of secret stores alone", () => {
    expect(BUILTIN_KINDS.filter((kind) => KINDS[kind].hasSecrets)).toEqual(["SecretStore"]);
  });

  it("gives no word to two kinds", () => {
    const words = BUILTIN_KINDS.flatMap((kind) => [kind.toLowerCase(), KIND_WORDS[kind].plural, ...KIND_WORDS[kind].shortNames]);
    expect(new Set(words).size).toBe(words.length);
  });

  it.each([
    ["ws", "Workspace"],
    ["workspaces", "Workspace"],
    ["wf", "Workflow"],
    ["tg", "Trigger"],
    ["crd", "CustomResourceDefinition"],
    ["step-template", "StepTemplate"],
    ["step_templates", "StepTemplate"],
    ["ExecutionProfile", "ExecutionProfile"],
    ["prompts", null],
  ])("knows %s", (word, kind) => {
    expect(findBuiltinKind(word)).toBe(kind);
  });

  it("tells built-in kinds from others by their exact name", () => {
    expect([isBuiltinKind("Agent"), isBuiltinKind("agent"), isBuiltinKind("Prompt")]).toEqual([true, false, false]);
  });
});

describe("what a step is", () => {
  it.each([
    [{ id: "a", chain_steps: [{}], command: "make" }, { form: "chain" }],
    [{ id: "a", command: "make", builtin: "self_test" }, { form: "command" }],
    [
      { id: "a", builtin: "self_test" },
      { form: "builtin", builtin: "self_test" },
    ],
    [
      { id: "a", type: "qa", required_capability: "fix" },
      { form: "agent", capability: "fix" },
    ],
    [
      { id: "a", type: "ticket_scan" },
      { form: "builtin", builtin: "ticket_scan" },
    ],
    [{ id: "loop_guard" }, { form: "builtin", builtin: "loop_guard" }],
    [
      { id: "loop_guard", type: "qa" },
      { form: "agent", capability: "qa" },
    ],
    [{ id: "review" }, { form: "agent", capability: "review" }],
  ])("is told from %o", (step, form) => {
    expect(toStepForm(step)).toEqual(form);
  });
});
