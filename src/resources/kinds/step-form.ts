// What a step is: a chain, a command, a built-in, or work for an agent. The first that matches; who does it is decided elsewhere.

/** Runs the tests that the repository brings; ours, beside those that are published. */
export const REPOSITORY_TESTS = "repository_tests";

export const STEP_BUILTINS = ["init_once", "loop_guard", "ticket_scan", "self_test", "self_restart", "item_select", REPOSITORY_TESTS];

export type StepForm =
  | { readonly form: "chain" }
  | { readonly form: "command" }
  | { readonly form: "builtin"; readonly builtin: string }
  | { readonly form: "agent"; readonly capability: string };

interface StepWords {
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly builtin?: string | undefined;
  readonly required_capability?: string | undefined;
  readonly command?: string | undefined;
  readonly chain_steps?: readonly unknown[] | undefined;
}

/** A type that names a built-in makes the step that built-in, unless a capability is required; other types are capabilities. */
export function toStepForm({ id = "", type, builtin, required_capability, command, chain_steps = [] }: StepWords): StepForm {
  if (chain_steps.length > 0) return { form: "chain" };
  if (command !== undefined) return { form: "command" };
  if (builtin !== undefined) return { form: "builtin", builtin };
  if (required_capability !== undefined) return { form: "agent", capability: required_capability };
  const word = type ?? id;
  return STEP_BUILTINS.includes(word) ? { form: "builtin", builtin: word } : { form: "agent", capability: word };
}
