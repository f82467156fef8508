// A label or an assignment that could start nothing because the workflow cannot be run here, as where no agent is installed: whoever gave it
// is told once in a thread what is missing, as a command would have told them.
import type { Permission } from "../../core/commands/permission.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { StartRequest, ThreadYard } from "../../runtime/threads/thread-yard.ts";

export interface Unready {
  readonly workflows: readonly string[];
  readonly thread: StartRequest["thread"];
  readonly by: string;
  readonly permission: Permission;
}

interface Surroundings {
  readonly yard: Pick<ThreadYard, "preview" | "mayAnswer" | "reply">;
  loadRenderer(): Promise<Renderer>;
}

export async function answerUnready({ workflows, thread, by, permission }: Unready, { yard, loadRenderer }: Surroundings): Promise<void> {
  for (const workflow of workflows) {
    const request = { taskId: "preview", workflow, steps: [], variables: {}, instructions: "", thread, by, comment: null };
    const preview = await yard.preview(request);
    if (preview.ok) continue;
    // Marked again, it is the same answer.
    const key = `unready/${workflow}`;
    if (!yard.mayAnswer({ login: by, permission, thread: thread.number, key, echo: key })) return;
    const body = (await loadRenderer()).template("threads/refused").render({ message: preview.message, hint: preview.hint });
    return await yard.reply({ to: by, thread: thread.number, key, body: body.trim() });
  }
}
