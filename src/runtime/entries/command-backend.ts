// A store kept by shell commands of its owner's. What is asked reaches them through the environment alone: no name, key or value is
// ever part of the text that the shell reads.
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { runProcess } from "../../std/run-process.ts";
import type { EntryRetention, EntryShelf } from "../../store/store.ts";
import type { EntryBackend } from "./backend.ts";
import { parseEntryList } from "./parse-entry-list.ts";
import type { EntryCommands } from "./store-settings.ts";

export interface CommandBackendOptions {
  readonly commands: EntryCommands;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Default: 30 seconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
const KILL_GRACE_MS = 1_000;
const OUTPUT_LIMIT_BYTES = 32 * 1024 * 1024;
/** Linux takes 128 KiB for one variable, its name included. */
const LARGEST_VALUE_BYTES = 128 * 1024 - 64;
/** Of what a failed command wrote. */
const LONGEST_WORDS = 1000;
const MS_PER_SECOND = 1000;
const SECONDS_PER_DAY = 86_400;

type Asked = Readonly<Record<"KEY" | "VALUE" | "TASK_ID" | "LIMIT" | "OFFSET", string>>;

const NOTHING_ASKED: Asked = { KEY: "", VALUE: "", TASK_ID: "", LIMIT: "", OFFSET: "" };

export function createCommandBackend({ commands, cwd, env, clock, timeoutMs = TIMEOUT_MS }: CommandBackendOptions): EntryBackend {
  /** @returns what the command wrote to standard output */
  async function run(name: keyof EntryCommands, shelf: EntryShelf, retention: EntryRetention, asked: Partial<Asked>): Promise<string> {
    const doing = `running the command '${name}' of the store '${shelf.store}'`;
    const command = commands[name];
    if (command === undefined) throw failed(`${doing}: there is none`, "declare one under commands");
    let output = "";
    const result = await runProcess(
      {
        argv: ["sh", "-c", command],
        cwd,
        env: { ...env, ...NOTHING_ASKED, ...asked, STORE_NAME: shelf.store, PROJECT_ID: shelf.project, ...toLimits(retention) },
        timeoutMs,
        killGraceMs: KILL_GRACE_MS,
        outputLimitBytes: OUTPUT_LIMIT_BYTES,
        onOutput({ stream, text }) {
          if (stream === "stdout") output += text;
        },
      },
      clock,
    );
    if (result.ended === "exit" && result.exitCode === 0) return output;
    const words = result.tail.trim().slice(-LONGEST_WORDS);
    throw failed(`${doing}: ${describeEnd(result, timeoutMs)}${words === "" ? "" : `: ${words}`}`);
  }

  async function prune(shelf: EntryShelf, retention: EntryRetention): Promise<number> {
    const count = Number((await run("prune", shelf, retention, {})).trim());
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  }

  return {
    async get(shelf, key, retention) {
      const value = (await run("get", shelf, retention, { KEY: key })).replace(/\r?\n$/, "");
      return value === "" ? null : { key, value, updatedAt: null, taskId: null };
    },
    async put(shelf, { key, value, taskId }, retention) {
      if (Buffer.byteLength(value) > LARGEST_VALUE_BYTES) {
        throw new YardmasterError(
          "entry.invalid",
          `the value of '${key}' is larger than the ${LARGEST_VALUE_BYTES} bytes that a command takes`,
        );
      }
      await run("put", shelf, retention, { KEY: key, VALUE: value, TASK_ID: taskId ?? "" });
      const limited = retention.maxEntries !== null || retention.ttlMs !== null;
      if (limited && commands.prune !== undefined) await prune(shelf, retention);
      return { key, value, updatedAt: null, taskId };
    },
    async list(shelf, { limit, offset }, retention) {
      const text = await run("list", shelf, retention, { LIMIT: String(limit), OFFSET: String(offset) });
      const listed = parseEntryList(text);
      if (listed === null) {
        throw failed(`listing the store '${shelf.store}': its command did not print a JSON array of {key, value, updated_at}`);
      }
      const since = retention.ttlMs === null ? null : clock.now() - retention.ttlMs;
      return listed.filter(({ updatedAt }) => since === null || updatedAt === null || updatedAt > since).slice(0, limit);
    },
    async delete(shelf, key, retention) {
      await run("delete", shelf, retention, { KEY: key });
      return true;
    },
    prune,
  };
}

function toLimits({ maxEntries, ttlMs }: EntryRetention): Readonly<Record<string, string>> {
  const seconds = ttlMs === null ? null : ttlMs / MS_PER_SECOND;
  return {
    MAX_ENTRIES: maxEntries === null ? "" : String(maxEntries),
    TTL_SECONDS: seconds === null ? "" : String(seconds),
    // Whole days, for scripts that know only these: rather too long than too short.
    TTL_DAYS: seconds === null ? "" : String(Math.ceil(seconds / SECONDS_PER_DAY)),
  };
}

function describeEnd({ ended, exitCode, signal, errorCode }: Awaited<ReturnType<typeof runProcess>>, timeoutMs: number): string {
  if (ended === "exit") return `it exited with ${exitCode}`;
  if (ended === "timeout") return `it took longer than ${timeoutMs} ms`;
  if (ended === "output-limit") return `it wrote more than ${OUTPUT_LIMIT_BYTES} bytes`;
  if (ended === "not-started") return `it could not be started (${errorCode})`;
  return `it was ended (${signal ?? ended})`;
}

function failed(message: string, hint?: string): YardmasterError {
  return new YardmasterError("entry.backend-failed", message, hint === undefined ? {} : { hint });
}
