// `run`: one goal, one declared workflow, or one step put together on the command line, from words to an exit code.
import { YardmasterError } from "../../core/errors.ts";
import type { RunState } from "../../core/run/state.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { createLogPrinter } from "../log-printer.ts";
import { addTaskOptions, type TaskDescription, toVariables } from "../task-options.ts";
import { toCommitName, toErrorName, toExitCode, toStatusLine } from "../task-words.ts";
import type { Context, Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";
import type { TaskOptions, WatchOptions } from "../world.ts";

interface Options extends TaskDescription {
  readonly goal?: string;
  readonly detach?: boolean;
  readonly template?: string;
  readonly agentCapability?: string;
  readonly profile?: string;
}

export const run: Verb = {
  examples: [
    { line: 'run "Make the date parser accept ISO weeks"', does: "Prints what the agent writes, and how it ended." },
    { line: 'run --detach -g "Update the changelog"', does: "Leaves it to the server that `yardmaster start` runs." },
    { line: "run --workflow plan_execute --step implement --set goal=Faster", does: "One step of a declared workflow." },
    { line: "run --template fix-ticket --agent-capability fix", does: "A step put together from a StepTemplate and an agent." },
  ],
  exits: { 0: "completed; with --detach: accepted", 1: "failed", 21: "cancelled" },
  declare(command) {
    command.description(
      "Have something done and wait for it: a goal by the workflow file's steps, or a declared workflow. " +
        "An interrupt cancels the task. Goals that begin with a dash go after -g.",
    );
    command.argument("[goal]", "what is to be done, in quotes");
    command.option("-g, --goal <text>", "the same as an option");
    addTaskOptions(command);
    command.option("--detach", "print the task's id and return at once");
    command.option("--template <name>", "no workflow, but one step: the prompt of this StepTemplate");
    command.option("--agent-capability <name>", "what its agent must be able to do (default: the template's name)");
    command.option("--profile <name>", "the ExecutionProfile that it runs under");
  },
  async run(command, context) {
    const options = command.opts<Options>();
    const { detach = false } = options;
    const goal = toGoal([...command.args, ...(options.goal === undefined ? [] : [options.goal])]);
    const variables = toVariables(options.set);
    if (options.workflow !== undefined || options.template !== undefined) {
      const task = toTask(options, goal, variables);
      // What is declared in files is taken over first, and what is wrong with it is told.
      await withControl(context, async () => {});
      return await watch(context, detach, (watching) => context.world.runTask(context.where, { task, ...watching }));
    }
    const plain = toPlainGoal(options, goal, variables);
    return await watch(context, detach, (watching) => context.world.runGoal(context.where, { goal: plain, ...watching }));
  },
};

type Result = Awaited<ReturnType<Context["world"]["runTask"]>>;

async function watch({ world }: Context, detach: boolean, begin: (watching: WatchOptions) => Promise<Result>): Promise<number> {
  const { terminal, interrupted } = world;
  const printer = createLogPrinter({ write: (text) => terminal.out(text), writeName: (text) => terminal.err(text) });
  const sayStopping = () => terminal.err("Interrupted: cancelling the task\n");
  const result = await begin({
    detach,
    onAccepted(id, server) {
      if (detach) terminal.out(`Task enqueued: ${id}\n`);
      else terminal.err(`Following task ${id} ...\n`);
      if (detach && server === "none") terminal.err("Hint: no server works here; `yardmaster start` begins it\n");
      else interrupted.addEventListener("abort", sayStopping, { once: true });
    },
    onHalted(reason) {
      terminal.err(`Dispatch is halted: ${toSafeLine(reason)}\nHint: the task is waiting; fix this and start the server again\n`);
    },
    onText: (piece) => printer.print(piece),
  });
  interrupted.removeEventListener("abort", sayStopping);
  if ("detached" in result) return 0;
  printer.endLine();
  terminal.err(renderEnd(result));
  return toExitCode(result.status);
}

function renderEnd(state: RunState): string {
  const { status, workspace, commit, error, steps } = state;
  const passedOver = status === "completed" ? steps.filter((step) => step.status === "failed") : [];
  const failures = passedOver.map(({ id, error }) => `Step ${id} failed: ${toSafeLine(error?.message ?? "")}\n`).join("");
  const place = status === "completed" && workspace && commit ? `Branch ${toSafeLine(workspace.branch)} at ${toCommitName(commit)}\n` : "";
  const reason = status !== "completed" && error ? `${toErrorName(state)}: ${toSafeLine(error.message)}\n` : "";
  return `${failures}${place}${reason}${toStatusLine(state)}\n`;
}

function toTask(options: Options, goal: string | null, variables: Readonly<Record<string, string>>): TaskOptions["task"] {
  const { template, workflow, agentCapability, profile, step = [] } = options;
  if (template !== undefined && workflow !== undefined) throw usage("--template stands in place of --workflow: give one of the two");
  if (template !== undefined && step.length > 0) throw usage("--step chooses from a workflow's steps, and --template is one step");
  if (template === undefined && (agentCapability ?? profile) !== undefined) {
    throw usage(`--${agentCapability === undefined ? "profile" : "agent-capability"} needs --template`);
  }
  return {
    project: options.project ?? null,
    workflow: workflow ?? null,
    assembly: template === undefined ? null : { template, capability: agentCapability ?? null, profile: profile ?? null },
    workspace: options.workspace ?? null,
    name: null,
    goal,
    variables,
    steps: step,
    targetFiles: options.targetFile ?? [],
  };
}

/** Only the workflow file's steps are left to do it; they know no variable but the goal. */
function toPlainGoal(options: Options, given: string | null, variables: Readonly<Record<string, string>>): string {
  const { goal: set, ...others } = variables;
  const { project, workspace, agentCapability, profile, step, targetFile } = options;
  const ofTasks = [project, workspace, agentCapability, profile, step, targetFile, Object.keys(others)[0]];
  if (given !== null && set !== undefined) throw usage("the goal is given twice");
  const goal = given ?? set;
  if (goal !== undefined && ofTasks.every((value) => value === undefined)) {
    if (goal.trim() !== "") return goal;
    throw usage("there is no goal", 'say what is to be done: yardmaster run "Fix the login"');
  }
  throw usage(
    "either --workflow or --template is required for `yardmaster run`",
    'or say what is to be done: yardmaster run "Fix the login"',
  );
}

function toGoal([goal, another]: readonly string[]): string | null {
  if (another !== undefined) throw usage("the goal is given twice");
  return goal ?? null;
}

function usage(message: string, hint?: string): YardmasterError {
  return new YardmasterError("cli.usage", message, hint === undefined ? {} : { hint });
}
