// The master key from a program, such as the client of a vault: what it prints is the key and goes nowhere else.
import { YardmasterError } from "../core/errors.ts";
import { systemClock } from "../std/clock.ts";
import type { ExecResult } from "../std/exec.ts";
import { runProcess } from "../std/run-process.ts";
import { toSafeLine } from "../std/safe-text.ts";
import { parseSecretKey } from "./parse-secret-key.ts";

export interface SecretKeyCommand {
  /** For messages. The command line itself is in none, for it may hold a password. */
  readonly name: string;
  /** For the shell, exactly as the operator wrote it. */
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly timeoutMs: number;
}

const OUTPUT_LIMIT_BYTES = 64 * 1024;
const KILL_GRACE_MS = 1_000;
const LONGEST_WORDS = 500;

/** @throws secret.master-key */
export async function loadSecretKeyFromCommand({ name, command, env, cwd, timeoutMs }: SecretKeyCommand): Promise<Buffer> {
  let printed = "";
  let complaint = "";
  const result = await runProcess(
    {
      argv: ["/bin/sh", "-c", command],
      cwd,
      env,
      timeoutMs,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
      killGraceMs: KILL_GRACE_MS,
      onOutput({ stream, text }) {
        if (stream === "stdout") printed += text;
        else complaint += text;
      },
    },
    systemClock,
  );
  if (result.ended !== "exit" || result.exitCode !== 0) {
    const words = toWords(complaint, printed);
    throw failed(`${toEnding(result, timeoutMs)}${words === "" ? "" : `: ${words}`}`, name);
  }
  const key = parseSecretKey(printed);
  if (key) return key;
  throw failed("it printed something other than a key", name, "it must print 32 bytes in base64 or hex, and nothing else");
}

/** Its complaint in one line, without what it printed, in case it repeats that. */
function toWords(complaint: string, printed: string): string {
  const secret = printed.trim();
  const words = toSafeLine((secret === "" ? complaint : complaint.replaceAll(secret, "***")).trim());
  return words.length > LONGEST_WORDS ? `…${words.slice(-LONGEST_WORDS)}` : words;
}

function toEnding({ ended, exitCode, signal, errorCode }: ExecResult, timeoutMs: number): string {
  switch (ended) {
    case "exit":
      return `it exited with ${exitCode}`;
    case "timeout":
      return `it did not end within ${timeoutMs / 1000} s`;
    case "output-limit":
      return "it printed too much";
    case "not-started":
      return `it could not be started (${errorCode})`;
    default:
      return `it was ended by ${signal}`;
  }
}

function failed(words: string, name: string, hint = "try the command by itself in a shell"): YardmasterError {
  return new YardmasterError("secret.master-key", `running ${name}: ${words}`, { hint });
}
