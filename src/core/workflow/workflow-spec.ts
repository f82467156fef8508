// The plan of a run: declared steps in order. It is stored on the run when the run begins, so that a changed file never touches
// work under way. Containers, gates and the cache will be further kinds of body; nothing here assumes the two there are.
import type { StepId } from "../ids.ts";

export interface WorkflowSpec {
  readonly name: string;
  readonly steps: readonly StepSpec[];
  /** How the steps of a declared workflow are run; absent for those of a workflow file, which the server's own settings run. */
  readonly runner?: Runner;
}

/** Where the commands of a declared workflow run, by which shell, and which of the server's variables they get. */
export interface Runner {
  /** Inside the repository; empty: its top. */
  readonly directory: string;
  /** The shell and its argument before the command. */
  readonly shell: readonly [program: string, argument: string];
  /** Names only: values are looked up when a step is performed. */
  readonly environment: readonly string[];
  /** Where the workspace's declaration says that tickets are. */
  readonly ticketDirectory: string;
}

export interface StepSpec {
  readonly id: StepId;
  /** For people; the id when absent. */
  readonly name: string | null;
  readonly body: StepBody;
  /** Wall-clock limit of one attempt; 0: none. */
  readonly timeoutMs: number;
  /** Silence after which an attempt counts as stalled; 0: never; the server's limit when absent. */
  readonly stallMs?: number;
  /** Variables that this step alone sees, before those of the task. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
  /** A failure of this step is noted and the run goes on. */
  readonly continueOnError: boolean;
}

export type StepBody = AgentBody | CommandBody | TestsBody;

/** An agent works in the workspace; what it leaves there becomes a commit. */
export interface AgentBody {
  readonly kind: "agent";
  readonly prompt: PromptSource;
  /** The one that was chosen for the step; the server's own when absent. */
  readonly agent?: DeclaredAgent;
  /** Ending in good order with nothing on the branch is no success. */
  readonly requiresChange: boolean;
}

/** An agent as it was declared when it was chosen. Its environment is not part of the plan: no value of it is ever in an event. */
export interface DeclaredAgent {
  readonly project: string;
  readonly name: string;
  /** A shell command, normally with `{prompt}` in it; empty with a preset. */
  readonly command: string;
  readonly promptDelivery: "arg" | "stdin" | "file" | "env";
  /** A program that is known by its name, in place of a command. */
  readonly preset?: ChosenPreset;
}

export interface ChosenPreset {
  readonly name: string;
  /** The program's name or path; null: its usual one. */
  readonly program: string | null;
  /** Null: the program's own choice. */
  readonly model: string | null;
  /** What it may do without asking, in its own words; null: the preset's. */
  readonly args: readonly string[] | null;
}

/** A program of the repository's own, such as its tests; exit code 0 is success. Its traces are not committed. */
export interface CommandBody {
  readonly kind: "command";
  /** A list runs without a shell; a string is a script for `sh`. */
  readonly command: string | readonly string[];
}

/** The repository's own tests, whichever they are when the step begins; none at all is no failure. Their traces are not committed. */
export interface TestsBody {
  readonly kind: "tests";
}

export type PromptSource =
  /** Our own, for an issue or for a goal that a person typed. */
  | { readonly builtin: "implement" | "goal" }
  /** Liquid text of a workflow file, and where it stands there, for messages. */
  | { readonly text: string; readonly origin: string; readonly firstLine: number }
  /** Text of the manifest dialect: `{name}` stands for a variable, everything else for itself. */
  | { readonly template: string; readonly origin: string };

export interface RetryPolicy {
  /** All attempts counted, 1 to 5. */
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly strategy: "fixed" | "exponential";
  /** Cap on exponential delays. */
  readonly maxBackoffMs: number;
}

export const NO_RETRY: RetryPolicy = { maxAttempts: 1, backoffMs: 0, strategy: "fixed", maxBackoffMs: 0 };

/** Milliseconds to wait after the n-th failure (`reference/run-engine.md` E5). */
export function toStepRetryDelay(policy: RetryPolicy, failures: number): number {
  if (policy.strategy === "fixed") return policy.backoffMs;
  return Math.min(policy.backoffMs * 2 ** (Math.max(failures, 1) - 1), policy.maxBackoffMs);
}
