// Tasks that have not ended, with the declarations that they were asked for by name.
import type { OpenTask } from "../../core/resources/tasks-in-use.ts";
import type { RunStatus } from "../../core/run/state.ts";
import { RUNS, type RunSummary } from "../../core/views/run-summary.ts";
import type { Store } from "../../store/store.ts";

const OPEN: readonly RunStatus[] = ["created", "queued", "running"];
const MOST = 10_000;

export async function loadOpenTasks(store: Store): Promise<readonly OpenTask[]> {
  const documents = await store.listDocuments({ collection: RUNS, tags: OPEN, limit: MOST });
  return documents.flatMap(({ id, body }) => {
    const { task } = body as unknown as RunSummary;
    return task === null || task === undefined ? [] : [{ id, project: task.project, workflow: task.workflow, workspace: task.workspace }];
  });
}
