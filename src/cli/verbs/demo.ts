// `demo`: the whole way of some issues on a throw-away repository. Says of the outcome only what was looked at afterwards.
import { Option } from "commander";
import { YardmasterError } from "../../core/errors.ts";
import type { Board } from "../../core/views/board.ts";
import { toDuration } from "../../core/views/explanation.ts";
import { quoteForShell } from "../../std/quote-for-shell.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { paintStatus, toSign } from "../colors.ts";
import { renderColumns } from "../columns.ts";
import { parseCount } from "../number-option.ts";
import type { Verb } from "../verb.ts";
import { watchServer } from "../watch-server.ts";
import type { Demo, DemoVerdict, Terminal, World } from "../world.ts";

interface Options {
  readonly keep?: boolean;
  readonly workers: number;
}

const INTERRUPTED = 21;
/** Global options that would mean another yard. */
const NOT_HERE = [
  { flags: "--data-dir <dir>", key: "dataDirectory" },
  { flags: "--workflow-file <file>", key: "workflowFile" },
] as const;

export const demo: Verb = {
  examples: [
    { line: "demo", does: "Makes a repository with bugs, has them fixed by a scripted agent, checks the result, removes it all." },
    { line: "demo --keep --directory ./demo", does: "The same in a place of your own, left there to look around." },
  ],
  exits: { 0: "every check of every issue passes", 1: "some check fails", 21: "interrupted" },
  declare(command) {
    command.option("-C, --directory <dir>", "make it in this directory instead of a temporary one");
    for (const option of NOT_HERE) command.addOption(new Option(option.flags).hideHelp());
    command.option("--keep", "leave everything in place");
    command.option("--workers <n>", "agents at work at once", parseCount(1), 2);
  },
  async run(command, { world, where }) {
    const given = NOT_HERE.find(({ key }) => where[key] !== null);
    if (given) throw new YardmasterError("cli.usage", `${given.flags.split(" ")[0]} does not go with demo, which brings its own`);
    const { keep = false, workers } = command.opts<Options>();
    const made = await world.createDemo({ directory: where.directory });
    try {
      return await show(made, { keep, workers }, world);
    } finally {
      if (!keep) {
        await made.remove();
        world.terminal.out(
          "Everything is removed again. To keep it and look around: `yardmaster demo --keep`, or in a clone of Yardmaster `npm run demo -- --keep`.\n",
        );
      }
    }
  },
};

async function show(made: Demo, { keep, workers }: { keep: boolean; workers: number }, world: World): Promise<number> {
  const { terminal } = world;
  const say = (...lines: readonly string[]) => terminal.out(lines.map((line) => `${line}\n`).join(""));
  say(`Made a repository with bugs and a roadmap in ${toSafeLine(made.repository)}`);
  const where = { directory: made.repository, dataDirectory: made.dataDirectory, workflowFile: null };
  const { interrupted, board } = await watchServer(world, where, { workers, untilIdle: true, webhookBind: "none" });
  if (interrupted) {
    terminal.err("Interrupted: nothing was checked.\n");
    return INTERRUPTED;
  }
  say("", "Checking what became of it: branches, worktrees, roadmap …");
  const verdicts = await made.verify();
  say("", ...renderVerdicts(verdicts, board, terminal), "", ...renderChecks(verdicts, terminal), "");
  if (keep) say(...renderPlaces(made, verdicts));
  return verdicts.length > 0 && verdicts.every(holds) ? 0 : 1;
}

function renderVerdicts(verdicts: readonly DemoVerdict[], board: Board, terminal: Terminal): string[] {
  return renderColumns(
    verdicts,
    [
      { title: "ISSUE", cell: ({ title }) => title, flexible: true },
      { title: "RESULT", cell: toResult, color: (text, verdict) => paintStatus(holds(verdict) ? "ok" : "failed", terminal)(text) },
      { title: "RUNS", cell: ({ runs }) => String(runs) },
      { title: "TIME", cell: (verdict) => toTime(verdict, board) },
      { title: "BRANCH", cell: ({ branch }) => branch ?? "none", flexible: true },
    ],
    terminal,
  );
}

function renderChecks(verdicts: readonly DemoVerdict[], terminal: Terminal): string[] {
  const checks = verdicts.flatMap(({ title, checks: own }) => own.map((check) => ({ title, ...check })));
  if (checks.length === 0) return ["There was nothing to check."];
  const failed = checks.filter((check) => !check.holds);
  const names = [...new Set(checks.map(({ name }) => name))].join(", ");
  if (failed.length === 0) return [`All ${checks.length} checks pass: ${toSafeLine(names)}.`];
  const lines = failed.map(({ title, name, detail }) => `${toSign(false, terminal)} ${toSafeLine(`${title}, ${name}: ${detail}`)}`);
  return [`${failed.length} of ${checks.length} checks fail:`, ...lines];
}

function renderPlaces({ repository }: Demo, verdicts: readonly DemoVerdict[]): string[] {
  const worktrees = verdicts.flatMap(({ workspace }) => (workspace === null ? [] : [workspace]));
  const places: readonly (readonly [string, string])[] = [
    ["repository", repository],
    ["roadmap", `${repository}/docs/roadmap.md`],
    ...worktrees.map((path, index) => [index === 0 ? "worktrees" : "", path] as const),
    ["tasks", `yardmaster task list -C ${quote(repository)}`],
  ];
  return ["Look around:", ...places.map(([name, place]) => `  ${name.padEnd(10)}  ${toSafeLine(place)}`)];
}

function toResult({ checks }: DemoVerdict): string {
  return `${checks.filter((check) => check.holds).length} of ${checks.length} checks`;
}

/** Over all runs of the issue. */
function toTime({ identifier }: DemoVerdict, { finished }: Board): string {
  const own = finished.filter((row) => row.identifier === identifier);
  return own.length > 0 ? toDuration(own.reduce((sum, { durationMs }) => sum + durationMs, 0)) : "";
}

function holds({ checks }: DemoVerdict): boolean {
  return checks.length > 0 && checks.every((check) => check.holds);
}

/** As a shell reads it. */
function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : quoteForShell(path);
}
