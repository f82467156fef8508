// The task that a firing asks for. All of it is decided with the firing and stored in its event, so that a redo asks for the same task.
import type { RunId } from "../ids.ts";
import type { TaskOrigin } from "../run/task-order.ts";

export interface TaskRequest {
  readonly taskId: RunId;
  readonly project: string;
  readonly workflow: string;
  readonly workspace: string;
  readonly name: string;
  readonly goal: string;
  /** What the payload says, as texts. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it starts at once; otherwise someone starts it by hand. */
  readonly start: boolean;
  readonly targetFiles: readonly string[];
  /** Absent or null: nothing in a thread led here. */
  readonly origin?: TaskOrigin | null;
}
