// Lets everything else have its turn in the middle of long work. Promises alone do not: timers and input wait until they are through.

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
