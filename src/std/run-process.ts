// Runs one program in a process group of its own and resolves when nothing of it is left: not the program, not its group,
// not the daemons that carry its cookie. Knows nothing of agents or hooks.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { type Clock, systemClock } from "./clock.ts";
import { endProcesses, findByVariable, findGroup, sendSignal } from "./end-processes.ts";
import type { ExecRequest, ExecResult } from "./exec.ts";
import { watchLimits } from "./exec-limits.ts";
import { createOutputCollector } from "./output-collector.ts";
import type { ProcessEntry } from "./process-table.ts";

const DEFAULT_OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;
const DEFAULT_TAIL_BYTES = 64 * 1024;
const DEFAULT_KILL_GRACE_MS = 5_000;
/** The least that a process is given to end by itself. */
const NOTICE_MS = 500;
/** What a program leaves in its group may finish by itself this long: `exec > >(tee log)` writes its last lines after the shell ended. */
const SETTLE_MS = 100;
/** After SIGKILL only a process stuck in the kernel lives on. */
const GIVE_UP_MS = 10_000;
const DRAIN_ROUNDS = 20;
const DRAIN_ROUND_MS = 50;

/** Limits are measured on the given clock; ending and cleaning up takes real time. Rejects only with what `onOutput` threw. */
export async function runProcess(request: ExecRequest, clock: Clock = systemClock): Promise<ExecResult> {
  const startedAt = clock.now();
  const limits = watchLimits(request, clock);
  const faults: unknown[] = [];
  const output = createOutputCollector({
    limitBytes: request.outputLimitBytes ?? DEFAULT_OUTPUT_LIMIT_BYTES,
    tailBytes: request.tailBytes ?? DEFAULT_TAIL_BYTES,
    onChunk(chunk) {
      if (faults.length > 0) return;
      try {
        request.onOutput?.(chunk);
      } catch (error) {
        faults.push(error);
        limits.stop("aborted");
      }
    },
    onLimit: () => limits.stop("output-limit"),
  });
  function result(ended: ExecResult["ended"], rest: Partial<ExecResult> = {}): ExecResult {
    return {
      ended,
      exitCode: null,
      signal: null,
      tail: output.tail(),
      stdoutTail: output.stdoutTail(),
      outputBytes: output.bytes,
      durationMs: Math.max(0, clock.now() - startedAt),
      straysEnded: 0,
      errorCode: null,
      ...rest,
    };
  }

  const start = limits.cause() === null ? await startProgram(request) : null;
  if (start === null || "errorCode" in start) {
    limits.disarm();
    return start === null ? result("aborted") : result("not-started", { errorCode: start.errorCode });
  }
  const { child, group } = start;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.on("error", () => {});
    child[stream]?.on("data", (bytes: Buffer) => {
      limits.sawOutput();
      output.push(stream, bytes);
    });
  }
  // A program that does not read its input breaks the pipe; that is its right.
  child.stdin?.on("error", () => {});
  child.stdin?.end(request.stdin);

  const graceMs = request.killGraceMs ?? DEFAULT_KILL_GRACE_MS;
  await Promise.race([exited, limits.reached]);
  limits.disarm();
  const endedByItself = hasExited(child);
  const killAt = performance.now() + graceMs;
  if (!endedByItself) await endMain(child, group, exited, graceMs);
  const ended = await endProcesses({
    find: () => findLeft(group, request.cookie),
    // Its group has had its notice already; what left the group has not.
    graceMs: endedByItself ? graceMs : Math.max(killAt - performance.now(), Math.min(graceMs, NOTICE_MS)),
    settleMs: endedByItself ? SETTLE_MS : 0,
  });
  await drain(child, closed);
  output.end();
  if (faults.length > 0) throw faults[0];
  return result(limits.cause() ?? (child.signalCode === null ? "exit" : "signal"), {
    exitCode: child.exitCode,
    signal: child.signalCode,
    straysEnded: ended.filter((entry) => entry.group !== group).length,
  });
}

type Start = { readonly child: ChildProcess; readonly group: number } | { readonly errorCode: string };

/** Answers in the same turn when the program starts, so that no event is missed. */
async function startProgram(request: ExecRequest): Promise<Start> {
  const [program, ...args] = request.argv;
  const cookie = request.cookie === undefined ? {} : { [request.cookie.name]: request.cookie.value };
  const options: SpawnOptions = {
    cwd: request.cwd,
    env: { ...request.env, ...cookie },
    detached: true,
    stdio: [request.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  };
  try {
    const child = spawn(program, args, options);
    if (child.pid !== undefined) return { child, group: child.pid };
    const [error] = await once(child, "error");
    return { errorCode: codeOf(error) };
  } catch (error) {
    // Some refusals arrive as an event, others (E2BIG, a NUL in an argument) are thrown.
    return { errorCode: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function endMain(child: ChildProcess, group: number, exited: Promise<void>, graceMs: number): Promise<void> {
  sendSignal(-group, "SIGTERM");
  await within(exited, graceMs);
  if (hasExited(child)) return;
  sendSignal(-group, "SIGKILL");
  await within(exited, GIVE_UP_MS);
}

function findLeft(group: number, cookie: ExecRequest["cookie"]): readonly ProcessEntry[] {
  const members = findGroup(group);
  if (cookie === undefined) return members;
  const carriers = findByVariable(cookie.name, (value) => value === cookie.value);
  return [...members, ...carriers.filter((carrier) => carrier.group !== group)];
}

/**
 * Reads what the pipes still hold. A process that cleared its environment and left the group may hold them open for ever: then
 * they are abandoned. In rounds, because a busy event loop must get to reading before its time is up.
 */
async function drain(child: ChildProcess, closed: Promise<void>): Promise<void> {
  for (let round = 0; round < DRAIN_ROUNDS; round += 1) {
    if (await within(closed, DRAIN_ROUND_MS)) return;
  }
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  child.unref();
}

/** Whether the promise was settled in time. The timer keeps the process alive: what was begun must be cleaned up. */
async function within(promise: Promise<void>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
