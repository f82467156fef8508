// How the place of a value in a resource is written: `spec.steps[2].template`, `metadata.labels.team`, `spec.data["a.b"]`.
// Two places never share a path, whatever their keys are.

export type FieldPart = string | number;

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export function toFieldPath(parts: readonly FieldPart[]): string {
  return parts.reduce<string>(extendFieldPath, "");
}

export function extendFieldPath(path: string, part: FieldPart): string {
  if (typeof part === "number") return `${path}[${part}]`;
  if (!PLAIN.test(part)) return `${path}[${JSON.stringify(part)}]`;
  return path === "" ? part : `${path}.${part}`;
}
