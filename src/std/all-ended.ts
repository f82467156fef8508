// Several pieces of work at once, none of which is left going on behind the back of whoever waited.

/** Like Promise.all, but a failure is thrown only once everything has ended, so that cleaning up afterwards meets nobody at work. */
export async function allEnded(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
