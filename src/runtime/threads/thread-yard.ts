// What may be asked of a repository's yard on behalf of someone in one of its threads. Whether they may ask is found out before.
import type { KnownWorkflow } from "../../core/commands/grammar.ts";
import type { Permission } from "../../core/commands/permission.ts";
import type { StartAsk } from "../../core/starts/decide.ts";
import type { IssueEvent } from "../../core/triggers/issue-event.ts";
import type { Reaction, Thread } from "../../forge/forge.ts";
import type { StartAnswer } from "../starts/start-guard.ts";
import type { ListedRun } from "../yard.ts";

export interface StartRequest {
  /** By this it is known should it be asked for again: nothing is started twice. Letters, digits, `-` and `_`, at most 100. */
  readonly taskId: string;
  readonly workflow: string;
  /** Only these of its steps; empty: all. */
  readonly steps: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** What the agent is told besides the thread; empty for nothing. */
  readonly instructions: string;
  readonly thread: Thread;
  /** Login of who asks. */
  readonly by: string;
  readonly comment: number | null;
}

export type StartOutcome =
  | { readonly ok: true; readonly run: string }
  /** A refusal in words for the person, with what helps. */
  | { readonly ok: false; readonly message: string; readonly hint: string | null };

/** What a start would come to. */
export type Preview =
  | {
      readonly ok: true;
      readonly workflow: string;
      readonly branch: string;
      readonly steps: readonly PreviewStep[];
      readonly position: number;
    }
  | Extract<StartOutcome, { readonly ok: false }>;

export interface PreviewStep {
  readonly id: string;
  /** The agent's name; null for a command. */
  readonly agent: string | null;
}

export interface Queue {
  readonly running: readonly ListedRun[];
  /** In the order in which they will begin. */
  readonly waiting: readonly ListedRun[];
  /** Nothing begins; null: it does. `by` is null when the scheduler halted by itself. */
  readonly halted: { readonly reason: string; readonly by: string | null } | null;
}

/** A declaration that holds, and where it stands. */
export interface Setting {
  /** `workflow/fix`. */
  readonly label: string;
  /** Who declares it: `the default branch`, `Yardmaster` and so on. */
  readonly origin: string;
  /** File and line. */
  readonly place: string;
  /** Origins of what it overrides, the nearest first. */
  readonly overrides: readonly string[];
}

export interface CancelWords {
  /** Who wants it; null: it follows from something else. */
  readonly login: string | null;
  /** May be empty where somebody wants it. */
  readonly reason: string;
}

export interface ThreadYard {
  loadPermission(login: string): Promise<Permission>;
  /** Null: it is gone. */
  loadThread(number: number): Promise<Thread | null>;
  acknowledge(to: { readonly thread: number; readonly comment: number | null }, reaction: Reaction): Promise<void>;
  /** One answer to one comment, or with `comment: null` to whatever `key` names; given again, it is brought up to date. */
  reply(answer: { readonly thread: number; readonly key: string; readonly body: string }): Promise<void>;
  listWorkflows(): Promise<readonly KnownWorkflow[]>;
  start(request: StartRequest): Promise<StartOutcome>;
  preview(request: StartRequest): Promise<Preview>;
  /** Of a thread, newest first. */
  listRuns(thread: number): Promise<readonly ListedRun[]>;
  /** By its whole id; null: there is none. */
  findRun(run: string): Promise<ListedRun | null>;
  /** @returns a refusal's code, or null when it is on its way; `run.already-ended` also while its work is being handed over */
  cancel(run: string, why: CancelWords): Promise<string | null>;
  /** The same again: workflow, steps and variables of a run that has ended. */
  retry(run: string, request: Pick<StartRequest, "taskId" | "instructions" | "thread" | "by" | "comment">): Promise<StartOutcome>;
  /** @returns a refusal's code, or null when its next turn will hear it */
  tell(run: string, by: string, text: string): Promise<string | null>;
  pause(by: string, reason: string): Promise<void>;
  resume(): Promise<void>;
  loadQueue(): Promise<Queue>;
  listSettings(): Promise<readonly Setting[]>;
  /** @param mayStart asked before anything is started. @defaultValue it may */
  onIssueEvent(event: IssueEvent, mayStart?: () => Promise<boolean>): Promise<void>;
  /** Whether a trigger that does not rest waits for such an event; its condition is not asked. */
  listens(event: IssueEvent): Promise<boolean>;
  /**
   * Whether something may start in a thread that no person asked for; refused where bots seem to answer each other, and then `tell` says
   * whether that is to be said. What people do there is told in the same way.
   */
  guardStart(thread: number, ask: StartAsk): Promise<StartAnswer>;
  /** The number of the newest pull request from a branch of the repository itself. */
  findPullRequestOf(branch: string): Promise<number | null>;
  /** Those that have not ended, of whatever thread. */
  listOpenRunsOn(branch: string): Promise<readonly ListedRun[]>;
  /** Whose check stands on the commit, newest first, one for each workflow. */
  listCheckedRuns(commit: string): Promise<readonly ListedRun[]>;
  /** A branch of ours was merged at this commit: once no run is at work on it, it is deleted, and its workspace removed. */
  finishBranch(branch: string, commit: string): Promise<void>;
  /** Takes over what the default branch declares now. */
  refresh(): Promise<void>;
  /** Why something in a thread led to nothing, the newest first. */
  listRemarks(thread: number): Promise<readonly Remark[]>;
  remark(thread: number, text: string): Promise<void>;
}

export interface Remark {
  readonly at: number;
  readonly text: string;
}
