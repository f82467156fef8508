// The branch that carries a thread's work: its name when there is none yet, and whether a name is such a one.

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

/** Ours to follow, and to delete once it is merged. */
export function isThreadBranch(branch: string): boolean {
  return /^yardmaster\/\d+(?:-|$)/.test(branch);
}
