// What each template is given: one type and one sample per file in templates/. The samples prove that every template renders,
// and stand in for an issue when a workflow file's own prompt is checked before any work is there.
import type { Issue } from "../core/issue.ts";

export interface TemplateScopes {
  readonly "prompts/implement": PromptScope;
  readonly "prompts/goal": GoalScope;
  readonly commit: CommitScope;
  readonly "progress/roadmap": ProgressScope;
}

export type TemplateName = keyof TemplateScopes;

/** The built-in prompt's scope, and that of every prompt in a workflow file. */
export interface PromptScope {
  readonly issue: IssueScope;
  /** What is asked for, in one line: the issue's title, or the words given on the command line. */
  readonly goal: string;
  readonly step: { readonly id: string; readonly name: string };
  readonly run: { readonly id: string };
  /** Null the first time, then 1 and up (Symphony specification, prompt inputs). */
  readonly attempt: number | null;
  /** Why the attempt before this one ended, where there was one. May quote output of programs. */
  readonly last_error: string | null;
}

/** What a person asked for on the command line, without an issue. */
export type GoalScope = Pick<PromptScope, "goal" | "attempt" | "last_error">;

export interface CommitScope {
  readonly issue: { readonly identifier: string; readonly title: string };
  readonly step: { readonly id: string };
  readonly run: { readonly id: string };
}

/** Where a run stands; renders as one line without a line end. */
export interface ProgressScope {
  readonly phase: "working" | "completed" | "failed" | "needs-person";
  /** The step under way or the last one; null before the first. `number` counts from 1. */
  readonly step: { readonly id: string; readonly number: number; readonly total: number } | null;
  /** Null the first time, then 1 and up. */
  readonly attempt: number | null;
  /** Why it failed, or what the person is needed for. */
  readonly reason: string | null;
}

/** An issue under the names that the Symphony specification gives its parts. */
export interface IssueScope {
  readonly id: string;
  readonly identifier: string;
  readonly title: string;
  readonly description: string | null;
  readonly state: string;
  readonly dispatchable: boolean;
  readonly priority: number | null;
  readonly labels: readonly string[];
  readonly blocked_by: Issue["blockedBy"];
  readonly branch_name: string | null;
  readonly url: string | null;
  readonly assignee_id: string | null;
  readonly created_at: string | null;
  readonly updated_at: string | null;
  readonly native_ref: Issue["nativeRef"];
}

export function toIssueScope(issue: Issue): IssueScope {
  const { blockedBy, branchName, assigneeId, createdAt, updatedAt, nativeRef, ...same } = issue;
  return {
    ...same,
    blocked_by: blockedBy,
    branch_name: branchName,
    assignee_id: assigneeId,
    created_at: createdAt,
    updated_at: updatedAt,
    native_ref: nativeRef,
  };
}

const SAMPLE_PROMPT: PromptScope = {
  issue: {
    id: "5d41402a",
    identifier: "GH-42",
    title: "Login times out behind a proxy",
    description: "Steps:\n\n1. Start the proxy\n2. Log in\n\n```\nETIMEDOUT\n```\n",
    state: "planned",
    dispatchable: true,
    priority: 2,
    labels: ["bug", "login"],
    blocked_by: [{ id: null, identifier: "GH-40", state: "done" }],
    branch_name: "yardmaster/gh-42",
    url: "https://tracker.example/GH-42",
    assignee_id: null,
    created_at: "2026-01-02T03:04:05.000Z",
    updated_at: "2026-01-03T03:04:05.000Z",
    native_ref: { number: 42 },
  },
  goal: "Login times out behind a proxy",
  step: { id: "implement", name: "Implement" },
  run: { id: "01JXW5KQ7V4Y2M8B3C9D0E1F2G" },
  attempt: 1,
  last_error: "npm test exited with 1",
};

export const SAMPLE_SCOPES: TemplateScopes = {
  "prompts/implement": SAMPLE_PROMPT,
  "prompts/goal": { goal: "Add a --json flag to the list command", attempt: null, last_error: null },
  commit: { issue: SAMPLE_PROMPT.issue, step: SAMPLE_PROMPT.step, run: SAMPLE_PROMPT.run },
  "progress/roadmap": {
    phase: "working",
    step: { id: "implement", number: 1, total: 3 },
    attempt: 1,
    reason: null,
  },
};
