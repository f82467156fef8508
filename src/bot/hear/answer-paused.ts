// A label or an assignment in a thread that is paused starts nothing, now or later: whoever gave it is told once in a thread how to go on.
import type { Permission } from "../../core/commands/permission.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";

export interface PausedMark {
  readonly thread: number;
  readonly by: string;
  readonly permission: Permission;
  /** What is to be given again. */
  readonly again: "label" | "assignment";
}

interface Surroundings {
  readonly yard: Pick<ThreadYard, "mayAnswer" | "reply">;
  readonly verb: string;
  loadRenderer(): Promise<Renderer>;
}

export async function answerPaused(mark: PausedMark, { yard, verb, loadRenderer }: Surroundings): Promise<void> {
  const { thread, by, permission, again } = mark;
  // Marked again, it is the same answer.
  const key = "paused";
  if (!yard.mayAnswer({ login: by, permission, thread, key, echo: key })) return;
  const body = (await loadRenderer()).template("threads/paused").render({ verb, again });
  await yard.reply({ to: by, thread, key, body: body.trim() });
}
