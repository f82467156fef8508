// The names of a custom kind, which people type on the command line: each must lead to one kind only.
import type { CustomKindDefinition, DefinitionProblem, SpecPath } from "./definition.ts";

/** Names that lead elsewhere already. */
export interface TakenNames {
  /** Built-in kinds. */
  readonly kinds: readonly string[];
  /** What else built-in kinds are called. */
  readonly aliases: readonly string[];
  /** Whatever other custom kinds are called. */
  readonly custom?: readonly string[];
}

export function nameProblems({ kind, plural, shortNames, group }: CustomKindDefinition, taken: TakenNames): readonly DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const add = (path: SpecPath, message: string): void => void problems.push({ severity: "error", path, message });
  const words = new Set([...taken.kinds, ...taken.aliases].map(toWord));
  const custom = new Set((taken.custom ?? []).map(toWord));

  if (!/^[A-Z][A-Za-z0-9]*$/.test(kind)) add(["kind"], `CRD kind '${kind}' must be PascalCase (start with uppercase letter)`);
  if (taken.kinds.some((name) => toWord(name) === toWord(kind))) add(["kind"], `CRD kind '${kind}' conflicts with builtin resource kind`);
  else if (custom.has(toWord(kind))) add(["kind"], `CRD kind '${kind}' conflicts with another CRD`);
  if (plural === "") add(["plural"], "CRD plural cannot be empty");
  if (words.has(toWord(plural))) add(["plural"], `CRD plural '${plural}' conflicts with builtin resource alias`);
  else if (custom.has(toWord(plural))) add(["plural"], `CRD plural '${plural}' conflicts with another CRD`);
  for (const [index, name] of shortNames.entries()) {
    const at = ["short_names", index];
    if (words.has(toWord(name))) add(at, `CRD short_name '${name}' conflicts with builtin resource alias`);
    else if (custom.has(toWord(name))) add(at, `CRD short_name '${name}' conflicts with another CRD`);
    const others = [plural, ...shortNames.slice(0, index)];
    if (others.some((other) => toWord(other) === toWord(name))) add(at, `duplicate short_name '${name}'`);
  }
  if (group.trim() === "") add(["group"], "CRD group cannot be empty");
  else if (/[/\s]/.test(group)) add(["group"], `CRD group '${group}' must not contain '/' or spaces`);
  return problems;
}

/** `EnvStore`, `env-store` and `env_store` are one name to the command line. */
function toWord(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}
