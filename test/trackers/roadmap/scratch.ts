// A roadmap file in a directory of its own, and the reports that tests send to it.
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { toRunId } from "../../../src/core/ids.ts";
import type { IssueReport } from "../../../src/core/issue.ts";
import { toIdentifier } from "../../../src/trackers/roadmap/identifier.ts";

export async function scratchDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "roadmap-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A file with this text, last changed long ago, so that its time stamp can be trusted. */
export async function scratchRoadmap(text: string | Buffer): Promise<string> {
  const file = join(await scratchDirectory(), "roadmap.md");
  await writeFile(file, text);
  await makeOld(file);
  return file;
}

export async function makeOld(file: string): Promise<void> {
  await utimes(file, 1_700_000_000, 1_700_000_000);
}

export const readText = (file: string): Promise<string> => readFile(file, "utf8");

export function reportOn(name: string, given: Partial<IssueReport> = {}): IssueReport {
  const runId = toRunId("run_01jd3k9x4m5n6p7q8r9s0t1v2w");
  return { issueId: toIdentifier(name), runId, phase: "working", summary: "step 1 of 3: plan", branch: null, commit: null, ...given };
}
