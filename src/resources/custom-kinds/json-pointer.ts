// JSON pointers to keys. A number is an index only where the document has a list, so the document is needed too.
import type { SpecPath } from "./definition.ts";

export function parsePointer(pointer: string, document: unknown): SpecPath {
  let value = document;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const isIndex = Array.isArray(value);
      value = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
      return isIndex ? Number(key) : key;
    });
}
