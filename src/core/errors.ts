// The one catalogue of error and refusal codes, with the exit code and HTTP status each one means.
// docs/errors.md is compared with it by test/house/errors.test.ts. Code branches on codes, never on text.

export interface CatalogueEntry {
  /** Process exit code: 1 unexpected or run failed, 2 input, 3 permission, 4 not found, 10 try again, 21 cancelled. */
  readonly exit: 1 | 2 | 3 | 4 | 10 | 21;
  readonly status: number;
  readonly retryable: boolean;
  /** One sentence for docs/errors.md: what happened and what to do. */
  readonly meaning: string;
}

export const CATALOGUE = {
  // agents
  "agent.not-found": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "The agent's program is not installed or not on PATH. Install it or name another agent.",
  },
  // app and command line
  "cli.usage": { exit: 2, status: 400, retryable: false, meaning: "The command line does not hold; the message names the argument." },
  "app.no-repository": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "The command needs a git repository with at least one commit and was started outside one.",
  },
  "app.already-running": {
    exit: 10,
    status: 409,
    retryable: true,
    meaning: "Another server works on this data directory. Stop it first, or use the other commands beside it.",
  },
  "app.data-directory": { exit: 2, status: 500, retryable: false, meaning: "The data directory cannot be created or written." },
  "app.environment": { exit: 2, status: 500, retryable: false, meaning: "An environment variable has a value that does not hold." },
  // manifests and workflow files
  "config.invalid": {
    exit: 2,
    status: 400,
    retryable: false,
    meaning: "A configuration file does not hold; every problem is listed with file, line and hint.",
  },
  "config.not-found": { exit: 4, status: 404, retryable: false, meaning: "The configuration file that was named does not exist." },
  // rendering
  "rendering.template": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "A template cannot be parsed or uses an unknown variable or filter.",
  },
  // runs and the scheduler
  "run.not-found": { exit: 4, status: 404, retryable: false, meaning: "No run has this id or id prefix." },
  "run.ambiguous": { exit: 2, status: 409, retryable: false, meaning: "Several runs start with this prefix; give more of the id." },
  "run.already-ended": { exit: 2, status: 409, retryable: false, meaning: "The run has ended; there is nothing left to cancel." },
  "issue.not-found": { exit: 4, status: 404, retryable: false, meaning: "The tracker lists no such issue." },
  // store
  "store.unavailable": {
    exit: 2,
    status: 503,
    retryable: false,
    meaning: "The store's file cannot be opened; the message says why (missing directory, read-only, permission).",
  },
  "store.busy": { exit: 10, status: 503, retryable: true, meaning: "Another process held the store for too long. Try again." },
  "store.full": {
    exit: 10,
    status: 507,
    retryable: true,
    meaning: "The disk is full. Nothing that was acknowledged is lost; free space and go on.",
  },
  "store.corrupted": {
    exit: 1,
    status: 500,
    retryable: false,
    meaning: "The store's file is not a healthy database. It was left untouched; restore a copy or move it away.",
  },
  "store.newer-version": {
    exit: 2,
    status: 500,
    retryable: false,
    meaning: "The store was written by a newer Yardmaster. It was left untouched; upgrade.",
  },
  "store.closed": { exit: 1, status: 500, retryable: false, meaning: "The store was used after it was closed." },
  // trackers
  "tracker.not-found": {
    exit: 4,
    status: 404,
    retryable: false,
    meaning: "The tracker's source (for the roadmap tracker its file) does not exist.",
  },
  "tracker.unavailable": {
    exit: 10,
    status: 503,
    retryable: true,
    meaning: "The tracker could not be read or written. Work that runs goes on; dispatch waits.",
  },
  "tracker.invalid": { exit: 2, status: 422, retryable: false, meaning: "The tracker's answer cannot be understood as a whole." },
  // workspaces
  "workspace.no-repository": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "The source is not a git repository, or it has no commit to start from.",
  },
  "workspace.outside-root": {
    exit: 1,
    status: 500,
    retryable: false,
    meaning: "A workspace path, symbolic links resolved, would lie outside the workspace root.",
  },
  "workspace.git": { exit: 1, status: 500, retryable: true, meaning: "A git command of ours failed; the message has its words." },
  "workspace.hook-failed": { exit: 1, status: 500, retryable: true, meaning: "A lifecycle hook exited with an error or ran out of time." },
  "workspace.diverged": {
    exit: 1,
    status: 409,
    retryable: false,
    meaning: "The branch in the repository has commits that are not ours. Nothing was overwritten.",
  },
  "workspace.occupied": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "Something that is not a workspace of this repository stands at a workspace's path. Nothing was touched; move it away.",
  },
  "workspace.unavailable": {
    exit: 1,
    status: 503,
    retryable: true,
    meaning: "A workspace's files cannot be read or written (permission, full disk); the message says which.",
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;

/** The only class of error that we throw. The message says what was being done, in lower case. */
export class YardmasterError extends Error {
  override readonly name = "YardmasterError";
  readonly code: ErrorCode;
  /** What the reader can do about it, when there is something. */
  readonly hint: string | null;
  /** Every problem of the file that was read, for `config.invalid`; otherwise empty. */
  readonly problems: readonly Problem[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly hint?: string; readonly problems?: readonly Problem[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
    this.problems = options.problems ?? [];
  }

  get retryable(): boolean {
    return CATALOGUE[this.code].retryable;
  }
}

/** Something a person wrote that does not hold. Readers return all of them at once. */
export interface Problem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; 1 where only the line is known. */
  readonly column: number;
  /** Where in the document, e.g. `agent.max_turns`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
  readonly severity: "error" | "warning";
}

/** For the default arm of a switch over a union: reaching it is our own bug. */
export function assertNever(value: never): never {
  throw new TypeError(`unreachable case: ${JSON.stringify(value)}`);
}
