// Takes over the workflow file of a default branch as it was fetched last. What does not hold is told, and what held before stays in force;
// a file that a commit took away says nothing any more.
import { type Problem, YardmasterError } from "../../core/errors.ts";
import { toCanonicalJson } from "../../core/resources/canonical.ts";
import type { LoadedWorkflowFile } from "../../resources/workflow-file/read-workflow-file.ts";
import type { Clock } from "../../std/clock.ts";
import { type Repetition, repeat } from "./repeat.ts";
import { toTroubles } from "./to-troubles.ts";

export interface CommittedWorkflowFile {
  /** What held last: before a restart too. Null: there was no file. */
  readonly held: LoadedWorkflowFile | null;
  /** What holds without a file. */
  readonly builtIn: LoadedWorkflowFile;
  /** @throws workspace.*, config.invalid */
  look(): Promise<CommittedVersion>;
}

export interface CommittedVersion {
  /** The same as long as the file is. */
  readonly version: string;
  /** Null: there is none. @throws config.invalid with every problem, forge.* */
  load(): Promise<LoadedWorkflowFile | null>;
  /** Remembers that it holds. @throws store.* */
  keep(): Promise<void>;
}

export interface FollowedCommittedFile {
  readonly file: CommittedWorkflowFile;
  readonly clock: Clock;
  /** @param isBuiltIn there is no file any more */
  take(configuration: LoadedWorkflowFile, isBuiltIn: boolean): Promise<readonly string[]>;
  tell(troubles: readonly string[]): void;
  /** Why the file is not taken over, each with its place; none when it is. */
  onErrors(errors: readonly Problem[]): void;
  onError(error: unknown): void;
}

/** What did not hold may hold by now: an agent was installed, a permission granted. */
const LOOK_AGAIN_MS = 60_000;
const REST_MS = 100;

export function followCommittedFile({ file, clock, take, tell, onErrors, onError }: FollowedCommittedFile): Repetition {
  let { held } = file;
  let handled: string | null = null;

  async function look(): Promise<"later"> {
    try {
      const found = await file.look();
      if (found.version !== handled) {
        tell(await handle(found));
        onErrors([]);
        handled = found.version;
      }
    } catch (error) {
      handled = null;
      onErrors(error instanceof YardmasterError ? error.problems.filter(({ severity }) => severity === "error") : []);
      tell([...toTroubles(error), "what the workflow file said before stays in force"]);
    }
    return "later";
  }

  async function handle(found: CommittedVersion): Promise<readonly string[]> {
    const configuration = await found.load();
    if (toCanonicalJson(configuration) === toCanonicalJson(held)) return [];
    const later = await take(configuration ?? file.builtIn, configuration === null);
    held = configuration;
    await found.keep();
    return later;
  }

  const repetition = repeat({ clock, everyMs: LOOK_AGAIN_MS, restMs: REST_MS, work: look, onError });
  repetition.soon();
  return repetition;
}
