// Which runs of a thread somebody means who names one, all of them, or none. Never another than the one that was named.
import { hasEnded } from "../../core/run/state.ts";
import type { ListedRun } from "../../runtime/yard.ts";

/** In words for the person, with what there is. */
interface NoneMeant {
  readonly ok: false;
  readonly message: string;
  readonly hint: string | null;
}
export type Named = { readonly ok: true; readonly run: ListedRun } | NoneMeant;
export type Meant = { readonly ok: true; readonly runs: readonly ListedRun[] } | NoneMeant;

export interface Heard {
  readonly before: readonly string[] | null;
  readonly comment: number | null;
  readonly at: number;
}

const MOST_NAMED = 4;
/** A run that is so much younger than a word was not there when it was said, or is heard of late as well. */
const LATE_MS = 120_000;

export function isYounger({ createdAt }: Pick<ListedRun, "createdAt">, at: number): boolean {
  return createdAt > at + LATE_MS;
}

/**
 * @param word an id or the beginning of one
 * @param runs of the thread, newest first
 */
export function findNamed(word: string, runs: readonly ListedRun[]): Named {
  const alike = runs.filter(({ id }) => id.startsWith(word));
  const run = alike.find(({ id }) => id === word) ?? (alike.length === 1 ? alike[0] : undefined);
  if (run !== undefined) return { ok: true, run };
  if (alike.length > 1) return toNone(`several runs begin with \`${word}\``, alike);
  return toNone(`there is no run \`${word}\` here`, runs);
}

/**
 * Those under way, or without a word the newest of them.
 *
 * @param heard `before`: runs that were under way when this was heard before, null for the first time; `comment` that says so, and when:
 *   told late, it does not mean what a later one asked for
 */
export function findToStop(word: string | null, runs: readonly ListedRun[], { before, comment, at }: Heard): Meant {
  const isLater = (run: ListedRun) => comment !== null && isYounger(run, at) && (run.task?.origin?.comment ?? 0) > comment;
  const open = runs.filter((run) => (!hasEnded(run) && !isLater(run)) || before?.includes(run.id));
  if (word === null || word === "all") {
    if (open.length === 0) return toNone("nothing is under way here that could be stopped", []);
    return { ok: true, runs: word === "all" ? open : open.slice(0, 1) };
  }
  const named = findNamed(word, runs);
  if (!named.ok) return named;
  return open.includes(named.run) ? { ok: true, runs: [named.run] } : toNone(`the run \`${named.run.id}\` has ended already`, open);
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
