// What each template is given: one type per file in templates/.

import type { Permission } from "../core/commands/permission.ts";
import type { Issue } from "../core/issue.ts";
import type { CoAuthor } from "../core/run/co-author.ts";
import type { IssueRequest } from "../core/run/issue-request.ts";
import type { CommandHelp, TopicHelp } from "../core/views/command-help.ts";
import type { MistakeView } from "../core/views/command-mistake.ts";
import type { ConfigCheck } from "../core/views/config-check.ts";
import type { RunCard } from "../core/views/run-card.ts";
import type { AnsweredRun } from "../core/views/thread-answers.ts";

export interface TemplateScopes {
  readonly "prompts/implement": PromptScope;
  readonly "prompts/fix": PromptScope;
  readonly "prompts/goal": GoalScope;
  readonly "prompts/messages": MessagesScope;
  readonly commit: CommitScope;
  readonly "progress/roadmap": ProgressScope;
  readonly "commands/help": CommandHelp;
  readonly "commands/topic": TopicHelp;
  readonly "commands/mistake": MistakeView;
  readonly "commands/not-permitted": NotPermittedScope;
  readonly "commands/reply": ReplyScope;
  readonly "threads/runs": RunsScope;
  readonly "threads/pauses": PausesScope;
  readonly "threads/queue": QueueScope;
  readonly "threads/why": WhyScope;
  readonly "threads/resumed": ResumedScope;
  readonly "threads/problems": Pick<ConfigCheck, "problems" | "left">;
  readonly "threads/config": ConfigScope;
  readonly "threads/preview": PreviewScope;
  readonly "threads/refused": RefusedScope;
  readonly "threads/how-to-start": HowToStartScope;
  readonly "threads/no-follow-up": NoFollowUpScope;
  readonly "threads/words-changed": WordsChangedScope;
  readonly "threads/paused-now": { readonly verb: string; readonly isAll: boolean };
  /** `again`: what is to be given again. */
  readonly "threads/paused": { readonly verb: string; readonly again: "label" | "assignment" };
  readonly "github/config-check-title": ConfigCheck;
  readonly "github/config-check": ConfigCheck;
  readonly "github/steps": StepsScope;
  readonly "github/standing": Pick<CommentScope, "card">;
  readonly "github/conflicts": Pick<CommentScope, "card">;
  readonly "github/failure-details": Pick<CommentScope, "card">;
  readonly "github/comment": CommentScope & { readonly standing: string };
  readonly "github/call": CallScope;
  readonly "github/check-title": Pick<CommentScope, "card">;
  readonly "github/check": CheckScope;
  readonly "github/pull-request": PullRequestScope;
  readonly "github/pull-request-title": { readonly title: string };
  readonly "setup/page": SetupScope;
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
  /** Of a task that somebody asked for in an issue. */
  readonly request: IssueRequest;
}

/** What a person asked for on the command line, without an issue. */
export type GoalScope = Pick<PromptScope, "goal" | "attempt" | "last_error">;

/** What people told a run while it was under way, oldest first. */
export interface MessagesScope {
  readonly messages: readonly { readonly by: string; readonly text: string }[];
}

export interface CommitScope {
  /** Null: nobody but the author. */
  readonly coAuthor: CoAuthor | null;
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

export interface NotPermittedScope {
  /** As it is written, without a stranger's words. */
  readonly command: string;
  readonly needs: Permission;
  readonly has: Permission;
  /** Whether whoever asked for the run might give it too. */
  readonly requester: boolean;
  /** Whether it was said for more than its own thread. */
  readonly isForAll: boolean;
}

/** The one answer to a comment. */
export interface ReplyScope {
  /** Rendered, in the order of the comment's commands. */
  readonly parts: readonly string[];
  /** Commands that were not tried because one before them failed. */
  readonly skipped: readonly string[];
}

export type StepsScope = Pick<RunCard, "steps" | "moreSteps">;

export interface CommentScope {
  readonly card: RunCard;
  /** As the templates of these names rendered them; empty: there are none. */
  readonly steps: string;
  readonly conflicts: string;
  readonly details: string;
}

export interface CallScope {
  readonly card: RunCard;
  /** Of the run's comment; null: there is none. */
  readonly url: string | null;
}

export interface CheckScope extends CommentScope {
  /** Number of the issue or pull request in which the run was asked for; null: in none. */
  readonly thread: number | null;
}

export interface PullRequestScope extends CallScope {
  /** Two checklists as `github/steps` rendered them; empty: there is none. */
  readonly work: string;
  readonly checks: string;
  /** The repository's own text for pull requests; null: it has none. */
  readonly template: string | null;
  /** Number of the issue that is closed when it is merged; null: none. */
  readonly closes: number | null;
  /** Null: whoever asked for it is no person. */
  readonly coAuthor: CoAuthor | null;
  /** Whoever asked can be mentioned. */
  readonly isByPerson: boolean;
  readonly isDraft: boolean;
}

/** One page of the App's set-up. What a step has no use for is empty. */
export interface SetupScope {
  readonly step: "ask" | "confirm" | "done" | "failed";
  /** Host of GitHub's pages. */
  readonly server: string;
  /** Where the step's form or link leads; empty: there is none. */
  readonly action: string;
  /** Where webhooks go, as the person wrote it or as it holds. */
  readonly url: string;
  readonly organization: string;
  /** What does not hold; null: nothing. */
  readonly problem: string | null;
  /** JSON. */
  readonly manifest: string;
  /** Where the App is installed. */
  readonly link: string;
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

/** Runs of one thread, newest first. */
export interface RunsScope {
  readonly runs: readonly AnsweredRun[];
  readonly verb: string;
}

export interface PausesScope {
  /** Nothing begins in the repository; null: it does. */
  readonly halted: { readonly reason: string; readonly by: string | null } | null;
  /** Nothing begins in this thread; null: it does. */
  readonly paused: { readonly reason: string; readonly by: string } | null;
  readonly verb: string;
}

export interface QueueScope {
  /** As `threads/pauses` or `threads/paused-now` rendered it; empty: work can start. */
  readonly pauses: string;
  readonly running: readonly AnsweredRun[];
  readonly waiting: readonly AnsweredRun[];
}

export interface WhyScope {
  /** As `threads/pauses` rendered it; empty: work can start. */
  readonly pauses: string;
  /** How each stands as `github/standing` rendered it, and where its comment is; null: it has none. */
  readonly runs: readonly { readonly standing: string; readonly url: string | null }[];
  readonly remarks: readonly { readonly at: string; readonly text: string }[];
}

export interface ConfigScope {
  /** Of runs: `sticky`, `final` or `off`. */
  readonly comments: string;
  readonly settings: readonly {
    readonly label: string;
    readonly origin: string;
    readonly place: string;
    readonly overrides: readonly string[];
  }[];
  /** How many are not shown. */
  readonly left: number;
  /** What came with Yardmaster and is not replaced, by its label. */
  readonly builtin: readonly string[];
  readonly limits: readonly { readonly label: string; readonly value: string; readonly place: string | null }[];
  /** Commands that may be given alone, as `/cancel`. */
  readonly alone: readonly string[];
  readonly verb: string;
}

/** What a command would do: run a workflow, or something that is said in words. */
export interface PreviewScope {
  /** `run`, or what would be done, as Markdown. */
  readonly what: string;
  readonly workflow: string;
  readonly branch: string;
  /** The branch that it begins from; null where the branch is there. */
  readonly base: string | null;
  /** In the queue, from 1. */
  readonly position: number;
  readonly steps: readonly { readonly id: string; readonly agent: string | null }[];
  /** Besides the thread; empty for nothing. */
  readonly told: string;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

export interface ResumedScope {
  /** `in #12`, or `in this repository`. */
  readonly where: string;
  readonly wasPaused: boolean;
}

export interface RefusedScope {
  readonly message: string;
  readonly hint: string | null;
}

export interface HowToStartScope {
  readonly verb: string;
  /** How they are run, as `/run fix`; empty for whoever may not run any. */
  readonly workflows: readonly string[];
}

/** Why no run follows by itself any more. */
export interface NoFollowUpScope {
  readonly reason: "start.no-person" | "start.too-many";
}

export interface WordsChangedScope {
  /** Login of who changed them. */
  readonly by: string;
  /** What is to be given again. */
  readonly again: "comment" | "label" | "assignment";
}
