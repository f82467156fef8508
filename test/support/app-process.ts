// The built App as a process of its own, for plays that kill it. Says where it listens, and keeps all that it has ever written.
import { type ChildProcess, spawn } from "node:child_process";
import { until } from "./until.ts";
import { MAIN } from "./yard-on-disk.ts";

export interface AppProcess {
  readonly pid: number;
  readonly address: { readonly host: string; readonly port: number };
  /** Standard output and standard error so far. */
  output(): string;
  /** As a power failure would have it. */
  kill(): Promise<void>;
  /** An interrupt, and its end. */
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 120_000;

export async function startAppProcess(cwd: string, env: NodeJS.ProcessEnv): Promise<AppProcess> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, "app"], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (text: string) => {
    output += text;
  };
  child.stdout?.setEncoding("utf8").on("data", keep);
  child.stderr?.setEncoding("utf8").on("data", keep);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.on("close", () => {
      hasEnded = true;
      resolve();
    });
  });

  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    await ended;
  }

  const said = await until(() => hasEnded || /at http:\/\/([^:\s]+):(\d+)/.exec(output), STARTS_WITHIN_MS).catch(async (error: unknown) => {
    await end("SIGKILL");
    throw error;
  });
  if (said === true) throw new Error(`the App ended before it listened:\n${output}`);
  const [, host = "", port = ""] = said;
  return {
    pid: child.pid ?? 0,
    address: { host, port: Number(port) },
    output: () => output,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGINT"),
  };
}
