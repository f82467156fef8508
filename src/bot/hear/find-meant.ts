// Which runs of a thread somebody means who names one, all of them, or none. Never another than the one that was named.
import { hasEnded } from "../../core/run/state.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { isLate } from "./is-late.ts";

/** In words for the person, with what there is. */
interface NoneMeant {
  readonly ok: false;
  readonly message: string;
  readonly hint: string | null;
}
export type Named = { readonly ok: true; readonly run: ListedRun } | NoneMeant;
export type Meant = { readonly ok: true; readonly runs: readonly ListedRun[] } | NoneMeant;

export interface Heard {
  /** Runs that were under way when it was heard before; null: it is heard for the first time. */
  readonly before: readonly string[] | null;
  /** When it was said; milliseconds since the epoch. */
  readonly at: number;
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
 * Those under way, or without a word the newest of them.
 *
 * @param heard told late, it does not mean what was asked for after it was said; `unthreaded`, as in `findNamed`, only by name
 */
export function findToStop(word: string | null, runs: readonly ListedRun[], { before, at, unthreaded }: Heard): Meant {
  const isLater = ({ task, createdAt }: ListedRun) => {
    const askedAt = task?.origin?.askedAt;
    // Our clock and the forge's differ.
    return askedAt === undefined ? isLate(at, createdAt) : askedAt > at;
  };
  const isOpen = (run: ListedRun) => (!hasEnded(run) && !isLater(run)) || before?.includes(run.id);
  const open = runs.filter(isOpen);
  if (word === null || word === "all") {
    if (open.length === 0) return toNone("nothing is under way here that could be stopped", []);
    return { ok: true, runs: word === "all" ? open : open.slice(0, 1) };
  }
  const named = findNamed(word, runs, unthreaded);
  if (!named.ok) return named;
  return isOpen(named.run) ? { ok: true, runs: [named.run] } : toNone(`the run \`${named.run.id}\` has ended already`, open);
}

/** Without a word the newest. */
export function findToRetry(word: string | null, runs: readonly ListedRun[]): Named {
  const [newest] = runs;
  if (newest === undefined) return toNone("nothing has run here that could be tried again", []);
  if (word === "all") return toNone("only one run at a time can be tried again", runs);
  return word === null ? { ok: true, run: newest } : findNamed(word, runs);
}

function toNone(message: string, there: readonly ListedRun[]): NoneMeant {
  const names = there.slice(0, MOST_NAMED).map(({ id, status, task, workflow }) => `\`${id}\` (${task?.workflow ?? workflow}, ${status})`);
  const more = there.length > MOST_NAMED ? ", and older ones" : "";
  return { ok: false, message, hint: names.length === 0 ? null : `there ${there.length === 1 ? "is" : "are"} ${names.join(", ")}${more}` };
}
