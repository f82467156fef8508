// Asks the person's own git, with their own settings, about a repository of theirs. Small, since most commands ask: what works on
// repositories is the workspaces' git.
import { execFile } from "node:child_process";

export interface GitAnswer {
  readonly ok: boolean;
  /** Byte for byte. */
  readonly output: Buffer;
  /** In English. */
  readonly complaint: string;
}

const underWay = new Map<string, Promise<GitAnswer>>();

/** What is asked twice at the same moment is asked once. @throws what the system says when there is no git, or no such directory */
export function askGit(directory: string, args: readonly string[], input?: string): Promise<GitAnswer> {
  if (input !== undefined) return start(directory, args, input);
  const question = [directory, ...args].join("\0");
  const answer = underWay.get(question) ?? start(directory, args, "").finally(() => underWay.delete(question));
  underWay.set(question, answer);
  return answer;
}

function start(directory: string, args: readonly string[], input: string): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      [...args],
      { cwd: directory, env: { ...process.env, LC_ALL: "C" }, encoding: "buffer", maxBuffer: Number.POSITIVE_INFINITY },
      (error, output, complaint) => {
        if (error !== null && typeof error.code === "string") reject(error);
        else resolve({ ok: error === null, output, complaint: complaint.toString() });
      },
    );
    // One that ends without reading is told by its answer.
    child.stdin?.on("error", () => {}).end(input);
  });
}
