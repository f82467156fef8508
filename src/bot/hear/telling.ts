// What may happen in a thread that is no command, and that triggers may wait for.
import type { KnockOf } from "../knock/knock.ts";

export type Telling = KnockOf<"issue.labelled" | "pull-request.labelled" | "issue.assigned" | "pull-request.assigned" | "comment.created">;
