// The App's door as a process of its own, for tests that kill it and benchmarks that load it. Started from the repository's root.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

export interface BotProcess {
  readonly port: number;
  readonly pid: number;
  /** Outright, as by SIGKILL. */
  kill(): Promise<void>;
}

export interface BotFiles {
  /** Its database. */
  readonly file: string;
  /** Where it writes what it handled. */
  readonly handled: string;
  readonly secret: string;
  /** How long handling takes. */
  readonly handleMs: number;
}

/** @param build the directory of compiled sources */
export async function startBotProcess(build: string, files: BotFiles): Promise<BotProcess> {
  const argv = [resolve("test/support/bot-child.mjs"), build, JSON.stringify(files)];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const { port } = JSON.parse(line) as { port: number };
  return {
    port,
    pid: child.pid ?? 0,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
