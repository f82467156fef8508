// What a verb is given: a terminal, and the few things that only `app/` can make. Verbs know no implementation.
import type { Problem } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import type { RunState } from "../core/run/state.ts";
import type { Board } from "../core/views/board.ts";
import type { Control } from "../runtime/control/control.ts";
import type { CreateTask } from "../runtime/control/tasks.ts";
import type { StepOutput } from "../runtime/deps.ts";
import type { LogPiece, Yard } from "../runtime/yard.ts";
import type { Clock } from "../std/clock.ts";

export interface World {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly version: string;
  readVersions(): Promise<Versions>;
  /** Aborted when the person asks to stop (the first interrupt). */
  readonly interrupted: AbortSignal;
  /** All of standard input. */
  readStdin(): Promise<string>;
  /** Asks the person at the terminal one question; answers the line that they typed. */
  ask(question: string): Promise<string>;
  /** Makes the data directory and the store, and where it is wanted writes manifests to begin with. May be done again. */
  initialize(where: Where, options: { readonly manifests: boolean }): Promise<Initialized>;
  openYard(where: Where): Promise<OpenYard>;
  openControl(where: Where): Promise<OpenControl>;
  /** Lets the person change a text in their editor; answers it as it was left. */
  editText(text: string, options: { readonly fileName: string }): Promise<string>;
  /** Keeps a text that led to nothing in a temporary file for this person's eyes alone; answers its path. */
  keepText(text: string, options: { readonly fileName: string }): Promise<string>;
  serve(where: Where, options: ServeOptions): Promise<Server>;
  /**
   * The page on which a person makes the App; null when it is made. Serves nobody but this machine.
   * @param url where GitHub reaches us; null: it is asked for
   * @throws app.*, http.address
   */
  openAppSetup(url: string | null): Promise<AppSetup | null>;
  /** The GitHub App that the environment or the set-up names. @throws app.*, bot.*, http.address, store.*, forge.* */
  serveApp(): Promise<HostedApp>;
  runGoal(where: Where, options: GoalOptions): Promise<RunState | { readonly detached: RunId }>;
  /** @throws resource.not-found, workflow.* before anything is begun */
  runTask(where: Where, options: TaskOptions): Promise<RunState | { readonly detached: RunId }>;
  examine(where: Where): Promise<readonly Finding[]>;
  createDemo(options: { readonly directory: string | null }): Promise<Demo>;
}

/** What this version of ours runs on. */
export interface Versions {
  readonly node: string;
  /** Operating system and processor. */
  readonly platform: string;
  /** Of the store. */
  readonly schema: number;
}

export interface Terminal {
  /** Both write the text as it stands, line ends and all. */
  out(text: string): void;
  err(text: string): void;
  /** Standard output is a terminal that can be redrawn. */
  readonly interactive: boolean;
  readonly color: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** Which yard: by default that of the repository in the current directory. */
export interface Where {
  readonly dataDirectory: string | null;
  readonly workflowFile: string | null;
  /** Instead of the current directory. */
  readonly directory: string | null;
}

export interface Initialized {
  readonly repository: string;
  readonly dataDirectory: string;
  readonly database: string;
  readonly schemaVersion: number;
  /** False: it was there already. */
  readonly created: boolean;
  /** Relative to the repository; not written where something stood already. */
  readonly manifests: readonly { readonly file: string; readonly written: boolean }[];
}

export interface OpenYard extends Yard {
  readonly repository: string;
  readonly dataDirectory: string;
  /** The server that works on this data directory now, if one does. */
  readonly server: { readonly pid: number | null; readonly host: string } | null;
  /** What the workflow file says that does not quite hold. */
  readonly warnings: readonly Problem[];
  close(): Promise<void>;
}

export interface OpenControl extends Control {
  readonly repository: string;
  readonly dataDirectory: string;
  /** The server that is asked; null when the store was opened by this process. */
  readonly server: { readonly pid: number } | null;
  /** What the repository's own manifests say that does not quite hold. */
  readonly warnings: readonly Problem[];
  close(): Promise<void>;
}

/** How long a server that is told to stop waits for steps under way before it hands them back. */
export const STOP_GRACE_MS = 5_000;

export interface ServeOptions {
  /** Overrides the number of agents at work at once. */
  readonly workers: number | null;
  /** Ends by itself when nothing is left to do. */
  readonly untilIdle: boolean;
  /** Where webhooks are taken, `HOST:PORT` or `none`; null: where the environment says, or at the usual place. */
  readonly webhookBind: string | null;
  onChange(): void;
  onOutput(output: StepOutput): void;
}

export interface Server {
  readonly repository: string;
  readonly dataDirectory: string;
  readonly warnings: readonly Problem[];
  /** Where webhooks are taken from the start, as `HOST:PORT`; null: nowhere yet. */
  readonly webhooks: string | null;
  board(): Promise<Board>;
  /** Resolves when it has nothing left to do (with `untilIdle`); rejects when it cannot go on. */
  readonly done: Promise<void>;
  /** Finishes or hands back what is under way, then lets go of everything. Idempotent. */
  stop(): Promise<void>;
}

export interface AppSetup {
  /** Of the page; whoever has it may make the App. */
  readonly address: string;
  readonly port: number;
  /** Where the App's credentials are kept then. */
  readonly file: string;
  /** How far the person's browser is from this machine's own. */
  readonly from: "here" | "ssh" | "container";
  /** Resolves once the App is made. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/** The App at work in every repository that it is installed in. */
export interface HostedApp {
  /** Where webhooks are taken. */
  readonly address: { readonly host: string; readonly port: number };
  /** Its name in addresses on GitHub. */
  readonly name: string;
  /** Absolute; everything that it keeps. */
  readonly directory: string;
  /** Rejects when it cannot go on. */
  readonly lost: Promise<never>;
  /** Finishes or hands back what is under way, then lets go of everything. */
  stop(graceMs: number): Promise<void>;
}

export interface GoalOptions extends WatchOptions {
  readonly goal: string;
}

export interface TaskOptions extends WatchOptions {
  readonly task: Omit<CreateTask, "taskId" | "start">;
}

/** What a person sees of a run that they wait for. */
export interface WatchOptions {
  /** Only accept the run; a server does it. */
  readonly detach: boolean;
  onAccepted(run: RunId, server: "beside" | "here" | "none"): void;
  /** The server beside us begins nothing for now, and why. Said once. */
  onHalted(reason: string): void;
  onText(piece: LogPiece): void;
}

/** One thing that `doctor` looked at. */
export interface Finding {
  readonly name: string;
  readonly status: "ok" | "warning" | "missing";
  readonly detail: string;
  /** May be an example of several lines. */
  readonly hint: string | null;
  /** What does not hold in the file behind it, with paths relative to the repository. */
  readonly problems: readonly Problem[];
}

/** A throw-away repository with real bugs and a roadmap, and the means to check what became of them. */
export interface Demo {
  /** Holds the repository and the data directory. */
  readonly directory: string;
  readonly repository: string;
  readonly dataDirectory: string;
  /** Looks at branches, worktrees (running their tests) and the roadmap. */
  verify(): Promise<readonly DemoVerdict[]>;
  remove(): Promise<void>;
}

export interface DemoVerdict {
  readonly identifier: string;
  readonly title: string;
  readonly runs: number;
  readonly branch: string | null;
  readonly workspace: string | null;
  /** Each thing that was looked at, with what was found. */
  readonly checks: readonly { readonly name: string; readonly holds: boolean; readonly detail: string }[];
}
