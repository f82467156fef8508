// Whether a program is there, and which version: it is asked for nothing but that.
import { findProgram } from "../std/find-program.ts";
import { runProcess } from "../std/run-process.ts";
import type { AgentProbe } from "./agent.ts";

const VERSION_TIMEOUT_MS = 10_000;

/** @param install how to get it, for people */
export async function probeProgram(command: string, searchPath: string, install: string): Promise<AgentProbe> {
  const path = await findProgram(command, searchPath);
  if (path === null) {
    return { available: false, detail: `${command} was not found on PATH; install it with \`${install}\``, version: null };
  }
  const asked = await runProcess({ argv: [path, "--version"], cwd: "/", env: { PATH: searchPath }, timeoutMs: VERSION_TIMEOUT_MS });
  const version = /\d+\.\d+\.\d+\S*/.exec(asked.stdoutTail)?.[0] ?? null;
  const works = asked.ended === "exit" && asked.exitCode === 0;
  return {
    available: works,
    detail: works ? path : `${path} --version ended with ${asked.errorCode ?? asked.exitCode ?? asked.ended}`,
    version,
  };
}
