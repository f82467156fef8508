// One delivery as it stands, and how it got there.
import { assertNever } from "../errors.ts";
import type { DeliveryEffect, DeliveryEvent, DeliveryMessage, ReceivedDelivery } from "./events.ts";

export interface DeliveryState {
  readonly received: ReceivedDelivery;
  readonly message: DeliveryMessage;
  /** Times that it was taken in: once, and once more after each time it was given up. */
  readonly rounds: number;
  readonly status: "pending" | "handled" | "ignored" | "failed";
  /** Why it was ignored or given up, or what came of it. */
  readonly note: string | null;
  /** Null while it is pending. */
  readonly settledAt: number | null;
}

export function applyDeliveryEvent(
  state: DeliveryState | null,
  event: DeliveryEvent,
): { readonly state: DeliveryState | null; readonly effects: readonly DeliveryEffect[] } {
  if (event.type === "delivery.received") {
    const { received, message } = event;
    const rounds = (state?.rounds ?? 0) + 1;
    return {
      state: { received, message, rounds, status: "pending", note: null, settledAt: null },
      effects: [{ type: "delivery.handle", key: toHandleKey(rounds) }],
    };
  }
  return { state: state && { ...state, ...toSettled(event), settledAt: event.at }, effects: [] };
}

function toSettled(event: Exclude<DeliveryEvent, { type: "delivery.received" }>): Pick<DeliveryState, "status" | "note"> {
  switch (event.type) {
    case "delivery.ignored":
      return { status: "ignored", note: event.reason };
    case "delivery.handled":
      return { status: "handled", note: event.note };
    case "delivery.failed":
      return { status: "failed", note: event.reason };
    default:
      return assertNever(event);
  }
}

/** Its effect, in its stream; each round has another. */
export function toHandleKey(rounds: number): string {
  return `handle:${rounds}`;
}
