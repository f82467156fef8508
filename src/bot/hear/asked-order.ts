// Which of the runs of a thread were asked for before something was said or done there: only those can be meant by it.
import { isBefore, type Moment } from "../../core/starts/stop-word.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { isLate } from "./is-late.ts";

export function isAskedAfter(run: ListedRun, moment: Moment): boolean {
  const asked = findAsked(run);
  // Nobody knows when it was asked for, and our clock and the forge's differ.
  return asked === null ? isLate(moment.at, run.createdAt) : isBefore(moment, asked);
}

/** The one that was asked for last comes first, whichever was told last. */
export function sortByAsking(runs: readonly ListedRun[]): readonly ListedRun[] {
  return runs.toSorted((one, other) => toAskedAt(other) - toAskedAt(one) || toComment(other) - toComment(one));
}

/** Null: nobody knows when. */
export function findAsked({ task }: ListedRun): Moment | null {
  const { askedAt, comment = null } = task?.origin ?? {};
  return askedAt === undefined ? null : { at: askedAt, comment };
}

/** Every word that stops a run seen here holds in the thread where that was asked for too. */
export function listThreads(thread: number, runs: readonly ListedRun[]): readonly number[] {
  return [...new Set([thread, ...runs.flatMap(({ task }) => task?.origin?.thread ?? [])])];
}

function toAskedAt(run: ListedRun): number {
  return findAsked(run)?.at ?? run.createdAt;
}

function toComment(run: ListedRun): number {
  return findAsked(run)?.comment ?? 0;
}
