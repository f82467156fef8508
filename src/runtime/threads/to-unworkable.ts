// Why a thread cannot be worked on, whatever asks for it: what we cannot write, or must not. Asks nobody.
import type { Thread } from "../../forge/forge.ts";

export interface Unworkable {
  /** In words for whoever asked. */
  readonly message: string;
  readonly hint: string;
}

/** @returns null: it can be worked on */
export function toUnworkable({ pullRequest }: Pick<Thread, "pullRequest">): Unworkable | null {
  if (pullRequest === null) return null;
  if (pullRequest.isFromFork) {
    return {
      message: "the pull request comes from a fork, which Yardmaster cannot push to",
      hint: "push the branch to this repository, and ask again on a pull request from there",
    };
  }
  // Its files say what may run and who may ask: nothing gets there that nobody has looked at.
  if (pullRequest.isFromDefaultBranch) {
    return {
      message: `the pull request comes from the default branch \`${pullRequest.head}\`, which Yardmaster never pushes to`,
      hint: "create another branch from it, and ask again on a pull request from there",
    };
  }
  return pullRequest.state === "open" ? null : { message: "the pull request is closed", hint: "reopen it first" };
}
