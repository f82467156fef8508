// Runs the four lifecycle scripts. They are trusted configuration and run on the host, outside any sandbox, in a directory that the
// agent may have changed; they get an allow-listed environment and a time limit that ends everything they started.
import { assertNever } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import type { ExecResult } from "../../std/exec.ts";
import { runProcess } from "../../std/run-process.ts";
import type { HookName } from "../workspace.ts";

/** A script for `sh -c`, or null for none. */
export type HookScripts = Readonly<Record<HookName, string | null>>;

/** How much of what a hook printed goes into a message. */
const TOLD_BYTES = 2048;

export interface HookOptions {
  readonly scripts: HookScripts;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
  /** A new one for each call; whoever looks after strays knows how to read it. */
  newCookie(): { readonly name: string; readonly value: string };
  readonly clock: Clock;
}

/** @returns what went wrong, in one message; null when the hook passed or there is none. */
export async function runHookScript(hook: HookName, cwd: string, options: HookOptions, signal?: AbortSignal): Promise<string | null> {
  const script = options.scripts[hook];
  if (script === null) return null;
  const result = await runProcess(
    {
      argv: ["sh", "-c", script],
      cwd,
      env: options.env,
      timeoutMs: options.timeoutMs,
      tailBytes: TOLD_BYTES,
      cookie: options.newCookie(),
      signal,
    },
    options.clock,
  );
  if (result.ended === "exit" && result.exitCode === 0) return null;
  const said = result.tail.trim();
  return `running the ${hook} hook: ${howItEnded(result, options.timeoutMs)}${said === "" ? "" : `: ${said}`}`;
}

function howItEnded(result: ExecResult, timeoutMs: number): string {
  switch (result.ended) {
    case "exit":
      return `it exited with ${result.exitCode}`;
    case "signal":
      return `it was ended by ${result.signal}`;
    case "timeout":
      return `it ran longer than ${timeoutMs} ms and was ended with everything it had started`;
    case "output-limit":
      return "it printed too much and was ended";
    case "not-started":
      return `it did not start (${result.errorCode})`;
    case "stall":
    case "aborted":
      return "it was ended";
    default:
      return assertNever(result.ended);
  }
}
