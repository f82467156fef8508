// A delivery as lists show it. What an earlier version kept otherwise is left out of its line; the delivery itself is never lost by it.
import { z } from "zod";
import type { ReceivedDelivery } from "../../core/deliveries/events.ts";
import type { DeliveryState } from "../../core/deliveries/state.ts";
import type { Document } from "../../store/store.ts";

export interface DeliveryRecord extends ReceivedDelivery, Pick<DeliveryState, "status" | "note" | "settledAt" | "rounds"> {}

const Body = z.object({
  event: z.string().catch("unknown"),
  digest: z.string().nullable().catch(null),
  note: z.string().nullable().catch(null),
  settledAt: z.number().nullable().catch(null),
  rounds: z.int().positive().catch(1),
});
const Status = z.enum(["pending", "handled", "ignored", "failed"]);

export function toDeliveryRecord({ id, tag, at, body }: Document): DeliveryRecord {
  // The key of a thread has a slash of its own, a GUID has none.
  const end = id.lastIndexOf("/");
  return { ...Body.parse(body), key: id.slice(0, end), guid: id.slice(end + 1), status: Status.catch("pending").parse(tag), arrival: at };
}
