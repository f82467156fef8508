// `run`: one goal, from words to an exit code. Options of the published grammar that mean nothing yet are refused by name.
import { Option } from "commander";
import { YardmasterError } from "../../core/errors.ts";
import type { RunState } from "../../core/run/state.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { createLogPrinter } from "../log-printer.ts";
import { toCommitName, toErrorName, toExitCode, toStatusLine } from "../task-words.ts";
import type { Context, Verb } from "../verb.ts";

interface Options {
  readonly goal?: string;
  readonly set?: readonly string[];
  readonly detach?: boolean;
}

const NOT_YET = [
  "-W, --workflow [name]",
  "-S, --step [id]",
  "-p, --project [name]",
  "-w, --workspace [name]",
  "-t, --target-file [file]",
  "--template [name]",
  "--agent-capability [name]",
  "--profile [name]",
].map((flags) => new Option(flags).hideHelp());

export const run: Verb = {
  examples: [
    { line: 'run "Make the date parser accept ISO weeks"', does: "Prints what the agent writes, and how it ended." },
    { line: 'run --detach -g "Update the changelog"', does: "Leaves it to the server that `yardmaster start` runs." },
  ],
  exits: { 0: "completed; with --detach: accepted", 1: "failed", 21: "cancelled" },
  declare(command) {
    command.description("Have one goal done and wait for it. An interrupt cancels the task. Goals that begin with a dash go after -g.");
    command.argument("[goal]", "what is to be done, in quotes");
    command.option("-g, --goal <text>", "the same as an option");
    command.option("--set <key=value>", "the same as a variable; `goal` is the only one yet", collect);
    command.option("--detach", "print the task's id and return at once");
    for (const option of NOT_YET) command.addOption(option);
  },
  async run(command, context) {
    const refused = NOT_YET.find((option) => command.getOptionValue(option.attributeName()) !== undefined);
    if (refused) throw new YardmasterError("cli.usage", `${refused.long} is not available yet`);
    const { goal, set = [], detach = false } = command.opts<Options>();
    return await work(toGoal([...command.args, ...(goal === undefined ? [] : [goal]), ...set.map(toVariableGoal)]), detach, context);
  },
};

async function work(goal: string, detach: boolean, { world, where }: Context): Promise<number> {
  const { terminal, interrupted } = world;
  const printer = createLogPrinter({ write: (text) => terminal.out(text), writeName: (text) => terminal.err(text) });
  const sayStopping = () => terminal.err("Interrupted: cancelling the task\n");
  const result = await world.runGoal(where, {
    goal,
    detach,
    onAccepted(id, server) {
      if (detach) terminal.out(`Task enqueued: ${id}\n`);
      else terminal.err(`Following task ${id} ...\n`);
      if (detach && server === "none") terminal.err("Hint: no server works here; `yardmaster start` begins it\n");
      else interrupted.addEventListener("abort", sayStopping, { once: true });
    },
    onHalted(reason) {
      terminal.err(`Dispatch is halted: ${toSafeLine(reason)}\nHint: the task waits; mend it and start the server again\n`);
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
  const { status, workspace, commit, error } = state;
  const place = status === "completed" && workspace && commit ? `Branch ${toSafeLine(workspace.branch)} at ${toCommitName(commit)}\n` : "";
  const reason = status !== "completed" && error ? `${toErrorName(state)}: ${toSafeLine(error.message)}\n` : "";
  return `${place}${reason}${toStatusLine(state)}\n`;
}

function toGoal(goals: readonly string[]): string {
  const [goal = "", another] = goals;
  if (another !== undefined) throw new YardmasterError("cli.usage", "the goal is given twice");
  if (goal.trim() === "") {
    throw new YardmasterError("cli.usage", "there is no goal", { hint: 'say what is to be done: yardmaster run "Fix the login"' });
  }
  return goal;
}

function toVariableGoal(assignment: string): string {
  const at = assignment.indexOf("=");
  if (at < 0) throw new YardmasterError("cli.usage", `invalid key=value: no \`=\` found in \`${assignment}\``);
  const key = assignment.slice(0, at);
  if (key !== "goal") throw new YardmasterError("cli.usage", `--set ${key}: only goal can be set yet`);
  return assignment.slice(at + 1);
}

function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}
