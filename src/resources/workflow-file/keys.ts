// The keys of a workflow file: both spellings become one, other names become ours, and unknown ones are told.
import { didYouMean } from "../../core/did-you-mean.ts";
import { type Report, toSnakeCase } from "../report.ts";
import type { Path } from "../yaml-tree.ts";
import {
  AgentSection,
  HooksSection,
  PollingSection,
  RetrySection,
  ServerSection,
  StepSection,
  TrackerSection,
  WorkflowSection,
  WorkspaceSection,
} from "./schema.ts";

interface KeyRules {
  /** In camel case, as the schema has them. */
  readonly known: readonly string[];
  readonly aliases?: ReadonlyMap<string, string>;
  /** Known ones that are checked, and that nothing acts on yet. */
  readonly idle?: readonly string[];
  /** Settings that other programs read from such files, and we do not yet. */
  readonly later?: readonly string[];
  readonly inside?: Readonly<Record<string, KeyRules>>;
  /** The rules of a list's elements. */
  readonly each?: KeyRules;
}

const STEP: KeyRules = {
  known: Object.keys(StepSection.shape),
  aliases: new Map([["timeoutMs", "timeout"]]),
  inside: { retry: { known: Object.keys(RetrySection.shape) } },
};

const WORKFLOW: KeyRules = {
  known: Object.keys(WorkflowSection.shape),
  aliases: new Map([["promptTemplate", "prompt"]]),
  later: ["codex", "worker", "observability"],
  inside: {
    tracker: { known: Object.keys(TrackerSection.shape), idle: ["projectSlug", "provider"] },
    polling: { known: Object.keys(PollingSection.shape) },
    workspace: { known: Object.keys(WorkspaceSection.shape) },
    hooks: { known: Object.keys(HooksSection.shape) },
    agent: {
      known: Object.keys(AgentSection.shape),
      idle: ["maxTurns"],
      later: ["apiKey", "approvalPolicy", "sandboxPolicy", "readTimeoutMs"],
    },
    server: { known: Object.keys(ServerSection.shape), idle: ["port"], later: ["host"] },
    steps: { known: [], each: STEP },
  },
};

const NOT_YET = "is read by a later release and does nothing yet";

/** The file's settings under the schema's keys. Keys without a value are left out, so that their defaults hold. */
export function tidyKeys(written: unknown, report: Report): unknown {
  return tidy(written, WORKFLOW, [], report);
}

function tidy(written: unknown, rules: KeyRules, path: Path, report: Report): unknown {
  const { each } = rules;
  if (Array.isArray(written)) return each ? written.map((item, index) => tidy(item, each, [...path, index], report)) : written;
  if (typeof written !== "object" || written === null || each) return written;
  const tidied = new Map<string, unknown>();
  const spellings = new Map<string, string>();
  for (const [key, value] of Object.entries(written)) {
    const name = rules.aliases?.get(toCamelCase(key)) ?? toCamelCase(key);
    const here = [...path, key];
    if (!rules.known.includes(name)) {
      tellUnknown(key, name, rules, here, report);
      continue;
    }
    const before = spellings.get(name);
    spellings.set(name, key);
    report.rename([...path, name], key);
    if (before !== undefined) report.error([...path, name], `is the same setting as ${before}`, "keep one of the two");
    if (rules.idle?.includes(name) && value !== null) report.warning([...path, name], NOT_YET);
    const inner = rules.inside?.[name];
    tidied.set(name, inner ? tidy(value, inner, [...path, name], report) : value);
  }
  return Object.fromEntries([...tidied].filter(([, value]) => value !== null));
}

function tellUnknown(key: string, name: string, rules: KeyRules, here: Path, report: Report): void {
  if (rules.later?.includes(name)) {
    report.warning(here, NOT_YET);
    return;
  }
  const near = didYouMean(key, [...rules.known, ...(rules.aliases?.keys() ?? [])].map(toSnakeCase));
  report.warning(here, "is not a known setting and is ignored", near === null ? null : `did you mean "${near}"?`);
}

function toCamelCase(key: string): string {
  return key.replaceAll(/[_-]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
