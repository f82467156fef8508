// Handles one delivery under a claim: what came of it is written with the claim's end, and what the world refuses is tried again later.
// Knows nothing of lanes; whoever calls decides what comes next.

import type { DeliveryMessage } from "../../core/deliveries/events.ts";
import { YardmasterError } from "../../core/errors.ts";
import { deliveryStream, type EffectId, type WorkerId } from "../../core/ids.ts";
import type { Clock } from "../../std/clock.ts";
import type { ClaimedEffect, Store } from "../../store/store.ts";
import type { AbortReason, InFlight } from "../context.ts";
import type { Log } from "../deps.ts";
import { untilStored } from "../patience.ts";
import type { DeliveryStream } from "./delivery-stream.ts";

export interface PendingDelivery {
  /** What is begun for it carries this id, so that handling it twice begins one thing. */
  readonly guid: string;
  readonly event: string;
  readonly key: string;
  readonly message: DeliveryMessage;
}

/** What came of it. A reason is for the person who asks why nothing happened. */
export type Handled = { readonly as: "handled"; readonly note: string | null } | { readonly as: "ignored"; readonly note: string };

/**
 * May be called again for the same delivery: after a crash, and after an error that it threw. A `YardmasterError` that is not retryable
 * ends the delivery; anything else is tried again.
 */
export type HandleDelivery = (delivery: PendingDelivery, signal: AbortSignal) => Promise<Handled>;

export interface PerformDeliveryDeps {
  readonly store: Store;
  readonly stream: DeliveryStream;
  readonly clock: Clock;
  readonly log: Log;
  readonly worker: WorkerId;
  readonly handle: HandleDelivery;
  readonly inFlight: InFlight;
  readonly handBack: AbortSignal;
}

export type Performed =
  /** It is over. */
  { readonly outcome: "settled" } | { readonly outcome: "later"; readonly dueAt: number };

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** With the waits above about two hours: longer than most outages of a forge. */
const MOST_TRIES = 30;
/** Errors that are not ours are more often our own bug than the world's mood. */
const MOST_STRANGE_TRIES = 5;
/** Someone else has it, or our lease ran out. */
const HELD_MS = 1_000;

/** Never rejects. */
export function createPerformDelivery(
  deps: PerformDeliveryDeps,
): (delivery: { readonly effect: EffectId; readonly guid: string }) => Promise<Performed> {
  const { store, stream, clock, log, worker, handle, inFlight, handBack } = deps;
  /** Failures in a row. A restart begins anew. */
  const failures = new Map<EffectId, number>();

  const later = (ms: number): Performed => ({ outcome: "later", dueAt: clock.now() + ms });

  async function performClaimed(claim: ClaimedEffect, guid: string, signal: AbortSignal): Promise<Performed> {
    const state = await stream.load(deliveryStream(guid));
    if (state === null) return (await store.complete(claim)) ? { outcome: "settled" } : later(HELD_MS);
    const { event, key } = state.received;
    try {
      const settled = await handle({ guid, event, key, message: state.message }, signal);
      return await settle(claim, guid, settled);
    } catch (error) {
      return await meetError(claim, guid, error);
    }
  }

  async function settle(
    claim: ClaimedEffect,
    guid: string,
    settled: Handled | { readonly as: "failed"; readonly note: string; readonly tries: number },
  ): Promise<Performed> {
    const answer = { under: claim, completes: true };
    const command = { type: "delivery.settle", ...settled } as const;
    const told = await untilStored(deps, "settling a delivery", () => stream.dispatch(deliveryStream(guid), command, answer));
    if (told.outcome === "fenced") return later(HELD_MS);
    failures.delete(claim.effect);
    return { outcome: "settled" };
  }

  async function meetError(claim: ClaimedEffect, guid: string, error: unknown): Promise<Performed> {
    if (handBack.aborted) return await putBack(claim, 0);
    const tries = (failures.get(claim.effect) ?? 0) + 1;
    failures.set(claim.effect, tries);
    if (tries >= toMostTries(error)) {
      log.error({ guid, tries, err: error }, "a delivery is given up");
      failures.delete(claim.effect);
      return await settle(claim, guid, { as: "failed", note: toReason(error), tries });
    }
    const waitMs = toWaitMs(tries, error);
    log.warn({ guid, tries, err: error, retryInMs: waitMs }, "handling a delivery");
    return await putBack(claim, waitMs);
  }

  async function putBack(claim: ClaimedEffect, waitMs: number): Promise<Performed> {
    const dueAt = clock.now() + waitMs;
    await untilStored(deps, "putting a delivery back", () => store.release(claim, dueAt));
    return { outcome: "later", dueAt };
  }

  /** Why a delivery could not be claimed: it is over, or held. */
  async function meetUnclaimed(guid: string): Promise<Performed> {
    const state = await stream.load(deliveryStream(guid));
    return state === null || state.status !== "pending" ? { outcome: "settled" } : later(HELD_MS);
  }

  return async ({ effect, guid }) => {
    try {
      const claim = await store.claim(effect, worker);
      if (claim === null) return await meetUnclaimed(guid);
      if (handBack.aborted) return await putBack(claim, 0);
      const controller = new AbortController();
      if (claim.cancelled) controller.abort("cancelled" satisfies AbortReason);
      inFlight.set(effect, controller);
      try {
        return await performClaimed(claim, guid, controller.signal);
      } finally {
        if (inFlight.get(effect) === controller) inFlight.delete(effect);
      }
    } catch (error) {
      // The store itself refuses; what is claimed stays with this worker until it retires.
      log.error({ guid, err: error }, "keeping hold of a delivery");
      return later(HELD_MS);
    }
  };
}

function toMostTries(error: unknown): number {
  if (!(error instanceof YardmasterError)) return MOST_STRANGE_TRIES;
  return error.retryable ? MOST_TRIES : 1;
}

/** Whoever says when it will do better is believed: sooner is in vain, and later keeps people waiting. */
function toWaitMs(tries: number, error: unknown): number {
  const saidMs = error instanceof YardmasterError ? error.retryAfterMs : null;
  if (saidMs !== null) return Math.max(saidMs, FIRST_RETRY_MS);
  return Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS);
}

function toReason(error: unknown): string {
  if (error instanceof YardmasterError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : "an unknown error";
}
