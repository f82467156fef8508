// `task logs`: what the steps of a run have printed, its end or all of it, once or as it comes.
import type { RunState } from "../../core/run/state.ts";
import type { LogPiece, Yard } from "../../runtime/yard.ts";
import { createLogPrinter } from "../log-printer.ts";
import { parseCount } from "../number-option.ts";
import { toStatusLine } from "../task-words.ts";
import type { Context, Verb } from "../verb.ts";
import { withYard } from "../with-yard.ts";

interface Options {
  readonly follow?: boolean;
  readonly tail: number;
  readonly timestamps?: boolean;
}

export const taskLogs: Verb = {
  examples: [
    { line: "task logs run_01kaf3", does: "The last 100 lines." },
    { line: "task logs run_01kaf3 --follow --tail 0", does: "Only what comes from now on, until the task has ended or you interrupt." },
  ],
  declare(command) {
    command.argument("<id>", "the task, or the beginning of its id");
    command.option("-f, --follow", "go on printing until the task has ended");
    command.option("-n, --tail <lines>", "so many of the last lines", parseCount(0), 100);
    command.option("--timestamps", "with each step's name, print when it began");
  },
  async run(command, context) {
    const [id = ""] = command.args;
    return await withYard(context, async (yard) => {
      const run = await yard.findRun(id);
      await print(yard, run, command.opts<Options>(), context);
      return 0;
    });
  },
};

async function print(yard: Yard, run: RunState, { follow, tail, timestamps }: Options, { world }: Context): Promise<void> {
  const { terminal, interrupted } = world;
  const startedAt = new Map(timestamps ? await loadStarts(yard, run) : []);
  const printer = createLogPrinter({ write: (text) => terminal.out(text), startedAt });
  const pieces = await yard.readLogs(run.id);
  for (const piece of cutToTail(pieces, tail)) printer.print(piece);
  if (follow) {
    const onText = skipping(pieces, (piece) => printer.print(piece));
    const ended = await yard.followRun(run.id, { signal: interrupted, onText });
    printer.endLine();
    if (!interrupted.aborted) terminal.err(`${toStatusLine(ended)}\n`);
  } else printer.endLine();
}

/** When each attempt of each step began. */
async function loadStarts(yard: Yard, run: RunState): Promise<readonly (readonly [string, number])[]> {
  const history = await yard.readHistory(run.id);
  return history.flatMap(({ at, event }) => (event.type === "step.started" ? [[`${event.stepId}.${event.attempt}`, at] as const] : []));
}

/** The last lines of all the pieces together. */
function cutToTail(pieces: readonly LogPiece[], lines: number): LogPiece[] {
  const kept: LogPiece[] = [];
  let room = lines;
  for (const piece of pieces.toReversed()) {
    if (room === 0) break;
    const all = piece.text.split(/(?<=\n)/);
    const last = all.slice(Math.max(0, all.length - room));
    room -= last.length;
    kept.unshift({ ...piece, text: last.join("") });
  }
  return kept;
}

/** Following begins at the beginning; what was read already has been printed, or was left out on purpose. */
function skipping(read: readonly LogPiece[], pass: (piece: LogPiece) => void): (piece: LogPiece) => void {
  const toSkip = new Map<string, number>();
  for (const { step, attempt, text } of read) toSkip.set(`${step}.${attempt}`, (toSkip.get(`${step}.${attempt}`) ?? 0) + text.length);
  return (piece) => {
    const name = `${piece.step}.${piece.attempt}`;
    const skipped = Math.min(toSkip.get(name) ?? 0, piece.text.length);
    toSkip.set(name, (toSkip.get(name) ?? 0) - skipped);
    if (skipped < piece.text.length) pass({ ...piece, text: piece.text.slice(skipped) });
  };
}
