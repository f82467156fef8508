// Whether a delivery is taken in, and what is written down of how it ended. The same delivery again is nothing new, unless it was given up.
import { assertNever } from "../errors.ts";
import type { DeliveryEvent, DeliveryMessage, ReceivedDelivery } from "./events.ts";
import type { DeliveryState } from "./state.ts";

export type DeliveryCommand =
  | {
      readonly type: "delivery.receive";
      readonly received: ReceivedDelivery;
      readonly message: DeliveryMessage;
      /** Why nothing is to be done for it; null: it is to be handled. */
      readonly ignored: string | null;
    }
  | { readonly type: "delivery.settle"; readonly as: "handled"; readonly note: string | null }
  | { readonly type: "delivery.settle"; readonly as: "ignored"; readonly note: string }
  | { readonly type: "delivery.settle"; readonly as: "failed"; readonly note: string; readonly tries: number };

export function decideDelivery(
  command: DeliveryCommand,
  state: DeliveryState | null,
  { now: at }: { readonly now: number },
): readonly DeliveryEvent[] {
  switch (command.type) {
    case "delivery.receive": {
      if (state !== null && state.status !== "failed") return [];
      const { received, message, ignored } = command;
      const taken: DeliveryEvent = { type: "delivery.received", received, message, at };
      return ignored === null ? [taken] : [taken, { type: "delivery.ignored", reason: ignored, at }];
    }
    case "delivery.settle":
      return state?.status === "pending" ? [toSettling(command, at)] : [];
    default:
      return assertNever(command);
  }
}

function toSettling(command: Extract<DeliveryCommand, { type: "delivery.settle" }>, at: number): DeliveryEvent {
  switch (command.as) {
    case "handled":
      return { type: "delivery.handled", note: command.note, at };
    case "ignored":
      return { type: "delivery.ignored", reason: command.note, at };
    case "failed":
      return { type: "delivery.failed", reason: command.note, tries: command.tries, at };
    default:
      return assertNever(command);
  }
}
