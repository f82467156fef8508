// One setting as the file has it, before defaults and references.

import type { WrittenSettings } from "../workflow-file/workflow-file.ts";
import type { Path } from "../yaml-tree.ts";

/** Undefined for what is not there. */
export function readSetting({ settings }: WrittenSettings, path: Path): unknown {
  let value = settings;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}
