// Keeps a running server up to date with the files that configure it: its workflow file, and the manifests of the default branch.
import type { Problem } from "../../core/errors.ts";
import type { LoadedWorkflowFile } from "../../resources/workflow-file/read-workflow-file.ts";
import type { Clock } from "../../std/clock.ts";
import { watchFiles } from "../../std/watch-files.ts";
import { findWorkflowFiles } from "../find-workflow-files.ts";
import { createSources, type SourcesOptions, type SyncOutcome } from "../sources/create-sources.ts";
import { createHeldFileSource } from "../sources/held-file-source.ts";
import { type CommittedWorkflowFile, followCommittedFile } from "./follow-committed-file.ts";
import { followSources } from "./follow-sources.ts";
import { followWorkflowFile } from "./follow-workflow-file.ts";
import type { Repetition } from "./repeat.ts";

export interface FollowedConfiguration extends Pick<SourcesOptions, "desk" | "repository" | "organisation"> {
  /** Top of the repository. */
  readonly root: string;
  /** Instead of the usual ones. */
  readonly named: string | null;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** What holds when following begins. */
  readonly held: LoadedWorkflowFile;
  /** The workflow file of a default branch, instead of one on the disk. */
  readonly committed: CommittedWorkflowFile | null;
  /** Makes another one hold, and answers what of it does not, in words for people; rejects when none of it can. */
  take(configuration: LoadedWorkflowFile): Promise<readonly string[]>;
  /** What is wrong with one part of the configuration; nothing when it holds. May say the same again. */
  tell(part: "workflow file" | "declarations", troubles: readonly string[]): void;
  onError(error: unknown): void;
}

export interface Following {
  /** What the workflow file says is taken over from now on. */
  start(): void;
  /** What is declared is up to date when this resolves, and after the start what a committed workflow file says too. */
  now(): Promise<void>;
  /** What does not quite hold in what is declared. */
  listProblems(): readonly Problem[];
  /** What of it is not taken over for that, and of a committed workflow file. */
  listErrors(): readonly Problem[];
  stop(): Promise<void>;
}

/** What is declared is up to date when this resolves, and is kept so from then on. */
export async function followConfiguration({
  desk,
  repository,
  organisation,
  held,
  committed,
  take,
  tell,
  ...around
}: FollowedConfiguration): Promise<Following> {
  const [file] = committed === null ? await findWorkflowFiles(around.root, around.named) : [committed.held?.file];
  let inForce = file === undefined ? null : held;
  const workflowFile = createHeldFileSource(around.root, () => inForce);
  const sources = createSources({ desk, workflowFile, repository, organisation });
  let synced: SyncOutcome = { problems: [], errors: [] };
  let fileErrors: readonly Problem[] = [];
  const declarations = followSources({
    ...around,
    sources,
    onSynced(outcome) {
      synced = outcome;
    },
    tell: (troubles) => tell("declarations", troubles),
  });
  async function takeOver(configuration: LoadedWorkflowFile, isBuiltIn = false): Promise<readonly string[]> {
    const later = await take(configuration);
    inForce = isBuiltIn ? null : configuration;
    await declarations.now();
    return later;
  }
  const telling = { take: takeOver, tell: (troubles: readonly string[]) => tell("workflow file", troubles) };
  const follow = () =>
    committed === null
      ? followWorkflowFile({ ...around, ...telling, watch: watchFiles, held, hasFile: file !== undefined })
      : followCommittedFile({
          ...around,
          ...telling,
          file: committed,
          onErrors(found) {
            fileErrors = found;
          },
        });
  await declarations.now();
  let followed: Repetition | null = null;
  return {
    start() {
      followed ??= follow();
    },
    async now() {
      if (committed !== null) await followed?.now();
      await declarations.now();
    },
    listProblems: () => synced.problems,
    listErrors: () => [...fileErrors, ...synced.errors],
    async stop() {
      await followed?.stop();
      await declarations.stop();
    },
  };
}
