// What may be asked of a repository's yard on behalf of someone in one of its threads. Whether they may ask is found out before.
import type { CommandSettings } from "../../core/commands/command-settings.ts";
import type { KnownWorkflow } from "../../core/commands/grammar.ts";
import type { Permission } from "../../core/commands/permission.ts";
import type { Problem } from "../../core/errors.ts";
import type { StartAsk } from "../../core/starts/decide.ts";
import type { StopWord } from "../../core/starts/stop-word.ts";
import type { IssueEvent } from "../../core/triggers/issue-event.ts";
import type { RunCard } from "../../core/views/run-card.ts";
import type { CommentPlace, Reaction, ReactionTarget, Thread, ThreadComment } from "../../forge/forge.ts";
import type { StartAnswer } from "../starts/start-guard.ts";
import type { ListedRun } from "../yard.ts";
import type { AnswerAsk } from "./answer-budget.ts";
import type { Manners } from "./manners.ts";

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
  /** When they asked, as the forge tells: milliseconds since the epoch. @defaultValue now */
  readonly askedAt?: number;
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
      /** The branch that it begins from; null: it goes on with its own. */
      readonly base: string | null;
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
  /** Threads in which nothing begins, by number. */
  readonly pauses: ReadonlyMap<number, { readonly reason: string; readonly by: string }>;
}

/** A declaration that holds, and where it stands. */
export interface Setting {
  /** `workflow/fix`. */
  readonly label: string;
  /** Who declares it: `the default branch`, `the workflow file` and so on. */
  readonly origin: string;
  /** File and line. */
  readonly place: string;
  /** Who declares what it overrides, the nearest first. */
  readonly overrides: readonly string[];
  /** It came with Yardmaster. */
  readonly isBuiltIn: boolean;
}

/** What bounds the work here. */
export interface Limit {
  readonly label: string;
  readonly value: string;
  /** File and line, or the server's variable; null: built in. */
  readonly place: string | null;
}

export interface Standing {
  readonly card: RunCard;
  /** Of its comment; null: it has none. */
  readonly url: string | null;
}

export interface CancelWords {
  /** Who wants it; null: it follows from something else. */
  readonly login: string | null;
  /** May be empty where somebody wants it. */
  readonly reason: string;
  /** The reason is a sentence of ours, with names of others in single quotes; otherwise a person's own words. */
  readonly isOurs: boolean;
}

export interface PauseWords {
  readonly by: string;
  /** May be empty. */
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly saidAt: number;
}

export interface Reply {
  /** Login of whom it answers. */
  readonly to: string;
  readonly thread: number;
  readonly key: string;
  readonly body: string;
  /** What it shows, such as `help`: the thread's last answer that showed the same is folded away. @defaultValue null */
  readonly shows?: string | null;
}

export interface Acknowledgement {
  /** Login of whom it answers. */
  readonly to: string;
  readonly target: ReactionTarget;
  readonly reaction: Reaction;
}

export interface HeardSaying {
  /** Runs of the thread that had not ended when it was heard first. */
  readonly open: readonly string[];
  /** Markdown, empty when it was obeyed without a word; null: nobody knows whether it was done. */
  readonly answer: { readonly texts: readonly string[]; readonly failed: boolean } | null;
}

export interface ThreadYard {
  loadPermission(login: string): Promise<Permission>;
  /** Null: it is gone. */
  loadThread(number: number): Promise<Thread | null>;
  /** As it is now; null: it was deleted. */
  loadComment(place: CommentPlace): Promise<ThreadComment | null>;
  /** Whether there is a word for this person: those who may not write get only so many, and are obeyed without one as far as they may be. */
  mayAnswer(ask: AnswerAsk): boolean;
  /** Kept when it resolves, and written when the forge takes it: whoever asked for something does not wait for a word about it. */
  acknowledge(acknowledgement: Acknowledgement): Promise<void>;
  /** In the same way: one answer to whatever `key` names; given again, it is brought up to date. */
  reply(answer: Reply): Promise<void>;
  /** What came of something that was said, as it was remembered; null: it was not heard. */
  recall(thread: number, saying: string): Promise<HeardSaying | null>;
  remember(thread: number, saying: string, heard: HeardSaying): Promise<void>;
  listWorkflows(): Promise<readonly KnownWorkflow[]>;
  /** As they are declared now. */
  loadCommandSettings(): Promise<CommandSettings>;
  start(request: StartRequest): Promise<StartOutcome>;
  preview(request: StartRequest): Promise<Preview>;
  /** Those that were asked for in a thread, newest first. */
  listRuns(thread: number): Promise<readonly ListedRun[]>;
  /** Those that people in a thread speak of: asked for there or, on a pull request, at work on its branch. Newest first. */
  listRunsSeen(thread: Pick<Thread, "number" | "pullRequest">): Promise<readonly ListedRun[]>;
  /** By its whole id; null: there is none. */
  findRun(run: string): Promise<ListedRun | null>;
  /** One that nobody asked for in a thread, by its id or a beginning that no other run's id has; null: there is none. */
  findUnthreaded(idOrPrefix: string): Promise<ListedRun | null>;
  /** @returns a refusal's code, or null when it is on its way; `run.already-ended` also while its work is being handed over */
  cancel(run: string, why: CancelWords): Promise<string | null>;
  /** The same again: workflow, steps and variables of a run that has ended. */
  retry(
    run: string,
    request: Pick<StartRequest, "taskId" | "instructions" | "thread" | "by" | "comment" | "askedAt">,
  ): Promise<StartOutcome>;
  /** The same again of a run that nobody asked for in a thread: in no thread, on the branch that its trigger works on now. */
  retryUnthreaded(run: string, request: Pick<StartRequest, "taskId" | "instructions">): Promise<StartOutcome>;
  /** @returns a refusal's code, or null when its next turn will hear it */
  tell(run: string, by: string, text: string): Promise<string | null>;
  /** @param thread null: the whole repository @returns false: somebody has said otherwise since */
  pause(thread: number | null, why: PauseWords): Promise<boolean>;
  /** @param thread null: the whole repository; threads that were paused by themselves stay so @returns false: as for `pause` */
  resume(thread: number | null, why: Pick<PauseWords, "saidAt">): Promise<boolean>;
  /** What stops work in the thread, also what was asked for before and is told later. */
  noteStop(thread: number, word: StopWord): Promise<void>;
  /** The latest of them, newest first. */
  listStops(thread: number): Promise<readonly StopWord[]>;
  loadQueue(): Promise<Queue>;
  listSettings(): Promise<readonly Setting[]>;
  listLimits(): Promise<readonly Limit[]>;
  /** What does not hold in the configuration that counts here. */
  listProblems(): Promise<readonly Problem[]>;
  /** How each of them stands, as its own comment says it; those of no thread are left out. */
  loadStandings(runs: readonly ListedRun[]): Promise<readonly Standing[]>;
  /** As the repository wants it now. */
  loadManners(): Promise<Manners>;
  /**
   * @param mayStart asked before anything is started. @defaultValue it may
   * @returns what came of each trigger that was meant
   */
  onIssueEvent(event: IssueEvent, mayStart?: () => Promise<boolean>): Promise<readonly Firing[]>;
  /** Whether a trigger that does not rest waits for such an event; its condition is not asked. */
  listens(event: IssueEvent): Promise<boolean>;
  /** Sources of events that triggers wait for which do not rest. */
  listSources(): Promise<readonly string[]>;
  /** Workflows that triggers would start for such an event; their conditions are not asked. */
  listStarted(event: IssueEvent): Promise<readonly string[]>;
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
  /** What the branch is for is closed: once no run is at work on it, its workspace is removed. The branch stays. */
  leaveBranch(branch: string): Promise<void>;
  /** Takes over what the default branch declares now. */
  refresh(): Promise<void>;
  /** Why something in a thread led to nothing, the newest first. */
  listRemarks(thread: number): Promise<readonly Remark[]>;
  remark(thread: number, text: string): Promise<void>;
}

/** What came of a trigger. */
export interface Firing {
  readonly trigger: string;
  /** Why it started nothing, for people; null: its task is there. */
  readonly nothing: string | null;
}

export interface Remark {
  readonly at: number;
  readonly text: string;
}
