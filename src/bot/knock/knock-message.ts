// A knock as the inbox keeps it: with the version of its form, since whoever handles it may be a later program than who took it in.
import { z } from "zod";
import type { DeliveryMessage } from "../../core/deliveries/events.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { Knock } from "./knock.ts";

/** Grows with every change to what a stored knock holds; a test keeps the form of each. */
export const KNOCK_VERSION = 1;

/** What every knock of this version has: the rest is as the door of this version wrote it. */
const KnockMessage = z.object({ version: z.literal(KNOCK_VERSION), knock: z.looseObject({ type: z.string(), guid: z.string() }) });

export function toKnockMessage(knock: Knock): DeliveryMessage {
  return { version: KNOCK_VERSION, knock };
}

/** Null: another version wrote it. */
export function readKnockMessage(message: DeliveryMessage): Knock | null {
  const parsed = KnockMessage.safeParse(message);
  return parsed.success ? (parsed.data.knock as unknown as Knock) : null;
}

/** @throws inbox.other-version which gives the delivery up; delivered again, it is read anew */
export function parseKnockMessage(message: DeliveryMessage): Knock {
  const knock = readKnockMessage(message);
  if (knock !== null) return knock;
  const version = typeof message["version"] === "number" ? `version ${message["version"]}` : "no version";
  throw new YardmasterError(
    "inbox.other-version",
    `reading a delivery that waited: it was kept with ${version}, and this program reads version ${KNOCK_VERSION}`,
  );
}
