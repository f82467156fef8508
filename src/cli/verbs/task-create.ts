// `task create`: a task of a declared workflow, begun by whichever server works, or noted to be started later.
import { addTaskOptions, type TaskDescription, toVariables } from "../task-options.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

interface Options extends TaskDescription {
  readonly name?: string;
  readonly goal?: string;
  readonly start: boolean;
}

export const taskCreate: Verb = {
  examples: [
    { line: 'task create --workflow hello --goal "Say hello"', does: "Leaves it to the server that `yardmaster start` runs." },
    { line: "task create -W plan_execute --step plan --step implement", does: "Only these steps, in the workflow's order." },
    { line: "task create -W hello --no-start", does: "Only notes it; `yardmaster task start` begins it." },
  ],
  declare(command) {
    command.description("Create a task of a declared workflow and enqueue it. `run` also waits for it.");
    command.option("-n, --name <text>", "what it is called in lists");
    command.option("-g, --goal <text>", "what is to be done; {goal} in prompts and commands");
    addTaskOptions(command);
    command.option("--no-start", "only note it");
  },
  async run(command, context) {
    const options = command.opts<Options>();
    const { terminal } = context.world;
    const variables = toVariables(options.set);
    return await withControl(context, async ({ tasks, server }) => {
      const { taskId } = await tasks.create({
        taskId: null,
        project: options.project ?? null,
        workflow: options.workflow ?? null,
        assembly: null,
        workspace: options.workspace ?? null,
        name: options.name ?? null,
        goal: options.goal ?? null,
        variables,
        steps: options.step ?? [],
        targetFiles: options.targetFile ?? [],
        start: options.start,
      });
      terminal.out(`Task ${options.start ? "enqueued" : "created"}: ${taskId}\n`);
      if (options.start && server === null) terminal.err("Hint: a server begins it; `yardmaster start` is one\n");
      return 0;
    });
  },
};
