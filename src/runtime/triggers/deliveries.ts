// Webhook deliveries, from the addressed trigger and the raw body to a firing. Only the addressed trigger fires, and only once for a delivery.
// How a delivery travels is for the door.
import { createHash } from "node:crypto";
import type { ErrorCode } from "../../core/errors.ts";
import type { RunId } from "../../core/ids.ts";
import { DEFAULT_PROJECT, type Resource } from "../../core/resources/resource.ts";
import { DELIVERIES } from "../../core/triggers/apply-event.ts";
import type { DeliveryKey } from "../../core/triggers/decide.ts";
import { type TriggerDeclaration, toTriggerDeclaration } from "../../core/triggers/declaration.ts";
import { DEEPEST_PAYLOAD, isNestedDeeper } from "../../core/triggers/is-nested-deeper.ts";
import { toSkipMessage } from "../../core/triggers/skip-message.ts";
import { isSignedByAny, parseSignature } from "../../std/hmac-signature.ts";
import type { Log } from "../deps.ts";
import type { FireOutcome, TriggerDesk } from "./trigger-desk.ts";

export interface DeliveriesDeps {
  readonly desk: Pick<TriggerDesk, "fire">;
  readonly log: Log;
  loadTriggers(): Promise<readonly Resource[]>;
  /** The values of a SecretStore, in the clear; empty when there is no such store. @throws secret.* */
  loadSecretValues(project: string, store: string): Promise<readonly string[]>;
  /** Whether a CEL condition holds of a payload; one that cannot be evaluated does not. */
  evaluateFilter(condition: string, payload: unknown): Promise<boolean>;
}

export interface Delivery {
  /** The value of a header, whatever the case of its name; null when it is not there. */
  header(name: string): string | null;
  /** As it arrived. */
  readonly body: Uint8Array;
}

export type DeliveryAnswer =
  | { readonly outcome: "fired" | "duplicate"; readonly taskId: RunId }
  | { readonly outcome: "filtered" }
  | DeliveryRefusal;

export interface DeliveryRefusal {
  readonly outcome: "refused";
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  /** When it may be tried again; null: unknown, or never. */
  readonly retryAfterMs: number | null;
}

export interface Deliveries {
  /** The trigger that takes webhooks under this name: of the project; without one, of the project `default`, else the only one of that name. */
  find(project: string | null, name: string): Promise<TriggerDeclaration | null>;
  /** @throws what kept the task from being created */
  receive(trigger: TriggerDeclaration, delivery: Delivery): Promise<DeliveryAnswer>;
}

/** Nothing signs these, so they tell apart only what honest senders send twice. */
const DELIVERY_HEADERS = ["X-GitHub-Delivery", "Webhook-Id", "X-Delivery-Id", "Idempotency-Key"];
const TYPE_HEADERS = ["X-GitHub-Event", "X-Gitlab-Event", "X-Event-Type"];
/** Without a signature and an id, the same body within this time is the same delivery, sent again. */
const RESEND_MS = 60_000;

export function createDeliveries({ desk, log, loadTriggers, loadSecretValues, evaluateFilter }: DeliveriesDeps): Deliveries {
  /** Null: it may be read. */
  async function authenticate(trigger: TriggerDeclaration, delivery: Delivery): Promise<DeliveryRefusal | null> {
    const { webhook, project } = trigger;
    if (webhook.secretStore === null) return webhook.insecure ? refusePages(delivery) : refuseKeyless(trigger);
    const keys = (await loadSecretValues(project, webhook.secretStore)).filter((value) => value !== "");
    if (keys.length === 0) return refuseKeyless(trigger);
    const given = delivery.header(webhook.signatureHeader);
    if (given === null || given.trim() === "") {
      return refuse("webhook.unsigned", "missing signature", `sign the body with HMAC-SHA256, in hex, in ${webhook.signatureHeader}`);
    }
    const signature = parseSignature(given);
    if (signature === null) return refuse("webhook.unsigned", "invalid signature", "it is 64 hex digits, after sha256= or alone");
    if (isSignedByAny(keys, delivery.body, signature)) return null;
    return refuse("webhook.unsigned", "invalid signature (no matching key)");
  }

  return {
    async find(project, name) {
      const named = (await loadTriggers()).map(toTriggerDeclaration).filter((each) => each.name === name && each.source === "webhook");
      if (project !== null) return named.find((each) => each.project === project) ?? null;
      const [only, ...others] = named;
      return named.find((each) => each.project === DEFAULT_PROJECT) ?? (others.length === 0 ? (only ?? null) : null);
    },
    async receive(trigger, delivery) {
      const refusal = await authenticate(trigger, delivery);
      if (refusal !== null) return refusal;
      const read = readPayload(delivery);
      if ("outcome" in read) return read;
      const { payload } = read;
      if (!isWanted(trigger, delivery)) return { outcome: "filtered" };
      const { condition } = trigger.filter;
      if (condition !== null && !(await evaluateFilter(condition, payload))) return { outcome: "filtered" };
      const fired = await desk.fire({ trigger, cause: "webhook", payload, deliveries: toDeliveryKeys(trigger, delivery) });
      log.info({ trigger: `${trigger.project}/${trigger.name}`, ...fired }, "a webhook was delivered");
      return toAnswer(trigger, fired);
    },
  };
}

/** JSON in UTF-8; nothing at all is null. */
function readPayload({ body, header }: Delivery): { readonly payload: unknown } | DeliveryRefusal {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const payload: unknown = text.trim() === "" ? null : JSON.parse(text);
    if (!isNestedDeeper(payload, DEEPEST_PAYLOAD)) return { payload };
    return refuse("webhook.invalid-body", "invalid JSON body", `it is nested more than ${DEEPEST_PAYLOAD} levels deep`);
  } catch {
    const isForm = header("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
    return refuse("webhook.invalid-body", "invalid JSON body", isForm ? "have it sent as application/json, not as a form" : null);
  }
}

/** GitHub greets a new webhook with a `ping`, and sends more types than anyone asked for. */
function isWanted({ webhook: { types } }: TriggerDeclaration, { header }: Delivery): boolean {
  if (types.length === 0) return true;
  const type = TYPE_HEADERS.map(header).find((value) => value !== null) ?? null;
  return type !== null && types.includes(type);
}

function toDeliveryKeys({ webhook }: TriggerDeclaration, { header, body }: Delivery): readonly DeliveryKey[] {
  const names = webhook.deliveryHeader === null ? DELIVERY_HEADERS : [webhook.deliveryHeader];
  const id = names.map(header).find((value) => value !== null && value.trim() !== "") ?? null;
  const isSigned = webhook.secretStore !== null;
  const bodyMs = isSigned ? webhook.replayWindowMs : id === null ? RESEND_MS : 0;
  return [
    ...(id === null ? [] : [{ key: `id:${digest(id)}`, windowMs: DELIVERIES.ms }]),
    ...(bodyMs === 0 ? [] : [{ key: `body:${digest(body)}`, windowMs: bodyMs }]),
  ];
}

function digest(value: string | Uint8Array): string {
  return createHash("sha256").update(value).digest("hex");
}

function toAnswer({ name }: TriggerDeclaration, fired: FireOutcome): DeliveryAnswer {
  if ("taskId" in fired) return fired;
  if (fired.outcome === "settled") return { outcome: "filtered" };
  const { reason, retryAfterMs } = fired;
  const code = reason === "suspended" ? "trigger.suspended" : reason === "throttled" ? "trigger.throttled" : "trigger.forbidden";
  return { ...refuse(code, toSkipMessage(name, reason)), retryAfterMs };
}

/** No secret means nobody can be told from anybody else. */
function refuseKeyless({ name, webhook }: TriggerDeclaration): DeliveryRefusal {
  const hint =
    webhook.secretStore === null
      ? "add event.webhook.secret.fromRef to the trigger, or insecure: true for no check at all"
      : "put at least one value into its SecretStore";
  return refuse("webhook.refused", `trigger '${name}' has no secret to check deliveries with`, hint);
}

/** A page that someone has open could otherwise post to what listens on their machine. */
function refusePages({ header }: Delivery): DeliveryRefusal | null {
  if (header("origin") === null && header("sec-fetch-site") === null) return null;
  return refuse("webhook.refused", "a web page cannot fire an insecure trigger");
}

function refuse(code: ErrorCode, message: string, hint: string | null = null): DeliveryRefusal {
  return { outcome: "refused", code, message, hint, retryAfterMs: null };
}
