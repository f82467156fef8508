// The person's own repository as git keeps it: names, trees and contents, by their own git with their own settings. Never the working tree.
import { simpleGit } from "simple-git";

export interface GitObjects {
  /** What git prints, byte for byte; null when it says no. */
  ask(args: readonly string[], input?: string): Promise<Buffer | null>;
}

export function createGitObjects(root: string): GitObjects {
  return {
    async ask(args, input) {
      const chunks: Buffer[] = [];
      let failed = false;
      const git = simpleGit({
        baseDir: root,
        completion: { onClose: true, onExit: false },
        input: () => input,
        errors(_error, { exitCode }) {
          failed = exitCode !== 0;
          return undefined;
        },
      }).outputHandler((_command, stdout) => {
        stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
        // simple-git waits for a command that printed nothing, in case its output is late; at the end of the stream it is not.
        stdout.once("end", () => stdout.emit("data", Buffer.alloc(0)));
      });
      await git.raw([...args]);
      return failed ? null : Buffer.concat(chunks);
    },
  };
}
