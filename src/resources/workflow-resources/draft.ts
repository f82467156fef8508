// A resource under construction, whose values remember which settings of a workflow file they follow from.
import { extendFieldPath, toFieldPath } from "../../core/resources/field-path.ts";
import { BUILTIN_API_VERSION, type BuiltinKind, DEFAULT_PROJECT, type Resource } from "../../core/resources/resource.ts";
import type { WrittenSettings } from "../workflow-file/workflow-file.ts";
import type { Path } from "../yaml-tree.ts";

export interface Draft {
  /** The first of these settings that the file has says on which line the value stands; none of them: it is a default. */
  from(value: unknown, ...settings: readonly Path[]): Following;
  onLine(value: unknown, line: number): Following;
  /** Whether some value has followed from the setting. */
  isUsed(setting: Path): boolean;
  /** Parts that are undefined are left out. */
  toResource(declared: Declared): Resource;
}

export interface Declared {
  readonly kind: BuiltinKind;
  readonly name: string;
  /** Values may be `Following`, at any depth. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, Following>>;
}

const LINE = Symbol("line");

export interface Following {
  readonly value: unknown;
  readonly [LINE]: number | null;
}

/** @param file as descriptions show it */
export function createDraft(written: WrittenSettings, file: string): Draft {
  const used = new Set<string>();
  return {
    from(value, ...settings) {
      for (const setting of settings) used.add(toFieldPath(setting));
      return { value, [LINE]: settings.map(written.lineOf).find((line) => line !== null) ?? null };
    },
    onLine: (value, line) => ({ value, [LINE]: line }),
    isUsed: (setting) => used.has(toFieldPath(setting)),
    toResource({ kind, name, spec, annotations }) {
      const lines = new Map<string, number>();
      const metadata = { name, project: DEFAULT_PROJECT, labels: {}, annotations: settle(annotations, "metadata.annotations", lines) };
      const settled = settle(spec, "spec", lines);
      const line = Math.min(...lines.values());
      return {
        apiVersion: BUILTIN_API_VERSION,
        kind,
        metadata: metadata as Resource["metadata"],
        spec: settled as Resource["spec"],
        source: { origin: "workflow-file", file, line: Number.isFinite(line) ? line : 1, lines: Object.fromEntries(lines) },
      };
    },
  };
}

/** Plain JSON; the lines of its values go into `lines`. */
function settle(part: unknown, path: string, lines: Map<string, number>, around: number | null = null): unknown {
  if (isFollowing(part)) return settle(part.value, path, lines, part[LINE]);
  if (Array.isArray(part)) return part.map((item, index) => settle(item, extendFieldPath(path, index), lines, around));
  if (typeof part === "object" && part !== null) {
    const entries = Object.entries(part).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries.map(([key, value]) => [key, settle(value, extendFieldPath(path, key), lines, around)]));
  }
  if (around !== null) lines.set(path, around);
  return part;
}

function isFollowing(part: unknown): part is Following {
  return typeof part === "object" && part !== null && LINE in part;
}
