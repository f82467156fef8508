// The spec of a built-in kind: tidied, parsed, held against the kind's rules. All problems at once, whichever stage finds them.
import type { z } from "zod";
import { toIssueHint, toQuotesHint } from "../issue-hint.ts";
import type { KindEntry } from "../kinds/index.ts";
import type { Report } from "../report.ts";
import type { Path } from "../yaml-tree.ts";
import { toStepKeyMessage } from "./step-keys.ts";
import { tidySpec } from "./tidy-spec.ts";

/** Null when it does not hold; the report says why. */
export function readSpec(entry: KindEntry, name: string, written: unknown, report: Report): Readonly<Record<string, unknown>> | null {
  const tidied = tidySpec(entry.spec, written ?? {}, ["spec"], {
    report,
    toUnknownKeyMessage: (map, key, path) => (entry.kind === "Workflow" ? toStepKeyMessage(name, map, key, path) : null),
  });
  const parsed = entry.spec.safeParse(tidied, { reportInput: true });
  for (const issue of parsed.error?.issues ?? []) {
    const path = ["spec", ...toPath(issue)];
    const wantsText = issue.code === "invalid_type" && issue.expected === "string";
    report.error(path, issue.message, wantsText ? toQuotesHint(issue.input) : toIssueHint(issue, report.spellingOf(path)));
  }
  const faults = parsed.error?.issues.map(toPath) ?? [];
  // Of what is no map at all nothing more can be said.
  if (faults.some((path) => path.length === 0)) return null;
  const spec = parsed.success ? parsed.data : dropParts(tidied, faults);
  entry.check(spec, name, {
    error: (path, message, hint) => report.error(["spec", ...path], message, hint),
    warning: (path, message, hint) => report.warning(["spec", ...path], message, hint),
  });
  return parsed.success ? parsed.data : null;
}

function toPath({ path }: z.core.$ZodIssue): Path {
  return path.map((part) => (typeof part === "number" ? part : String(part)));
}

/** What is left without the parts that do not hold: `undefined` stands where they were. */
function dropParts(tidied: unknown, paths: readonly Path[]): unknown {
  const copy: unknown = structuredClone(tidied);
  for (const path of paths) {
    let around = copy;
    for (const part of path.slice(0, -1)) around = isContainer(around) ? around[part] : undefined;
    const last = path.at(-1);
    if (last !== undefined && isContainer(around)) around[last] = undefined;
  }
  return copy;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}
