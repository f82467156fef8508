// Work on one thing at a time: what has the same key waits for what came before it. Within this process only; files have std/file-lock.

/** A failure does not keep the next one from its turn. */
export type Turns = <Answer>(key: string, work: () => Promise<Answer>) => Promise<Answer>;

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, turn);
    const leave = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  };
}
