// From a delivery to the inbox: translated on the way in, so that what is kept is a knock and not a payload full of other things.
// That it is GitHub's was proven before.
import { createHash } from "node:crypto";
import { DELIVERIES_KEPT_MS } from "../runtime/inbox/forget-deliveries.ts";
import type { Acceptance, IncomingDelivery } from "../runtime/inbox/inbox.ts";
import type { Clock } from "../std/clock.ts";
import { type Knock, toKnockKey } from "./knock/knock.ts";
import { toKnockMessage } from "./knock/knock-message.ts";
import { type KnockSettings, readKnock } from "./knock/read-knock.ts";
import { stopsWork } from "./knock/stops-work.ts";

/** What GitHub told, proven to be GitHub's. */
export interface ProvenDelivery {
  readonly guid: string;
  /** The value of `X-GitHub-Event`. */
  readonly event: string;
  readonly payload: unknown;
  /** Who else than the sender changed the words that it shows since it happened, where it shows them as they are now. @defaultValue nobody */
  readonly editedBy?: readonly string[];
}

export type Receive = (delivery: ProvenDelivery) => Promise<Acceptance>;

export interface ReceiveDeps {
  readonly settings: KnockSettings;
  readonly clock: Clock;
  accept(delivery: IncomingDelivery): Promise<Acceptance>;
}

export function isDeliveryName({ guid, event }: Pick<ProvenDelivery, "guid" | "event">): boolean {
  return /^[\w-]{1,64}$/.test(guid) && /^[a-z0-9_]{1,64}$/.test(event);
}

/** The message of what is accepted holds a `Knock`. */
export function createReceive({ settings, clock, accept }: ReceiveDeps): Receive {
  return async ({ guid, event, payload, editedBy = [] }) => {
    const knock = readKnock({ guid, event, payload, receivedAt: clock.now() }, settings);
    const named = { guid, event: toEventName(event, payload), owner: toOwner(payload), digest: toDigest(payload) };
    const ignored = "ignored" in knock ? knock.ignored : clock.now() - knock.at > DELIVERIES_KEPT_MS ? TOO_OLD : null;
    if ("ignored" in knock || ignored !== null) {
      return await accept({ ...named, key: toKey(payload), isUrgent: false, isTimeless: false, isRepeatable: false, message: {}, ignored });
    }
    return await accept({
      ...named,
      key: toKnockKey(knock),
      isUrgent: stopsWork(knock),
      isTimeless: isTimeless(knock),
      isRepeatable: isPress(knock),
      message: toKnockMessage(editedBy.length === 0 ? knock : { ...knock, editedBy }),
      ignored: null,
    });
  };
}

/** The same whether it was parsed here or by Octokit, which makes large numbers a `bigint`. */
export function toPayloadText(payload: unknown): string {
  return JSON.stringify(payload, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value)) ?? "";
}

/** Of what it says and not of its bytes, which are others when it was fetched. */
function toDigest(payload: unknown): string {
  return createHash("sha256").update(toPayloadText(payload)).digest("hex");
}

/** By now nobody knows whether it came before. */
const TOO_OLD = "it tells of something that happened days ago";

/** A button that is pressed twice says the same twice, to the byte. */
function isPress({ type }: Knock): boolean {
  return type === "check.rerequested" || type === "check.action-requested" || type === "check-suite.rerequested";
}

function isTimeless(knock: Knock): boolean {
  return isPress(knock) || knock.type.startsWith("installation.") || knock.type.startsWith("repository.");
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

function toOwner(payload: unknown): string {
  const { installation } = toObject(payload);
  return toKnockKey({ installation: toNumber(toObject(installation)["id"]), repository: null, thread: null });
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function toNumber(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}
