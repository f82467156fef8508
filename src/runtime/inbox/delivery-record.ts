// A delivery as lists show it.

import type { ReceivedDelivery } from "../../core/deliveries/events.ts";
import type { DeliveryState } from "../../core/deliveries/state.ts";
import type { Document } from "../../store/store.ts";

export interface DeliveryRecord extends ReceivedDelivery, Pick<DeliveryState, "status" | "note" | "settledAt" | "rounds"> {}

export function toDeliveryRecord({ tag, at, body }: Document): DeliveryRecord {
  return { ...(body as Omit<DeliveryRecord, "status" | "arrival">), status: tag as DeliveryState["status"], arrival: at };
}
