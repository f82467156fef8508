// The workflow file of a hosted repository across restarts: the text that held last is kept in its store, so that a server that starts
// works by it before anything is fetched, whatever the default branch says by then.
import type { LoadedWorkflowFile } from "../../resources/workflow-file/read-workflow-file.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { CommittedVersion, CommittedWorkflowFile } from "../live/follow-committed-file.ts";
import type { CommittedFile } from "./committed-file.ts";
import type { HostedSource } from "./hosted-source.ts";
import { judgeWorkflowFile, loadJudged, type WorkflowFileRules } from "./judge-workflow-file.ts";

export interface HostedWorkflowFileOptions {
  readonly store: Pick<Store, "getDocument" | "putDocument" | "forget">;
  readonly clock: Pick<Clock, "now">;
  readonly rules: WorkflowFileRules;
  readonly builtIn: LoadedWorkflowFile;
  source(): Pick<HostedSource, "lookAtWorkflowFile">;
}

interface Kept extends CommittedFile {
  /** As it was called then: a file may name it. */
  readonly repository: string;
}

const PLACE = { collection: "workflow-files", id: "held" };

/** @throws store.* */
export async function openHostedWorkflowFile(options: HostedWorkflowFileOptions): Promise<CommittedWorkflowFile> {
  const { store, clock, rules } = options;
  const kept = (await store.getDocument(PLACE.collection, PLACE.id))?.body as unknown as Kept | undefined;

  async function keep(file: CommittedFile | null): Promise<void> {
    if (file === null) return await store.forget({ streams: [], documents: [PLACE] });
    await store.putDocument({ ...PLACE, tag: "", at: clock.now(), body: { ...file, repository: rules.repository } });
  }

  return {
    held: kept === undefined ? null : await loadKept(kept),
    builtIn: options.builtIn,
    async look(): Promise<CommittedVersion> {
      const { version, read } = await options.source().lookAtWorkflowFile();
      let file: CommittedFile | null = null;
      return {
        version,
        async load() {
          file = await read();
          return file === null ? null : await loadJudged(file, rules);
        },
        keep: () => keep(file),
      };
    },
  };
}

/** What a release before this one took may not hold any more. What GitHub allows was asked when it was taken. */
async function loadKept(kept: Kept): Promise<LoadedWorkflowFile | null> {
  return (await judgeWorkflowFile(kept, { repository: kept.repository, mayReadBoards: async () => true })).configuration;
}
