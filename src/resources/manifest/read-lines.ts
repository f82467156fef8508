// On which line each value of a resource was written. Linear in the number of values, whatever their shape.
import { extendFieldPath, toFieldPath } from "../../core/resources/field-path.ts";
import type { Resource } from "../../core/resources/resource.ts";
import type { Report, WrittenField } from "../report.ts";

/** Beyond so many values of one resource nobody asks for the line of each, and all of them are stored. */
const LINE_LIMIT = 10_000;

export function readLines({ metadata, spec }: Pick<Resource, "metadata" | "spec">, report: Report): Readonly<Record<string, number>> {
  const lines = new Map<string, number>();

  function read(value: unknown, path: string, field: WrittenField | null): void {
    if (field === null || lines.size >= LINE_LIMIT) return;
    const parts = toParts(value);
    if (parts.length === 0) lines.set(path, field.line);
    for (const [part, inner] of parts) read(inner, extendFieldPath(path, part), field.child(part));
  }

  for (const key of ["labels", "annotations"] as const) {
    read(metadata[key], toFieldPath(["metadata", key]), report.fieldAt(["metadata", key]));
  }
  read(spec, "spec", report.fieldAt(["spec"]));
  return Object.fromEntries(lines);
}

/** What is inside a map or a list; nothing for a value that is whole, such as a text or an empty map. */
function toParts(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
