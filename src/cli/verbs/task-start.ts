// `task start`: hands a task that was only noted to the server.
import { YardmasterError } from "../../core/errors.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const taskStart: Verb = {
  examples: [
    { line: "task start run_01kaf3", does: "The task whose id begins so." },
    { line: "task start --latest", does: "The newest that waits to be started." },
  ],
  declare(command) {
    command.description("Start a task that was created with --no-start. Its plan is made from what is declared now.");
    command.argument("[id]", "the task, or the beginning of its id");
    command.option("-l, --latest", "the newest task that waits to be started");
  },
  async run(command, context) {
    const [id] = command.args;
    const { latest = false } = command.opts<{ latest?: boolean }>();
    if (id === undefined && !latest) throw new YardmasterError("cli.usage", "task_id or --latest required");
    if (id !== undefined && latest) throw new YardmasterError("cli.usage", "give the task's id or --latest, not both");
    return await withControl(context, async ({ tasks, server }) => {
      const { taskId } = await tasks.start({ taskId: id ?? null });
      context.world.terminal.out(`Task enqueued: ${taskId}\n`);
      if (server === null) context.world.terminal.err("Hint: a server begins it; `yardmaster start` is one\n");
      return 0;
    });
  },
};
