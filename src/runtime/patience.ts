// Waits out a store that refuses for the moment (a lock, a full disk): what an agent did for an hour must not be lost to it.
// For answers that are dear to get again only; everything else is simply performed once more.
import { YardmasterError } from "../core/errors.ts";
import type { PerformContext } from "./context.ts";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;

/** Tries until the store takes it; gives up when it never will, or when this process must let go of its work. */
export async function untilStored<T>(
  { clock, log, handBack }: Pick<PerformContext, "clock" | "log" | "handBack">,
  doing: string,
  act: () => Promise<T>,
): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof YardmasterError) || !error.retryable || handBack.aborted) throw error;
      log.warn({ err: error, retryInMs: waitMs }, doing);
      await new Promise<void>((resolve) => {
        const settle = () => {
          cancel();
          handBack.removeEventListener("abort", settle);
          resolve();
        };
        const cancel = clock.after(waitMs, settle);
        handBack.addEventListener("abort", settle);
      });
    }
  }
}
