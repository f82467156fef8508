// The environment and the programs with which every kind of agent is put through the contract.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PATH = process.env["PATH"] ?? "/usr/bin:/bin";
export const SECRET = "YARDMASTER_CONTRACT_SECRET";
process.env[SECRET] = "secret";

/** Gone with the temporary directory of the whole run. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "agents-test-"));
}

/** An executable shell script somewhere; its path. */
export function writeProgram(name: string, script: string): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}
