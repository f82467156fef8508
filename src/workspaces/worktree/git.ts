// The only way to git. Opens one git directory, the mirror's, and brings its own settings for everything git would otherwise look up
// in places that others may write: system and user configuration, hooks, attributes, prompts.
import { lstat, unlink } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { simpleGit } from "simple-git";
import { YardmasterError } from "../../core/errors.ts";
import { orMissing } from "./errno.ts";

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitCall {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface Git {
  /** @throws workspace.git, naming what was being done, when git exits with anything but 0. */
  run(doing: string, args: readonly string[], call?: GitCall): Promise<string>;
  /** For commands whose exit code is an answer. */
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
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;

export function createGit(directory: string, env: Readonly<Record<string, string>>): Git {
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
    const callEnv = { ...base, ...call.env };
    let exitCode = 0;
    let stderr = "";
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
      completion: { onClose: true, onExit: false },
      input: () => call.input,
      errors(_error, result) {
        exitCode = result.exitCode;
        stderr = Buffer.concat(result.stdErr).toString();
        return undefined;
      },
    })
      .env(callEnv)
      // simple-git waits 50 ms more for a command that printed nothing, in case its output is late; at the end of the stream it is not.
      .outputHandler((_command, stdout) => stdout.once("end", () => stdout.emit("data", Buffer.alloc(0))));
    const stdout = await git.raw([...args]);
    return { exitCode, stdout, stderr };
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
