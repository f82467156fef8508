// Lets so many pieces of work go on at once; the others wait their turn, first come first served.

export type Limited = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

export function createLimit(most: number): Limited {
  const waiting: (() => void)[] = [];
  let underWay = 0;

  return async (work) => {
    if (underWay < most) underWay += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever waited takes over the place of who leaves.
      if (next) next();
      else underWay -= 1;
    }
  };
}
