// What was shown so far while a run is written: kept after each answer, so that whatever fails next is all that is left to do.
import { YardmasterError } from "../../core/errors.ts";
import type { Log } from "../deps.ts";
import type { Scene } from "./scene.ts";
import type { Shown, Surface } from "./shown.ts";

export interface Sheet {
  readonly shown: Shown;
  keep(change: Partial<Shown>): Promise<void>;
  /** As `keep`, for what people see as something new. */
  keepWrite(change?: Partial<Shown>): Promise<void>;
  /** What the forge refuses once it refuses again: the rest goes on without it. @returns why, when it was refused */
  attempt(surface: Surface, work: () => Promise<void>): Promise<string | null>;
}

export function createSheet({ run, origin, keep: write }: Scene, before: Shown, log: Log): Sheet {
  let shown = before;

  async function keep(change: Partial<Shown>): Promise<void> {
    shown = { ...shown, ...change };
    await write(shown);
  }

  return {
    get shown() {
      return shown;
    },
    keep,
    keepWrite: (change = {}) => keep({ ...change, writes: shown.writes + 1 }),
    async attempt(surface, work) {
      if (shown.refused.includes(surface)) return null;
      try {
        await work();
        return null;
      } catch (error) {
        if (!isRefused(error)) throw error;
        log.warn({ run: run.id, thread: origin.thread, err: error }, `the ${surface} of a run was refused and is given up`);
        await keep({ refused: [...shown.refused, surface] });
        return error.message;
      }
    },
  };
}

export function isRefused(error: unknown): error is YardmasterError {
  return error instanceof YardmasterError && error.code === "forge.refused";
}
