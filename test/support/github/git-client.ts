// Git as an app or a person runs it against the pretend GitHub: asynchronous, because the server answers from the same process.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { GIT_ENV } from "../git-repository.ts";

const run = promisify(execFile);

export interface GitEnd {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** With a token as `x-access-token`, the way an installation signs in; null: without. */
export async function gitAs(token: string | null, cwd: string, ...args: readonly string[]): Promise<GitEnd> {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  const sign = token === null ? [] : ["-c", `http.extraHeader=Authorization: Basic ${basic}`];
  try {
    const { stdout, stderr } = await run("git", [...sign, ...args], { cwd, env: { ...GIT_ENV, GIT_TERMINAL_PROMPT: "0" } });
    return { ok: true, stdout: stdout.trim(), stderr };
  } catch (cause) {
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    return { ok: false, stdout, stderr };
  }
}
