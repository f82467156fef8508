// The only way to git. Opens one git directory, the mirror's, and brings its own settings for everything git would otherwise look up
// in places that others may write: system and user configuration, hooks, attributes, prompts.
import { randomUUID } from "node:crypto";
import { lstat, unlink } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { simpleGit } from "simple-git";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { endProcesses, findByVariable } from "../../std/end-processes.ts";
import { orMissing } from "./errno.ts";

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitCall {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Ends it, with whatever it has started. */
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds. @defaultValue as long as it takes */
  readonly limitMs?: number | undefined;
}

export interface Git {
  /** @throws workspace.git, naming what was being done, when git exits with anything but 0. */
  run(doing: string, args: readonly string[], call?: GitCall): Promise<string>;
  /** For commands whose exit code is an answer. @throws workspace.git when it was ended, workspace.unreachable when it took too long */
  ask(args: readonly string[], call?: GitCall): Promise<GitAnswer>;
}

/** Each line closes a way to have git run a program or read a file that is not the mirror's. */
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  "core.excludesFile=/dev/null",
  "core.sshCommand=ssh -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=15",
  "core.untrackedCache=false",
  "core.splitIndex=false",
  "core.quotePath=true",
  "submodule.recurse=false",
  "diff.ignoreSubmodules=all",
  "protocol.ext.allow=never",
  "transfer.fsckObjects=true",
  // Found in the history of many honest repositories; the dangerous findings (.gitmodules, .git in a tree) stay errors.
  ...["badTimezone", "missingSpaceBeforeDate", "zeroPaddedDate", "zeroPaddedFilemode"].map((finding) => `fetch.fsck.${finding}=ignore`),
  "gc.auto=0",
  "maintenance.auto=false",
  "http.lowSpeedLimit=1000",
  "http.lowSpeedTime=60",
  // As many as there are processors; only large checkouts use them.
  "checkout.workers=0",
];

/** What git and the transports below it need to find programs, keys and proxies. */
const PASSED_ON = /^(?:PATH|HOME|USER|TMPDIR|SSH_AUTH_SOCK|SSL_CERT_FILE|SSL_CERT_DIR|GIT_SSL_CAINFO|(?:https?|all|no)_proxy)$/i;

/** Git holds a lock for as long as it takes to rename a few files; one this old was left by a git that was killed. */
const STALE_LOCK_MS = 10_000;
const LOCK_PATIENCE_MS = 15_000;
/** Marks a git and what it starts. */
const MARK = "YARDMASTER_GIT";
/** Between SIGTERM and SIGKILL. */
const END_GRACE_MS = 2_000;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;

export function createGit(directory: string, env: Readonly<Record<string, string>>, clock: Clock): Git {
  const base = {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => PASSED_ON.test(name))),
    PATH: absoluteOnly(env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"),
    LC_ALL: "C",
    GIT_DIR: directory,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
  };

  async function once(args: readonly string[], call: GitCall): Promise<GitAnswer> {
    const patience = watchPatience(call, clock);
    const mark = randomUUID();
    const callEnv = { ...base, ...call.env, [MARK]: mark };
    let exitCode = 0;
    let stdout: Promise<string> = Promise.resolve("");
    let stderr: Promise<string> = Promise.resolve("");
    const git = simpleGit({
      baseDir: directory,
      config: SETTINGS,
      // simple-git refuses what could be dangerous coming from a user; these come from the lines above.
      allowEnvironment: Object.keys(callEnv),
      unsafe: {
        allowUnsafeHooksPath: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeSshCommand: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeConfigPaths: true,
        allowUnsafePack: true,
        allowUnsafeConfigEnvCount: true,
      },
      // Told to wait for the end of the output, it hangs every command on one promise that never settles, and so never lets go of any.
      completion: { onClose: true, onExit: true },
      input: () => call.input,
      abort: patience.signal,
      errors(_error, result) {
        exitCode = result.exitCode;
        return undefined;
      },
    })
      .env(callEnv)
      .outputHandler((_command, out, err) => {
        stdout = readAll(out);
        stderr = readAll(err);
        // simple-git waits 50 ms more for a command that has printed nothing, in case its output is late; we wait for its end ourselves.
        process.nextTick(() => out.emit("data", Buffer.alloc(0)));
      });
    // simple-git ends git alone, and not what git has started.
    let ending: Promise<unknown> = Promise.resolve();
    const endAll = () => {
      ending = endProcesses({ find: () => findByVariable(MARK, (value) => value === mark), graceMs: END_GRACE_MS, settleMs: 0 });
    };
    patience.signal.addEventListener("abort", endAll, { once: true });
    try {
      await git.raw([...args]);
      const answer = { exitCode, stdout: await stdout, stderr: await stderr };
      if (!patience.signal.aborted) return answer;
    } catch (error) {
      if (!patience.signal.aborted) throw error;
    } finally {
      patience.end();
    }
    await ending;
    throw patience.toError(args[0] ?? "");
  }

  async function ask(args: readonly string[], call: GitCall = {}): Promise<GitAnswer> {
    const giveUpAt = performance.now() + LOCK_PATIENCE_MS;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const answer = await once(args, call);
      const lock = /Unable to create '(.+\.lock)': File exists/.exec(answer.stderr)?.[1];
      if (answer.exitCode === 0 || lock === undefined || performance.now() > giveUpAt) return answer;
      if (!(lock.startsWith(`${directory}/`) && (await removeStale(lock)))) await sleep(wait);
    }
  }

  return {
    ask,
    async run(doing, args, call) {
      const answer = await ask(args, call);
      if (answer.exitCode === 0) return answer.stdout;
      throw gitError(doing, answer);
    },
  };
}

/** Somebody's signal and the time limit as one. */
function watchPatience({ signal, limitMs }: GitCall, clock: Clock) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  const cancel = limitMs === undefined ? () => {} : clock.after(limitMs, stop);
  return {
    signal: controller.signal,
    end() {
      cancel();
      signal?.removeEventListener("abort", stop);
    },
    toError(command: string): YardmasterError {
      if (signal?.aborted) return new YardmasterError("workspace.git", `git ${command} was ended before it was done`);
      return new YardmasterError(
        "workspace.unreachable",
        `git ${command} did not end within ${Math.round((limitMs ?? 0) / 60_000)} minutes`,
        {
          hint: "look whether the disk of the repository answers",
        },
      );
    },
  };
}

function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    stream.once("close", () => resolve(Buffer.concat(chunks).toString()));
  });
}

export function gitError(doing: string, answer: GitAnswer, hint?: string): YardmasterError {
  const words = (answer.stderr.trim() || answer.stdout.trim()).slice(-2048);
  const message = `${doing}: git exited with ${answer.exitCode}${words === "" ? "" : `: ${words}`}`;
  return new YardmasterError("workspace.git", message, hint === undefined ? {} : { hint });
}

/** Git works with the workspace as its current directory: a relative entry would find the agent's programs. */
function absoluteOnly(path: string): string {
  return path.split(":").filter(isAbsolute).join(":");
}

async function removeStale(lock: string): Promise<boolean> {
  const entry = await orMissing(lstat(lock));
  if (entry !== null && Date.now() - entry.mtimeMs < STALE_LOCK_MS) return false;
  await orMissing(unlink(lock));
  return true;
}
