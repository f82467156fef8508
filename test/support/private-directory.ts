// Gives a whole run of tests a temporary directory of its own, so that nothing of it is left: also not of tests that were killed.
// Worker processes, and what they start, find it as TMPDIR.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, realpathSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Vitest calls it once for each project, before the first worker; what it answers, after the last. A second directory stands in the first. */
export function setup(): () => void {
  const before = process.env["TMPDIR"];
  // Short: the path of a Unix socket has at most some hundred characters.
  const directory = realpathSync(mkdtempSync(join(findPlace(before), "ym-")));
  // Some tests start programs as nobody.
  chmodSync(directory, 0o755);
  process.env["TMPDIR"] = directory;
  return () => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  };
}

const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 4 * 1024 ** 3;

/** In memory where there is room and programs may be run: there the many small stores and repositories wait for no disk. */
function findPlace(wanted: string | undefined): string {
  return wanted === undefined && isRoomy(MEMORY) && mayRun(MEMORY) ? MEMORY : tmpdir();
}

function isRoomy(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}

function mayRun(directory: string): boolean {
  let place: string | null = null;
  try {
    place = mkdtempSync(join(directory, "ym-"));
    const script = join(place, "true");
    writeFileSync(script, "#!/bin/sh\n", { mode: 0o755 });
    execFileSync(script);
    return true;
  } catch {
    return false;
  } finally {
    if (place !== null) rmSync(place, { recursive: true, force: true });
  }
}
