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
  "agent.wrong-state": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "The agent is in a state that does not allow this: only an active one is cordoned, and one that drains is waited for.",
  },
  // app and command line
  "cli.usage": { exit: 2, status: 400, retryable: false, meaning: "The command line is invalid; the message names the argument." },
  "cli.editor": { exit: 1, status: 500, retryable: false, meaning: "The editor ended with an error; nothing was changed." },
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
  "app.environment": { exit: 2, status: 500, retryable: false, meaning: "An environment variable has an invalid value." },
  // commands in comments
  "command.not-permitted": {
    exit: 3,
    status: 403,
    retryable: false,
    meaning: "Whoever gave the command lacks the permission that it needs on the repository; the answer names it.",
  },
  // the control door of a running server
  "control.failed": {
    exit: 1,
    status: 500,
    retryable: false,
    meaning: "Something unexpected broke in the running server; its log says what.",
  },
  "control.foreign": {
    exit: 3,
    status: 403,
    retryable: false,
    meaning: "The control door was asked from a page in a browser or under another host's name. It is for programs on the same machine.",
  },
  "control.invalid-request": {
    exit: 2,
    status: 400,
    retryable: false,
    meaning: "A request to the control door is not a JSON object, or is not declared as JSON.",
  },
  "control.timeout": {
    exit: 1,
    status: 504,
    retryable: false,
    meaning: "The running server did not answer in time. What was asked may still be done.",
  },
  "control.too-large": { exit: 2, status: 413, retryable: false, meaning: "A request to the control door is larger than it takes." },
  "control.unauthorized": {
    exit: 3,
    status: 401,
    retryable: false,
    meaning: "The control door was asked without the token of the server that runs now.",
  },
  "control.unavailable": { exit: 10, status: 503, retryable: true, meaning: "The server cannot open its control door on this machine." },
  "control.unknown-operation": {
    exit: 2,
    status: 404,
    retryable: false,
    meaning: "The running server does not know the operation; if it is another version, start it again.",
  },
  "control.unreachable": {
    exit: 10,
    status: 503,
    retryable: true,
    meaning: "A server works on this data directory and does not answer. Try again, or stop it first.",
  },
  // what workflows remember
  "entry.backend-failed": {
    exit: 1,
    status: 502,
    retryable: true,
    meaning:
      "What keeps a store's entries failed: its files cannot be read or written, or its command did not succeed; the message says why.",
  },
  "entry.invalid": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "A name, key or value cannot be stored, or the value does not match the store's schema.",
  },
  // manifests and workflow files
  "config.invalid": {
    exit: 2,
    status: 400,
    retryable: false,
    meaning: "A configuration file is not valid; every problem is listed with file, line and hint.",
  },
  "resource.not-found": { exit: 4, status: 404, retryable: false, meaning: "There is no such resource, or no such kind of resource." },
  "resource.refused": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "The resources as they would be afterwards do not fit together; nothing was stored. Every obstacle is listed.",
  },
  "config.not-found": { exit: 4, status: 404, retryable: false, meaning: "The configuration file that was named does not exist." },
  "config.unwritable": {
    exit: 2,
    status: 500,
    retryable: false,
    meaning: "A manifest to begin with could not be written into the repository; the message says which and why.",
  },
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
  "run.already-started": { exit: 2, status: 409, retryable: false, meaning: "The task was started before." },
  "run.no-turn-left": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "No agent will work in the run any more: nobody would read what it is told.",
  },
  "run.nothing-to-start": { exit: 4, status: 404, retryable: false, meaning: "No task waits to be started." },
  // declared workflows
  "workflow.ambiguous": {
    exit: 2,
    status: 400,
    retryable: false,
    meaning: "Several workflows or workspaces could be meant. Name the one with its option.",
  },
  "workflow.no-agent": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "No agent of the project that may be given work has the capability that a step asks for.",
  },
  "workflow.unknown-step": {
    exit: 2,
    status: 400,
    retryable: false,
    meaning: "The workflow has no such step; the message lists those it has.",
  },
  "workflow.target-file": { exit: 2, status: 400, retryable: false, meaning: "A target file is not there, or there are too many of them." },
  "workflow.unsupported": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "The workflow uses parts that cannot be run yet, or its declarations do not allow it; each reason is named.",
  },
  "issue.not-found": { exit: 4, status: 404, retryable: false, meaning: "The tracker lists no such issue." },
  // secrets
  "secret.master-key": {
    exit: 2,
    status: 500,
    retryable: false,
    meaning: "The master key, which wraps the keys of secrets, cannot be read from its source; the message says why. Nothing was changed.",
  },
  "secret.wrong-key": {
    exit: 2,
    status: 500,
    retryable: false,
    meaning: "The master key is not the one that the keys of secrets were wrapped with. Nothing was changed; give the right one.",
  },
  "secret.no-active-key": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "No key is active, so no secret can be stored. `yardmaster secret key bootstrap` makes a new one.",
  },
  "secret.already-active": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "A key of secrets is already active; rotate it for a new one.",
  },
  "secret.no-rotation": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "No rotation of keys was interrupted; there is nothing to resume.",
  },
  "secret.key-not-found": { exit: 4, status: 404, retryable: false, meaning: "No key of secrets has this id or id prefix." },
  "secret.key-ambiguous": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "Several keys of secrets start with this prefix; give more of the id.",
  },
  "secret.key-in-use": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "The key is active or secrets are sealed under it; revoking it makes them unreadable for good, so it needs --force.",
  },
  "secret.key-retired": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "The key was retired and destroyed; there is nothing left to revoke.",
  },
  "secret.unreadable": {
    exit: 1,
    status: 409,
    retryable: false,
    meaning: "A secret cannot be opened: its key was revoked, or what is stored was altered. Apply the secret store again with its values.",
  },
  "secret.damaged": {
    exit: 1,
    status: 500,
    retryable: false,
    meaning:
      "A stored key of secrets is missing or was altered. Restore a copy of the store, or revoke the key and apply the secrets again.",
  },
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
    meaning: "The disk is full. Nothing that was acknowledged is lost; free some space and continue.",
  },
  "store.corrupted": {
    exit: 1,
    status: 500,
    retryable: false,
    meaning: "The store's file is not a healthy database. It was left untouched; restore a copy or move it away.",
  },
  "store.replaced": {
    exit: 1,
    status: 500,
    retryable: false,
    meaning:
      "The store's file was removed or replaced under a running server, which ends. Start it again; it goes on with what stands there. The GitHub App closes that repository, and opens it again by itself.",
  },
  "store.newer-version": {
    exit: 2,
    status: 500,
    retryable: false,
    meaning: "The store was written by a newer Yardmaster. It was left untouched; upgrade.",
  },
  "archive.unwritable": {
    exit: 1,
    status: 500,
    retryable: true,
    meaning: "Events could not be written to an archive; the message says why (permission, full disk). Nothing was forgotten.",
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
  // forges
  "forge.unavailable": {
    exit: 10,
    status: 503,
    retryable: true,
    meaning: "The forge (GitHub) could not be reached, or asked us to wait. What was to be written there will be tried again.",
  },
  "forge.refused": {
    exit: 3,
    status: 403,
    retryable: false,
    meaning: "The forge (GitHub) refuses what was asked, and would again: a permission is missing, a thread is locked, a name is taken.",
  },
  "forge.gone": {
    exit: 4,
    status: 404,
    retryable: false,
    meaning: "The repository is no longer there, or the App is no longer installed in it.",
  },
  "http.address": {
    exit: 2,
    status: 500,
    retryable: false,
    meaning: "The server cannot listen at the address that was named; the message says why.",
  },
  // triggers and webhooks
  "trigger.not-found": {
    exit: 4,
    status: 404,
    retryable: false,
    meaning: "The project has no trigger of this name, or none that takes webhooks.",
  },
  "trigger.suspended": { exit: 2, status: 409, retryable: false, meaning: "The trigger is suspended. Resume it to let it fire." },
  "trigger.throttled": {
    exit: 10,
    status: 429,
    retryable: true,
    meaning: "The trigger last fired less than its `throttle.minInterval` ago. Try again later.",
  },
  "trigger.forbidden": {
    exit: 10,
    status: 409,
    retryable: true,
    meaning: "A task of the trigger is active, and its `concurrencyPolicy` is `Forbid`. Try again when it has ended.",
  },
  "webhook.refused": {
    exit: 3,
    status: 403,
    retryable: false,
    meaning:
      "The trigger takes no deliveries: it has no secret to check them with and is not declared `insecure`, or a web page sent this one.",
  },
  "webhook.unsigned": {
    exit: 3,
    status: 401,
    retryable: false,
    meaning: "The delivery is not signed, or not by any key of the trigger's SecretStore.",
  },
  "webhook.invalid-body": {
    exit: 2,
    status: 400,
    retryable: false,
    meaning: "The delivery's body is not JSON, nested too deeply, or did not come whole.",
  },
  "webhook.too-large": { exit: 2, status: 413, retryable: false, meaning: "The delivery's body is larger than one mebibyte." },
  // the App: its inbox and its credentials
  "inbox.full": {
    exit: 10,
    status: 503,
    retryable: true,
    meaning: "More deliveries are waiting than the inbox takes. GitHub keeps those that were refused, and they are fetched later.",
  },
  "inbox.other-version": {
    exit: 10,
    status: 500,
    retryable: false,
    meaning:
      "A waiting delivery was kept by another version of Yardmaster, in a form that this one does not read. Have GitHub deliver it again: the App's settings, Advanced, Redeliver.",
  },
  "bot.no-secret": {
    exit: 2,
    status: 500,
    retryable: false,
    meaning: "The App has no webhook secret, so GitHub's deliveries could not be told from anyone else's. Set WEBHOOK_SECRET.",
  },
  "bot.credentials": {
    exit: 2,
    status: 500,
    retryable: false,
    meaning: "The App's id or private key cannot be used; the message says why.",
  },
  // work that starts by itself
  "start.too-many": {
    exit: 10,
    status: 429,
    retryable: true,
    meaning: "Work in the thread has started by itself too often within an hour. A person may start it.",
  },
  "start.no-person": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "Work in the thread has started by itself several times in a row. It goes on when a person asks for it.",
  },
  // workspaces
  "workspace.no-repository": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "The source is not a git repository, or it has no commit to start from.",
  },
  "workspace.object-format": {
    exit: 2,
    status: 422,
    retryable: false,
    meaning: "The repository names its objects with SHA-256, and only SHA-1 is supported. The hint says how to make one with SHA-1.",
  },
  "workspace.outside-root": {
    exit: 1,
    status: 500,
    retryable: false,
    meaning: "A workspace path, with symbolic links resolved, would be outside the workspace root.",
  },
  "workspace.git": { exit: 1, status: 500, retryable: true, meaning: "A git command of ours failed; the message has its words." },
  "workspace.unreachable": {
    exit: 1,
    status: 503,
    retryable: true,
    meaning: "The repository's server cannot be reached, or does not let us in just now. Work that is to be pushed there waits.",
  },
  "workspace.hook-failed": { exit: 1, status: 500, retryable: true, meaning: "A lifecycle hook exited with an error or ran out of time." },
  "workspace.diverged": {
    exit: 1,
    status: 409,
    retryable: false,
    meaning: "The branch has commits that contradict ours, or lacks some that ours build on. Nothing was overwritten.",
  },
  "workspace.default-branch": { exit: 1, status: 409, retryable: false, meaning: "It would go to the default branch; it was not pushed." },
  "workspace.occupied": {
    exit: 2,
    status: 409,
    retryable: false,
    meaning: "Something that is not a workspace of this repository is at a workspace's path. Nothing was touched; move it away.",
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
  /** How long to wait before the next try, in milliseconds, when the other side said so. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      readonly cause?: unknown;
      readonly hint?: string;
      readonly problems?: readonly Problem[];
      readonly retryAfterMs?: number | null;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
    this.problems = options.problems ?? [];
    this.retryAfterMs = options.retryAfterMs ?? null;
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
