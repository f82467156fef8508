// Settings that no field of a kind stands for, as annotations: what is written in the file is then to be found in the resources.
import { toFieldPath } from "../../core/resources/field-path.ts";
import { MASK } from "../../core/resources/secret-values.ts";
import { toSnakeCase } from "../report.ts";
import { toReference } from "../workflow-file/env-entries.ts";
import type { WrittenSettings } from "../workflow-file/workflow-file.ts";
import type { Path } from "../yaml-tree.ts";
import type { Draft, Following } from "./draft.ts";

export interface Notes {
  /** Of the sections, whatever no value has followed from so far. */
  of(...sections: readonly string[]): Readonly<Record<string, Following>>;
}

const PREFIX = "workflow-file/";
/** Nothing acts on it, and its values are whatever a tracker may ask for. */
const PROVIDER = "tracker.provider";
const SECRET = "tracker.apiKey";

export function createNotes({ settings }: WrittenSettings, draft: Draft): Notes {
  return {
    of(...sections) {
      const all = sections.flatMap((section) => [...leavesOf(isMap(settings) ? settings[section] : undefined, [section])]);
      const left = all.filter(({ path }) => !draft.isUsed(path) && path.join(".") !== PROVIDER);
      return Object.fromEntries(
        left.map(({ path, value }) => {
          const key = PREFIX + toFieldPath(path.map((part) => (typeof part === "number" ? part : toSnakeCase(part))));
          return [key, draft.from(toShown(path, value), path)];
        }),
      );
    },
  };
}

function toShown(path: Path, value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return path.join(".") === SECRET && toReference(text) === null ? MASK : text;
}

/** A section's settings; lists of texts and maps with anyone's keys are one setting, steps are gone into. */
function* leavesOf(part: unknown, path: Path): Iterable<{ readonly path: Path; readonly value: unknown }> {
  if (part === undefined) return;
  const isSection = path.length === 1 || (path[0] === "steps" && (path.length === 2 || path[2] === "retry"));
  const isRetryLeaf = path[0] === "steps" && path.length > 3;
  if (!isSection || isRetryLeaf) yield { path, value: part };
  else if (Array.isArray(part)) for (const [index, item] of part.entries()) yield* leavesOf(item, [...path, index]);
  else if (isMap(part)) for (const [key, value] of Object.entries(part)) yield* leavesOf(value, [...path, key]);
}

function isMap(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}
