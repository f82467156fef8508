// The person's own repository as git keeps it: names, trees and contents, by their own git with their own settings. Never the working tree.
import { askGit } from "./ask-git.ts";

export interface GitObjects {
  /** What git prints, byte for byte; null when it says no. */
  ask(args: readonly string[], input?: string): Promise<Buffer | null>;
}

export function createGitObjects(root: string): GitObjects {
  return {
    async ask(args, input) {
      const { ok, output } = await askGit(root, args, input);
      return ok ? output : null;
    },
  };
}
