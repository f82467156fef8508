// A workflow file's text, step by step: split, YAML, keys, shape, what it refers to. Pure: files and the environment are arguments.
import type { z } from "zod";
import type { Problem } from "../../core/errors.ts";
import { toIssueHint } from "../issue-hint.ts";
import { sortProblems } from "../problems.ts";
import { createReport, type Report, toSnakeCase } from "../report.ts";
import { type Path, parseYaml } from "../yaml-tree.ts";
import { tidyKeys } from "./keys.ts";
import { WorkflowSection } from "./schema.ts";
import { type Surroundings, settleAgent, settleWorkspace } from "./settle.ts";
import { type HostedRepository, settleHosted } from "./settle-hosted.ts";
import { settleTracker } from "./settle-tracker.ts";
import { splitFrontMatter, type TextPart } from "./split-front-matter.ts";
import { toSteps } from "./to-steps.ts";
import type { PromptText, WorkflowFile, WrittenSettings } from "./workflow-file.ts";

export interface WorkflowFileOptions {
  /** What `$NAME` refers to. @defaultValue nothing */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The kinds of tracker there are. @defaultValue roadmap and github */
  readonly trackerKinds?: readonly string[];
  /** Of a repository that is worked on by a server of somebody else's, which decides some things itself. @defaultValue the author's own server */
  readonly hosted?: HostedRepository | undefined;
}

export type ParsedWorkflowFile =
  | { readonly ok: true; readonly value: WorkflowFile; readonly written: WrittenSettings; readonly warnings: readonly Problem[] }
  /** Warnings are among the problems. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

const PROMPT_LIMIT_CHARACTERS = 1_000_000;

/** @param file names the file in problems; its extension tells plain YAML from Markdown, and its directory is where paths begin. */
export function parseWorkflowFile(text: string, file: string, options: WorkflowFileOptions = {}): ParsedWorkflowFile {
  const clean = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const split = splitFrontMatter(clean, /\.ya?ml$/i.test(file) ? "yaml" : "markdown");
  if (!split.ok) return refuse(file, split.line, "the settings that begin here have no end", "close them with a line of ---");
  const { prompt } = split;
  if (prompt.text.length > PROMPT_LIMIT_CHARACTERS) {
    return refuse(file, prompt.firstLine, `the prompt is longer than ${PROMPT_LIMIT_CHARACTERS} characters`);
  }
  const around = {
    file,
    env: options.env ?? {},
    trackerKinds: options.trackerKinds ?? ["roadmap", "github"],
    hosted: options.hosted ?? null,
  };
  return parseSettings(split.settings ?? { text: "", firstLine: 1 }, prompt.text === "" ? null : prompt, around);
}

interface Around extends Surroundings {
  /** Null: the server is the author's own. */
  readonly hosted: HostedRepository | null;
}

function parseSettings(settings: TextPart, body: PromptText | null, around: Around): ParsedWorkflowFile {
  const { file } = around;
  const yaml = parseYaml(settings.text, file, settings.firstLine);
  if (!yaml.ok) return yaml;
  const report = createReport(file, yaml.tree, { spell: toSnakeCase });
  const written = yaml.tree.value ?? {};
  const isManifest = typeof written === "object" && "apiVersion" in written && "kind" in written;
  if (isManifest) report.error([], "is a manifest, not a workflow file", "a workflow file has tracker, agent and steps at its top level");
  const tidied = isManifest ? {} : tidyKeys(written, report);
  const shaped = WorkflowSection.safeParse(tidied, { reportInput: true });
  const value = shaped.success ? settle(shaped.data, body, around, report) : null;
  if (!shaped.success) {
    for (const issue of shaped.error.issues) tellIssue(issue, report);
    tellHosted(tidied, shaped.error.issues, around, report);
  }
  const problems = sortProblems([...yaml.warnings, ...report.problems]);
  const fails = value === null || problems.some(({ severity }) => severity === "error");
  const lineOf = (path: Path) => report.fieldAt(path)?.line ?? null;
  return fails ? { ok: false, problems } : { ok: true, value, written: { settings: tidied, lineOf }, warnings: problems };
}

function settle(written: WorkflowSection, body: PromptText | null, around: Around, report: Report): WorkflowFile {
  const section = around.hosted === null ? written : settleHosted(written, around.hosted, report);
  const own = section.prompt === undefined ? null : { text: section.prompt, firstLine: report.textLine(["prompt"]) };
  if (own !== null && body !== null) report.error(["prompt"], "is given twice: here and below the settings", "keep one of them");
  const prompt = own ?? body;
  return {
    file: around.file,
    tracker: settleTracker(section.tracker, around, report),
    polling: section.polling,
    workspace: settleWorkspace(section.workspace, around, report),
    hooks: section.hooks,
    agent: settleAgent(section.agent, around, report),
    server: section.server,
    prompt,
    workflow: { name: section.name, steps: toSteps(section, { file: around.file, prompt, report }) },
  };
}

function tellIssue(issue: z.core.$ZodIssue, report: Report): void {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  report.error(path, path.length === 0 ? "the settings must be a map" : issue.message, toIssueHint(issue, String(path.at(-1) ?? "")));
}

/** What the server does not allow is told at once, not when the rest is mended: what does not hold by itself is left out for that. */
function tellHosted(tidied: unknown, issues: readonly z.core.$ZodIssue[], { hosted }: Around, report: Report): void {
  if (hosted === null || typeof tidied !== "object" || tidied === null) return;
  const rest: Record<string, unknown> = { ...tidied };
  for (const { path } of issues) {
    const [section = "", key] = path.map(String);
    const whole = rest[section];
    const isMap = typeof whole === "object" && whole !== null && !Array.isArray(whole);
    if (!isMap || key === undefined) delete rest[section];
    else rest[section] = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key));
  }
  const shaped = WorkflowSection.safeParse(rest);
  if (shaped.success) settleHosted(shaped.data, hosted, report);
}

function refuse(file: string, line: number, message: string, hint: string | null = null): ParsedWorkflowFile {
  return { ok: false, problems: [{ file, line, column: 1, path: "", message, hint, severity: "error" }] };
}
