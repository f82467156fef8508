// Takes over a workflow file that has changed, also one that is replaced by another. What does not hold is told, and what held before
// stays in force. A file is taken when it has come to rest: one that is being written may look like one that says nothing.
import { dirname, relative } from "node:path";
import { toCanonicalJson } from "../../core/resources/canonical.ts";
import { readFileText } from "../../resources/file-text.ts";
import { WORKFLOW_FILE_NAMES } from "../../resources/workflow-file/file-names.ts";
import type { LoadedWorkflowFile } from "../../resources/workflow-file/read-workflow-file.ts";
import type { Clock } from "../../std/clock.ts";
import type { WatchFiles } from "../../std/watch-files.ts";
import { loadConfiguration } from "../configuration.ts";
import { findWorkflowFiles } from "../find-workflow-files.ts";
import { createGitObjects } from "../git-objects.ts";
import { findForeignBranch } from "./foreign-branch.ts";
import { isGitAtWork } from "./is-git-at-work.ts";
import { type Repetition, repeat } from "./repeat.ts";
import { toTroubles } from "./to-troubles.ts";

export interface FollowedFile {
  readonly root: string;
  /** Instead of the usual ones. */
  readonly named: string | null;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** What holds when following begins. */
  readonly held: LoadedWorkflowFile;
  /** Whether it stands in a file. */
  readonly hasFile: boolean;
  /** Makes another one hold, and answers what of it does not, in words for people; rejects when none of it can. */
  take(configuration: LoadedWorkflowFile): Promise<readonly string[]>;
  /** What is wrong with the file, in words for people; nothing when it holds. */
  tell(troubles: readonly string[]): void;
  onError(error: unknown): void;
  /** Hears of changes, where it can. */
  readonly watch: WatchFiles;
}

/** Where no change is heard of, it is seen after this long. */
const LOOK_MS = 2_000;
const REST_MS = 100;
/** A file that was not taken because of where it came from may be taken later, unchanged. */
const LOOK_AGAIN_MS = 30_000;

export function followWorkflowFile({ root, named, variables, clock, take, tell, onError, watch, ...given }: FollowedFile): Repetition {
  const git = createGitObjects(root);
  let held = given.held;
  let { hasFile } = given;
  let seen: string | null = null;
  let handled: string | null = null;
  let lookAgainAt = Number.POSITIVE_INFINITY;

  async function look(): Promise<"soon" | "later"> {
    const [file] = await findWorkflowFiles(root, named);
    const version = file === undefined ? "" : `${file}\n${await readFileText(file).catch(String)}`;
    if (version === handled && clock.now() < lookAgainAt) return "later";
    const isBusy = await isGitAtWork(git);
    if (version !== seen || isBusy) {
      seen = isBusy ? null : version;
      return "soon";
    }
    handled = version;
    lookAgainAt = Number.POSITIVE_INFINITY;
    await handle(file).catch((error: unknown) => tell([...toTroubles(error), STAYS]));
    return "later";
  }

  async function handle(file: string | undefined): Promise<void> {
    if (file === undefined) {
      if (hasFile) tell([`${relative(root, held.file)} is gone`, STAYS]);
      return;
    }
    const configuration = await loadConfiguration(root, named, variables);
    if (hasFile && toCanonicalJson(configuration) === toCanonicalJson(held)) return tell([]);
    const foreign = await findForeignBranch(git, root, file);
    if (foreign !== null) {
      lookAgainAt = clock.now() + LOOK_AGAIN_MS;
      const from = foreign.branch === null ? "a commit that is checked out" : `the branch ${foreign.branch}`;
      return tell([`${relative(root, file)} came with ${from}, and on ${foreign.defaultBranch} it is another: a restart takes it`, STAYS]);
    }
    const later = await take(configuration);
    held = configuration;
    hasFile = true;
    tell(later);
  }

  const repetition = repeat({
    clock,
    everyMs: LOOK_MS,
    restMs: REST_MS,
    work: look,
    onError,
  });
  const [directory, names] = named === null ? [root, WORKFLOW_FILE_NAMES] : [dirname(named), [relative(dirname(named), named)]];
  const watched = watch(directory, names, repetition.soon);
  repetition.soon();
  return {
    ...repetition,
    async stop() {
      watched.close();
      await repetition.stop();
    },
  };
}

const STAYS = "what the workflow file said before stays in force";
