// From a signed delivery to the inbox: translated on the way in, so that what is kept is a knock and not a payload full of other things.
import type { Acceptance, IncomingDelivery } from "../runtime/inbox/inbox.ts";
import type { Clock } from "../std/clock.ts";
import type { SignedDelivery } from "./front.ts";
import { toKnockKey } from "./knock/knock.ts";
import { type KnockSettings, readKnock } from "./knock/read-knock.ts";

export interface ReceiveDeps {
  readonly settings: KnockSettings;
  readonly clock: Clock;
  accept(delivery: IncomingDelivery): Promise<Acceptance>;
  /** GitHub reached us. */
  onDelivery(): void;
}

/** The message of what is accepted is a `Knock`. */
export function createReceive({ settings, clock, accept, onDelivery }: ReceiveDeps): (delivery: SignedDelivery) => Promise<Acceptance> {
  return async ({ guid, event, payload, digest }) => {
    onDelivery();
    const knock = readKnock({ guid, event, payload, receivedAt: clock.now() }, settings);
    const named = { guid, event: toEventName(event, payload), digest: isRepeatable(event) ? null : digest };
    if ("ignored" in knock) return await accept({ ...named, key: toKey(payload), message: {}, ignored: knock.ignored });
    return await accept({ ...named, key: toKnockKey(knock), message: { ...knock }, ignored: null });
  };
}

/** A button pressed twice says the same twice; everything else has a time or a number of its own. */
function isRepeatable(event: string): boolean {
  return event === "check_run" || event === "check_suite" || event === "ping";
}

function toEventName(event: string, payload: unknown): string {
  const { action } = toObject(payload);
  return typeof action === "string" && /^[a-z_]{1,64}$/.test(action) ? `${event}.${action}` : event;
}

/** Where somebody would ask why nothing happened. */
function toKey(payload: unknown): string {
  const { repository, issue, pull_request: pullRequest, installation } = toObject(payload);
  const id = toNumber(toObject(repository)["id"]);
  const thread = toNumber(toObject(issue)["number"]) ?? toNumber(toObject(pullRequest)["number"]);
  return toKnockKey({ installation: toNumber(toObject(installation)["id"]), repository: id === null ? null : { id }, thread });
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function toNumber(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}
