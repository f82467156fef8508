// A task that has ended, as triggers hear of it.
import type { RunId } from "../../core/ids.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";

export interface EndedTask {
  readonly taskId: RunId;
  readonly project: string;
  readonly workflow: string;
  readonly workspace: string;
  readonly name: string;
  /** Cancelled tasks count for the history, and start nothing. */
  readonly status: "completed" | "failed" | "cancelled";
  readonly error: string | null;
  /** What follows from its end belongs there too; absent or null: nowhere. */
  readonly origin?: TaskOrigin | null;
  /** Milliseconds since the epoch; another for each time that it ends. */
  readonly endedAt: number;
}
