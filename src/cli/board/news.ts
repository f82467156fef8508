// What is new on a board since the one before, as sentences. What came and went between the two is not told, but no result is lost.
import type { Board, FinishedRow, RunningRow } from "../../core/views/board.ts";
import { toDuration } from "../../core/views/explanation.ts";
import { toCommitName } from "../task-words.ts";

export interface News {
  /** The issue, or null for what concerns them all. */
  readonly identifier: string | null;
  readonly text: string;
}

const NOTHING: Pick<Board, "running" | "queue" | "finished" | "troubles" | "halted"> = {
  running: [],
  queue: [],
  finished: [],
  troubles: [],
  halted: null,
};

/** @param before null when this is the first look */
export function toNews(before: Board | null, after: Board): News[] {
  const old = before ?? NOTHING;
  const known = { running: byRun(old.running), finished: byRun(old.finished) };
  const waited = new Set(old.queue.filter(({ waitsFor }) => waitsFor !== null).map(({ identifier }) => identifier));
  return [
    ...toHaltNews(old.halted, after.halted),
    ...toNewTroubles(old.troubles, after.troubles).map((text) => ({ identifier: null, text: `trouble: ${text}` })),
    ...after.finished.filter(({ run }) => !known.finished.has(run)).map(toResult),
    ...after.running.flatMap((row) => toProgress(known.running.get(row.run), row)),
    // The words may count seconds down: only the beginning of the wait is news.
    ...after.queue.flatMap(({ identifier, waitsFor }) =>
      waitsFor === null || waited.has(identifier) ? [] : [{ identifier, text: `waits: ${waitsFor}` }],
    ),
  ];
}

function toHaltNews(before: string | null, after: string | null): News[] {
  if (before === after) return [];
  return [{ identifier: null, text: after === null ? "dispatch goes on" : `dispatch is halted: ${after}` }];
}

/** A trouble that only moved to another line, as when something above it was written, is no news. */
function toNewTroubles(before: readonly string[], after: readonly string[]): string[] {
  const toPlaceless = (text: string) => text.replaceAll(/(:|\bline )\d+/g, "$1");
  const gone = before.filter((text) => !after.includes(text)).map(toPlaceless);
  return after.filter((text) => {
    if (before.includes(text)) return false;
    const moved = gone.indexOf(toPlaceless(text));
    if (moved >= 0) gone.splice(moved, 1);
    return moved < 0;
  });
}

function toProgress(before: RunningRow | undefined, row: RunningRow): News[] {
  const { identifier } = row;
  const begun = before ? [] : [{ identifier, text: `started: ${row.title}` }];
  const atStep = row.step !== null && row.stepStartedAt !== null;
  const newStep = atStep && (before?.step !== row.step || before.stepStartedAt !== row.stepStartedAt);
  const step = newStep ? [{ identifier, text: `step ${row.stepNumber}/${row.stepCount} ${row.step}` }] : [];
  const notable = row.state === "retrying" || row.state === "finishing" || row.state === "cancelling";
  const state = notable && before?.state !== row.state ? [{ identifier, text: toStateWords(row) }] : [];
  return [...begun, ...step, ...state];
}

function toStateWords({ state, step }: RunningRow): string {
  return state === "retrying" ? `step ${step} failed and is being retried` : state;
}

function toResult({ identifier, outcome, durationMs, branch, commit, detail }: FinishedRow): News {
  const time = toDuration(durationMs);
  if (outcome !== "completed") return { identifier, text: `${outcome} after ${time}${detail === null ? "" : `: ${detail}`}` };
  const place = branch === null ? "" : `, branch ${branch}${commit === null ? "" : ` at ${toCommitName(commit)}`}`;
  return { identifier, text: `completed in ${time}${place}` };
}

function byRun<Row extends { readonly run: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.run, row]));
}
