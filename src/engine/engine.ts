// Sees effects done. Carries effect ids and nothing else, so that a queue on another machine can carry them too.
import type { EffectId } from "../core/ids.ts";

export interface Engine {
  readonly kind: string;
  /** Begins to perform; also what is already in the outbox. */
  start(): Promise<void>;
  /** A hint that these effects were committed and become due at `dueAt` (milliseconds since the epoch, 0: at once). Losing it only costs time. */
  announce(effects: readonly { readonly id: EffectId; readonly dueAt: number }[]): void;
  /** Takes nothing new and waits until what is under way has ended. */
  stop(): Promise<void>;
}

/** Performs one effect to its end, or puts it back into the outbox with the time to try again. Never rejects. */
export type PerformEffect = (effect: EffectId) => Promise<void>;
