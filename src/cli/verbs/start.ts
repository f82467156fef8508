// `start`: the server. Also answers to the published `orchestratord --foreground --workers N`.
import { parseCount } from "../number-option.ts";
import type { Verb } from "../verb.ts";
import { watchServer } from "../watch-server.ts";

interface Options {
  readonly workers?: number;
  readonly untilIdle?: boolean;
  readonly webhookBind?: string;
}

export const start: Verb = {
  examples: [
    { line: "start", does: "Serves the repository in the current directory until you interrupt." },
    { line: "start --webhook-bind 0.0.0.0:8080", does: "Also takes webhooks from other machines." },
    { line: "start --workers 2 --until-idle", does: "Does what there is to do, two agents at once, and ends." },
  ],
  exits: { 0: "interrupted, or idle with --until-idle; what became of each task is in `task list`", 10: "another server works here" },
  declare(command) {
    command.description(
      "Serve: dispatch agents to the tracker's issues, and show what they do. Runs in the foreground; an interrupt ends it.",
    );
    command.option("--workers <n>", "agents at work at once, instead of the workflow file's number", parseCount(1));
    command.option("--until-idle", "end when nothing is left to do");
    command.option("--webhook-bind <host:port>", "where webhooks are taken, or none; 127.0.0.1:19090 once a trigger takes some");
    command.option("--foreground", "accepted for compatibility; it always does");
  },
  async run(command, { world, where }) {
    const { workers = null, untilIdle = false, webhookBind = null } = command.opts<Options>();
    const { interrupted, board } = await watchServer(world, where, { workers, untilIdle, webhookBind });
    const left = board.running.length;
    if (interrupted) world.terminal.err(left > 0 ? "Stopped. What was handed back goes on at the next start.\n" : "Stopped.\n");
    return 0;
  },
};
