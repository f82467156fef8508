// The branch that carries the work of a thread, or of a trigger that begins work by itself: its name when there is none yet, and whether a
// name is such a one.

import { DEFAULT_PROJECT } from "../resources/resource.ts";

const LONGEST_SLUG = 40;

/** `yardmaster/12-login-times-out`. Only what every file system and every shell takes as it is. */
export function toThreadBranch(thread: number, title: string): string {
  const plain = title
    .slice(0, 4 * LONGEST_SLUG)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, "");
  return `yardmaster/${slug === "" ? thread : `${thread}-${slug}`}`;
}

/**
 * `yardmaster/trigger-nightly`: one for all that the trigger begins, so that an open pull request is brought up to date.
 *
 * @param number of those that the trigger has had, from 1: the second is `yardmaster/trigger-nightly@2`, like the name of no trigger
 */
export function toTriggerBranch({ project, name }: { readonly project: string; readonly name: string }, number = 1): string {
  const first = `yardmaster/trigger-${project === DEFAULT_PROJECT ? "" : `${project}.`}${name}`;
  return number === 1 ? first : `${first}@${number}`;
}

/** Ours to follow, and to delete once it is merged. */
export function isOurBranch(branch: string): boolean {
  return /^yardmaster\/(?:\d+(?:-|$)|trigger-)/.test(branch);
}
