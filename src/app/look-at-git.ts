// Whether the machine's git is one that we can work with, and what an older one costs. Looks at its version alone.
import { simpleGit } from "simple-git";
import type { Finding } from "../cli/world.ts";
import { missing, ok, warning } from "./finding.ts";

export interface GitVersion {
  readonly installed: boolean;
  readonly major: number;
  readonly minor: number;
  readonly patch: number | string;
}

type Release = readonly [major: number, minor: number];

/** The first git with `GIT_CONFIG_COUNT`, by which settings reach git unseen by other processes. */
const OLDEST: Release = [2, 31];
/** The first git with `merge-tree --write-tree`, which merges without a checkout. */
const MERGING: Release = [2, 38];

export async function lookAtGit(): Promise<Finding> {
  return toGitFinding(await simpleGit().version());
}

export function toGitFinding(version: GitVersion): Finding {
  if (!version.installed) return missing("git", "git is not on PATH", `install git ${MERGING.join(".")} or later`);
  const detail = `git ${version.major}.${version.minor}.${version.patch}`;
  const hint = `install git ${MERGING.join(".")} or later`;
  if (isBefore(version, OLDEST)) return missing("git", `${detail} is too old`, hint);
  if (!isBefore(version, MERGING)) return ok("git", detail);
  return warning("git", `${detail} cannot merge what is pushed to a branch while a run works on it: such a run fails`, hint);
}

function isBefore({ major, minor }: GitVersion, [oldestMajor, oldestMinor]: Release): boolean {
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
