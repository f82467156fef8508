// What a workflow file of a hosted repository means, and everything that is wrong with it: its form, what it may not decide on the App's
// server, its prompts, and boards that the App may not read.
import { type Problem, YardmasterError } from "../../core/errors.ts";
import { parseWorkflowFile } from "../../resources/workflow-file/parse-workflow-file.ts";
import type { LoadedWorkflowFile } from "../../resources/workflow-file/read-workflow-file.ts";
import { checkPrompts } from "../check-prompts.ts";
import { openRenderer } from "../rooms.ts";
import type { CommittedFile } from "./committed-file.ts";

export interface WorkflowFileRules {
  /** `owner/name` of the repository that it is in. */
  readonly repository: string;
  /** Whether GitHub lets us read boards (Projects) there. @throws forge.* */
  mayReadBoards(): Promise<boolean>;
}

export interface JudgedWorkflowFile {
  /** Null: it does not hold. */
  readonly configuration: LoadedWorkflowFile | null;
  /** Warnings too. */
  readonly problems: readonly Problem[];
}

export async function judgeWorkflowFile(file: CommittedFile, rules: WorkflowFileRules): Promise<JudgedWorkflowFile> {
  const { path, text } = file;
  // Nothing of the server's environment: a file that names it is refused.
  const parsed = parseWorkflowFile(text, path, { hosted: { name: rules.repository } });
  const unread = file.unread.map((other) => warnUnread(path, other));
  if (!parsed.ok) return { configuration: null, problems: [...unread, ...parsed.problems] };
  const warnings = [...unread, ...parsed.warnings];
  const configuration: LoadedWorkflowFile = { ...parsed.value, written: parsed.written, warnings };
  const faults = await checkPrompts(configuration.workflow, openRenderer);
  const errors = [...faults, ...(await checkBoards(configuration, rules))];
  return { configuration: errors.length > 0 ? null : configuration, problems: [...errors, ...warnings] };
}

/** @throws config.invalid with every problem attached, forge.* */
export async function loadJudged(file: CommittedFile, rules: WorkflowFileRules): Promise<LoadedWorkflowFile> {
  const { configuration, problems } = await judgeWorkflowFile(file, rules);
  if (configuration !== null) return configuration;
  throw new YardmasterError("config.invalid", `reading ${file.path}: it is not valid`, { problems });
}

async function checkBoards({ file, tracker, written }: LoadedWorkflowFile, rules: WorkflowFileRules): Promise<readonly Problem[]> {
  if (!tracker.github?.project || (await rules.mayReadBoards())) return [];
  const line = written.lineOf(["tracker", "project"]) ?? 1;
  const message = "names a board, which the App may not read here";
  const hint = "give the App the permission organization_projects: read; no App can read boards of personal accounts";
  return [{ file, line, column: 1, path: "tracker.project", message, hint, severity: "error" }];
}

function warnUnread(file: string, other: string): Problem {
  const message = `${file} is read, ${other} beside it is not`;
  return { file, line: 1, column: 1, path: "", message, hint: "keep one of the two", severity: "warning" };
}
