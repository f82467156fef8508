// The board as lines of text that fit a screen. Pure: what is shown was decided by the core, how often by whoever draws.
import { createColors } from "picocolors";
import type { Board, FinishedRow, QueueRow, RunningRow } from "../../core/views/board.ts";
import { toDuration } from "../../core/views/explanation.ts";
import { cutToWidth, padToWidth, toDisplayWidth } from "../../std/display-width.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { paintStatus, toSign } from "../colors.ts";
import { toCommitName } from "../task-words.ts";
import { fitSections, type Section, type SectionRow } from "./fit-sections.ts";

export interface BoardScreen {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  /** The last line that each run's agent wrote, by run. */
  readonly lastLines: ReadonlyMap<string, string>;
  /** Said below everything, such as that the server is stopping. */
  readonly notice: string | null;
}

export function renderBoard(board: Board, screen: BoardScreen): string[] {
  const colors = createColors(screen.color);
  const names = [...board.running, ...board.queue, ...board.finished].map(({ identifier }) => toDisplayWidth(toSafeLine(identifier)));
  const layout: Layout = { screen, colors, width: Math.min(Math.max(0, ...names), Math.floor(screen.columns / 5)) };
  const sections: Section[] = [
    { title: "RUNNING", keep: "first", rows: board.running.map((row) => toRunning(row, board.now, layout)) },
    { title: "QUEUE", keep: "first", rows: board.queue.map((row) => ({ render: () => renderQueued(row, layout) })) },
    { title: "DONE", keep: "last", rows: board.finished.map((row) => ({ render: () => renderFinished(row, layout) })) },
    { title: "TROUBLE", keep: "first", rows: board.troubles.map((text) => ({ render: () => colors.yellow(cut(`   ${text}`, screen)) })) },
  ];
  const above = [
    colors.bold(cut(toHead(board), screen)),
    ...(board.halted === null ? [] : [colors.red(cut(`Dispatch is halted: ${board.halted}`, screen))]),
  ];
  const below = screen.notice === null ? [] : [colors.yellow(cut(screen.notice, screen))];
  const middle = fitSections(sections, screen.rows - above.length - below.length, {
    title: (text) => colors.bold(cut(text, screen)),
    more: (count) => colors.dim(cut(`   … ${count} more`, screen)),
  });
  return [...above, ...middle, ...below].slice(0, Math.max(0, screen.rows));
}

interface Layout {
  readonly screen: BoardScreen;
  readonly colors: ReturnType<typeof createColors>;
  /** Columns of the issues' names. */
  readonly width: number;
}

function toHead({ slots, queue, finished }: Board): string {
  const failed = finished.filter(({ outcome }) => outcome === "failed").length;
  const done = `${finished.length} done${failed > 0 ? ` (${failed} failed)` : ""}`;
  return `${slots.used} of ${slots.limit} ${slots.limit === 1 ? "agent" : "agents"} at work · ${queue.length} waiting · ${done}`;
}

function toRunning(row: RunningRow, now: number, layout: Layout): SectionRow {
  const { screen, colors } = layout;
  const step = row.step === null ? "" : `${row.step} ${row.stepNumber}/${row.stepCount} `;
  const said = `${step}${row.state === "working" ? "" : row.state}`;
  const elapsed = now - (row.stepStartedAt ?? row.startedAt);
  // Milliseconds that change with every frame tell nobody anything.
  const time = elapsed < 1000 ? "0 s" : toDuration(elapsed);
  const last = screen.lastLines.get(row.run) ?? "";
  return {
    render: () => renderRow({ ...row, mark: "", said, time, paint: colors.cyan }, layout),
    below: last === "" ? null : colors.dim(cut(`     ${last}`, screen)),
  };
}

/** In words: a tracker's own notation may count otherwise. */
const PRIORITIES: ReadonlyMap<number, string> = new Map([
  [1, "urgent"],
  [2, "high"],
  [3, "medium"],
  [4, "low"],
]);

function renderQueued(row: QueueRow, layout: Layout): string {
  const priority = row.priority === null ? "" : (PRIORITIES.get(row.priority) ?? String(row.priority));
  const mark = row.position === null ? "-" : String(row.position);
  return renderRow({ ...row, mark, said: row.waitsFor ?? priority, time: "", paint: String }, layout);
}

function renderFinished(row: FinishedRow, layout: Layout): string {
  const { outcome, durationMs } = row;
  // What was called off has not failed.
  const calledOff = outcome === "cancelled" || outcome === "stopped";
  const mark = calledOff ? "-" : toSign(outcome === "completed", { interactive: true, color: false });
  const said = toResultWords(row);
  return renderRow({ ...row, mark, said, time: toDuration(durationMs), paint: paintStatus(outcome, layout.screen) }, layout);
}

function toResultWords({ outcome, detail, branch, commit }: FinishedRow): string {
  if (outcome === "completed") return branch === null ? "" : `${branch}${commit === null ? "" : ` ${toCommitName(commit)}`}`;
  if (outcome === "failed") return detail ?? outcome;
  return detail === null ? outcome : `${outcome}: ${detail}`;
}

interface Row {
  readonly mark: string;
  readonly identifier: string;
  readonly title: string;
  readonly said: string;
  readonly time: string;
  paint(text: string): string;
}

/** Narrower than this, a row is its issue and nothing more. */
const NARROWEST = 30;
/** What is said of a row has so many columns even where its title then has next to none. */
const STEP_AND_TIME = 20;

/** `  3 R-12  Title ……  what is said of it  12 s`: the title gives way first, then what is said, the time never. */
function renderRow({ mark, identifier, title, said, time, paint }: Row, { screen, colors, width }: Layout): string {
  const sign = `${mark.padStart(3)} `;
  if (screen.columns < NARROWEST) return cut(`${sign}${toSafeLine(identifier)} ${title}`, screen);
  const room = screen.columns - sign.length - width - 4;
  const words = toSafeLine(title);
  const comment = toSafeLine(said);
  const gap = comment !== "" && time !== "" ? " " : "";
  const forRight = Math.max(Math.ceil(room * 0.6), room - toDisplayWidth(words), Math.min(room, STEP_AND_TIME));
  const forComment = forRight - time.length - gap.length;
  const right = `${cutToWidth(comment, forComment)}${gap}${time}`;
  const left = room - toDisplayWidth(right);
  const middle = padToWidth(cutToWidth(words, left), left);
  const name = padToWidth(cutToWidth(toSafeLine(identifier), width), width);
  return `${paint(`${sign}${name}`)}  ${right === "" ? middle.trimEnd() : `${middle}  ${colors.dim(right)}`}`;
}

/** Indented as it was given, otherwise clean. */
function cut(text: string, { columns }: BoardScreen): string {
  const indent = /^ */.exec(text)?.[0] ?? "";
  return cutToWidth(`${indent}${toSafeLine(text)}`, columns);
}
