// Which runs of a thread somebody means who names one, all of them, or none. Never another than the one that was named.
import { hasEnded } from "../../core/run/state.ts";
import type { Moment, StopWord } from "../../core/starts/stop-word.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { findAsked, isAskedAfter, sortByAsking } from "./asked-order.ts";

/** In words for the person, with what there is. */
interface NoneMeant {
  readonly ok: false;
  readonly message: string;
  readonly hint: string | null;
}
export type Named = { readonly ok: true; readonly run: ListedRun } | NoneMeant;
export type Meant = { readonly ok: true; readonly runs: readonly ListedRun[] } | NoneMeant;

/** When it was said comes with it: told late, it does not mean what was asked for since. */
export interface Heard extends Moment {
  /** Runs that were under way when it was heard before; null: it is heard for the first time. */
  readonly before: readonly string[] | null;
  readonly unthreaded: readonly ListedRun[];
}

const MOST_NAMED = 4;

/**
 * @param word an id or the beginning of one
 * @param runs of the thread, newest first
 * @param unthreaded that nobody asked for in a thread: meant where no run of the thread is
 */
export function findNamed(word: string, runs: readonly ListedRun[], unthreaded: readonly ListedRun[] = []): Named {
  const here = runs.filter(({ id }) => id.startsWith(word));
  const alike = here.length > 0 ? here : unthreaded.filter(({ id }) => id.startsWith(word));
  const run = alike.find(({ id }) => id === word) ?? (alike.length === 1 ? alike[0] : undefined);
  if (run !== undefined) return { ok: true, run };
  if (alike.length > 1) return toNone(`several runs begin with \`${word}\``, alike);
  return toNone(`there is no run \`${word}\` here`, runs);
}

/**
 * Those under way, or without a word the one of them that was asked for last.
 *
 * @param heard its `unthreaded`, as in `findNamed`, only by name
 */
export function findToStop(word: string | null, runs: readonly ListedRun[], heard: Heard): Meant {
  const { before, unthreaded } = heard;
  const isOpen = (run: ListedRun) => !hasEnded(run) || before?.includes(run.id);
  const open = sortByAsking(runs.filter((run) => isOpen(run) && !isAskedAfter(run, heard)));
  if (word === null || word === "all") {
    if (open.length === 0) return toNone("nothing is under way here that could be stopped", []);
    return { ok: true, runs: word === "all" ? open : open.slice(0, 1) };
  }
  const named = findNamed(word, runs, unthreaded);
  if (!named.ok) return named;
  return isOpen(named.run) ? { ok: true, runs: [named.run] } : toNone(`the run \`${named.run.id}\` has ended already`, open);
}

/** What a cancel stops besides the runs that are there: what was asked for before it and is told later. Null: it names its run. */
export function toStopWord(
  word: string | null,
  runs: readonly ListedRun[],
  { by, isForOthers, ...heard }: Heard & Pick<StopWord, "by" | "isForOthers">,
): StopWord | null {
  if (word !== null && word !== "all") return null;
  const { at, comment } = heard;
  const meant = word === null ? findToStop(word, runs, heard) : null;
  const stopped = meant?.ok ? meant.runs[0] : undefined;
  const since = stopped === undefined ? null : (findAsked(stopped) ?? { at: stopped.createdAt, comment: null });
  return { at, comment, by, did: "cancelled work here", mark: null, isForOthers, since };
}

/** Without a word the newest of the thread. @param unthreaded as in `findNamed` */
export function findToRetry(word: string | null, runs: readonly ListedRun[], unthreaded: readonly ListedRun[]): Named {
  const [newest] = runs;
  const named = word === null || word === "all" ? null : findNamed(word, runs, unthreaded);
  if (named?.ok) return named;
  if (newest === undefined) return toNone("nothing has run here that could be tried again", []);
  if (word === "all") return toNone("only one run at a time can be tried again", runs);
  return named ?? { ok: true, run: newest };
}

function toNone(message: string, there: readonly ListedRun[]): NoneMeant {
  const names = there.slice(0, MOST_NAMED).map(({ id, status, task, workflow }) => `\`${id}\` (${task?.workflow ?? workflow}, ${status})`);
  const more = there.length > MOST_NAMED ? ", and older ones" : "";
  return { ok: false, message, hint: names.length === 0 ? null : `there ${there.length === 1 ? "is" : "are"} ${names.join(", ")}${more}` };
}
