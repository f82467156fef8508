// What people say or do that stops work in a thread holds for what was asked for there before it, in whatever order it is told.

/** When something was said or done, as the forge tells. */
export interface Moment {
  /** Milliseconds since the epoch, in whole seconds. */
  readonly at: number;
  /** The forge's number of the comment in which it was said; null: in none. */
  readonly comment: number | null;
}

export interface StopWord extends Moment {
  readonly by: string;
  /** As it is told to people behind the name: `closed the issue`. */
  readonly did: string;
  /** The label or the assignment that it took back; null: whatever was asked for. */
  readonly mark: string | null;
  /** Whether it stops what others asked for. */
  readonly isForOthers: boolean;
  /** When the run was asked for that it stopped, where it means one run only: what was asked for before that one goes on. */
  readonly since: Moment | null;
}

export interface AskedFor extends Moment {
  readonly by: string;
  /** The label or the assignment that asked; null: words did. */
  readonly mark: string | null;
}

/** Within one second the comments' numbers tell; where one of them is in no comment, nobody can. */
export function isBefore(one: Moment, other: Moment): boolean {
  if (one.at !== other.at) return one.at < other.at;
  return one.comment !== null && other.comment !== null && one.comment < other.comment;
}

/** The word that stops what is asked for; null: none does. */
export function findStopWord(words: readonly StopWord[], asked: AskedFor): StopWord | null {
  const isBetween = (word: StopWord) => isBefore(asked, word) && (word.since === null || isBefore(word.since, asked));
  const isTheirs = ({ isForOthers, by }: StopWord) => isForOthers || by === asked.by;
  return words.find((word) => isBetween(word) && isTheirs(word) && (word.mark === null || word.mark === asked.mark)) ?? null;
}
