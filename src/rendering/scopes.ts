// What each template is given: one type and one sample per file in templates/. The samples prove that every template renders,
// and stand in for an issue when a workflow file's own prompt is checked before any work is there.

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
  /** As it is written, without arguments. */
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

export interface PullRequestScope {
  readonly card: RunCard;
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
}

/** One page of the App's set-up. What a step has no use for is empty. */
export interface SetupScope {
  readonly step: "ask" | "confirm" | "done" | "failed";
  /** Host of GitHub's pages. */
  readonly server: string;
  /** Where the step's form or link leads. */
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
  request: {
    issue: "#42",
    title: "Login times out behind a proxy",
    body: "Steps:\n\n1. Start the proxy\n2. Log in\n",
    url: "https://forge.example/acme/site/issues/42",
    author: "octavia",
    instructions: "keep the retry in the client",
  },
};

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
  /** As `threads/pauses` rendered it; empty: work can start. */
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
  /** `run`, or what would be done, as `stop run_1`. */
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
  /** The permission that it takes, and that of whoever asks; null where that is not said. */
  readonly needs: string | null;
  readonly has: string;
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

const SAMPLE_CONFIG_CHECK: ConfigCheck = {
  unread: null,
  errors: 1,
  warnings: 1,
  problems: [
    { place: ".yardmaster/fix.yaml:7", message: "there is no agent that supports write", hint: "declare one", severity: "error" },
    { place: ".yardmaster/fix.yaml:9", message: "unknown key", hint: null, severity: "warning" },
  ],
  left: 0,
};

const SAMPLE_RUN: AnsweredRun = {
  id: "run_01jxw5kq7v",
  workflow: "fix",
  status: "running",
  step: "step 2 of 3 (verify)",
  by: "ann",
  thread: 12,
  failure: null,
};

const SAMPLE_CARD: RunCard = {
  run: "01JXW5KQ7V4Y2M8B3C9D0E1F2G",
  workflow: "fix",
  askedBy: "ana",
  trigger: null,
  state: "running",
  queue: null,
  need: null,
  steps: [
    { name: "implement", kind: "work", status: "done", attempt: 1, maxAttempts: 2, durationMs: 190_000, changedFiles: 3 },
    { name: "verify", kind: "check", status: "running", attempt: 2, maxAttempts: 3, durationMs: null, changedFiles: 0 },
  ],
  moreSteps: 0,
  step: { name: "verify", number: 2 },
  elapsedMs: 245_000,
  failure: null,
  summary: "The login waits for the proxy now.",
  cancellation: null,
  branch: null,
  commit: null,
  result: null,
  conflicts: [],
  call: null,
  commands: ["cancel"],
  verb: "run",
};

const SAMPLE_STEPS = "- ✅ `implement`, 3 min, 3 files changed\n- ▶️ `verify` is running, attempt 2 of 3\n";

const SAMPLE_PARTS = { steps: SAMPLE_STEPS, conflicts: "", details: "" };

export const SAMPLE_SCOPES: TemplateScopes = {
  "prompts/implement": SAMPLE_PROMPT,
  "prompts/fix": SAMPLE_PROMPT,
  "prompts/goal": { goal: "Add a --json flag to the list command", attempt: null, last_error: null },
  "prompts/messages": { messages: [{ by: "ann", text: "Leave the public names as they are." }] },
  commit: { coAuthor: null, issue: SAMPLE_PROMPT.issue, step: SAMPLE_PROMPT.step, run: SAMPLE_PROMPT.run },
  "progress/roadmap": {
    phase: "working",
    step: { id: "implement", number: 1, total: 3 },
    attempt: 1,
    reason: null,
  },
  "commands/help": {
    verb: "run",
    mention: "yardmaster",
    workflows: [{ usage: "/run fix", summary: "Fixes what the issue reports." }],
    commands: [{ usage: "/run cancel [run] [reason]", summary: "Stop a run now.", aliases: ["/run stop"] }],
  },
  "commands/topic": {
    usage: "/run cancel [run] [--dry-run] [reason]",
    summary: "Stop a run now.",
    aliases: ["/run stop"],
    rows: [{ name: "--dry-run", summary: "Show what would happen, and change nothing." }],
    examples: ["/run cancel"],
    needs: "write",
    needsForAll: null,
    requester: true,
    permitted: false,
  },
  "commands/mistake": {
    line: 1,
    shown: "/run cancle\n     ^",
    message: "There is no command or workflow `cancle` here. Did you mean `cancel`?",
    suggestion: "/run cancel",
  },
  "commands/not-permitted": { command: "/run pause all", needs: "maintain", has: "read", requester: false, isForAll: true },
  "threads/runs": {
    runs: [
      SAMPLE_RUN,
      { ...SAMPLE_RUN, status: "failed", step: null, failure: { step: "verify", message: "its command exited with code 1" } },
    ],
    verb: "run",
  },
  "threads/pauses": { halted: { reason: "release", by: "ann" }, paused: { reason: "we talk about it first", by: "ann" }, verb: "run" },
  "threads/queue": { running: [SAMPLE_RUN], waiting: [{ ...SAMPLE_RUN, status: "waiting", step: null }], pauses: "" },
  "threads/why": {
    runs: [
      { standing: "⏳ **Queued**: `fix` for `ana`, position 3 of 4.", url: "https://forge.example/acme/site/issues/12#issuecomment-1" },
    ],
    pauses: "Nothing can start here now: `ann` paused it. Resume with `/run resume`.",
    remarks: [{ at: "2026-01-02 03:04 UTC", text: "the label was put on by someone with read permission" }],
  },
  "threads/resumed": { where: "in #12", wasPaused: true },
  "threads/problems": SAMPLE_CONFIG_CHECK,
  "threads/config": {
    comments: "sticky",
    settings: [{ label: "workflow/fix", origin: "the default branch", place: ".yardmaster/fix.yaml:1", overrides: ["Yardmaster"] }],
    left: 0,
    builtin: ["workspace/default"],
    limits: [{ label: "runs at once in this repository", value: "10", place: null }],
    alone: ["/cancel"],
    verb: "run",
  },
  "threads/preview": {
    what: "run",
    workflow: "fix",
    branch: "yardmaster/12-login-times-out",
    base: "main",
    position: 2,
    steps: [
      { id: "implement", agent: "claude" },
      { id: "verify", agent: null },
    ],
    told: "Keep the old tests.",
    variables: [{ name: "target", value: "the login page" }],
    needs: "write",
    has: "admin",
  },
  "threads/refused": { message: "nothing is under way here", hint: null },
  "threads/how-to-start": { verb: "run", workflows: ["/run fix", "/run plan"] },
  "threads/no-follow-up": { reason: "start.no-person" },
  "threads/words-changed": { by: "eve", again: "label" },
  "github/config-check-title": SAMPLE_CONFIG_CHECK,
  "github/config-check": SAMPLE_CONFIG_CHECK,
  "commands/reply": { parts: ["The run was cancelled."], skipped: ["/run fix"] },
  "github/steps": SAMPLE_CARD,
  "github/standing": { card: SAMPLE_CARD },
  "github/conflicts": { card: { ...SAMPLE_CARD, conflicts: ["src/login.ts"] } },
  "github/failure-details": {
    card: { ...SAMPLE_CARD, failure: { step: "verify", kind: "work", message: "", said: null, log: "not ok 1" } },
  },
  "github/comment": { card: SAMPLE_CARD, standing: "🚀 **Running**: `fix` for `ana`", ...SAMPLE_PARTS },
  "github/call": { card: SAMPLE_CARD, url: "https://forge.example/acme/site/issues/12#issuecomment-1" },
  "github/check-title": { card: SAMPLE_CARD },
  "github/check": { card: SAMPLE_CARD, ...SAMPLE_PARTS, thread: 12 },
  "github/pull-request": {
    card: SAMPLE_CARD,
    work: SAMPLE_STEPS,
    checks: "",
    template: "## Checklist\n\n- [ ] I have added tests",
    closes: 12,
    coAuthor: { login: "ana", address: "7+ana@users.noreply.github.com" },
    isByPerson: true,
  },
  "github/pull-request-title": { title: "Login times out behind a proxy" },
  "setup/page": {
    step: "ask",
    server: "github.com",
    action: "/setup?key=Zm9v",
    url: "https://yardmaster.example.com",
    organization: "acme",
    problem: null,
    manifest: "",
    link: "",
  },
};
