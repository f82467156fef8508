// Runs git at once and waits: what a request does to a repository is done before the next request begins.
import { spawnSync } from "node:child_process";

export const GIT_ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  HOME: "/nonexistent",
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TEMPLATE_DIR: "",
};

export interface GitResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export function tryGit(
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> } = {},
): GitResult {
  const { status, stdout, stderr } = spawnSync("git", args, {
    input: options.input ?? "",
    env: { ...GIT_ENVIRONMENT, ...options.env },
    maxBuffer: 2 ** 27,
  });
  return { status, stdout, stderr: stderr?.toString() ?? "" };
}

/** @throws when git does not end with 0 */
export function runGit(args: readonly string[], options: Parameters<typeof tryGit>[1] = {}): string {
  const { status, stdout, stderr } = tryGit(args, options);
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.toString();
}
