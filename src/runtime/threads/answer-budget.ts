// Whether somebody is answered: whoever may not write here gets only so many answers, since all of the repository's people share what the
// forge lets us write. Says nothing about whether they are obeyed. Lives in memory.
import { isAtLeast, type Permission } from "../../core/commands/permission.ts";
import type { Clock } from "../../std/clock.ts";
import { createRecent } from "../../std/recent.ts";

export interface AnswerAsk {
  readonly login: string;
  readonly permission: Permission;
  readonly thread: number;
  /** What is to be answered; asked about again, it is not counted again. */
  readonly key: string;
  /** What the answer says, such as that they may not, where it says the same each time; null: there is more to say. */
  readonly echo: string | null;
}

interface Answered extends Pick<AnswerAsk, "thread" | "key" | "echo"> {
  readonly at: number;
}

const WINDOW_MS = 10 * 60_000;
const MOST_ANSWERS = 20;
/** Of the same thing, each in another thread. */
const MOST_ECHOES = 5;
const MOST_REMEMBERED = 1000;

export function createAnswerBudget(clock: Clock): (ask: AnswerAsk) => boolean {
  const people = createRecent<string, readonly Answered[]>(MOST_REMEMBERED);

  return ({ login, permission, ...ask }) => {
    if (isAtLeast(permission, "write")) return true;
    const now = clock.now();
    const answered = (people.get(login) ?? []).filter(({ at }) => now - at < WINDOW_MS);
    if (answered.some(({ key }) => key === ask.key)) return true;
    const same = ask.echo === null ? [] : answered.filter(({ echo }) => echo === ask.echo);
    const isSaid = same.length >= MOST_ECHOES || same.some(({ thread }) => thread === ask.thread);
    if (answered.length >= MOST_ANSWERS || isSaid) return false;
    people.set(login, [...answered, { ...ask, at: now }]);
    return true;
  };
}
