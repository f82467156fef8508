// Gives a whole run of tests a temporary directory of its own, so that nothing of it is left: also not of tests that were killed.
// Worker processes, and what they start, find it as TMPDIR.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Vitest calls it once, before the first worker; what it answers, after the last. */
export function setup(): () => void {
  const before = process.env["TMPDIR"];
  // Short: the path of a Unix socket has at most some hundred characters.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "ym-")));
  process.env["TMPDIR"] = directory;
  return () => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  };
}
