// One webhook on its way: what was sent, and what the app answered.
import { createHmac } from "node:crypto";
import type { App } from "../state/app.ts";

export interface Delivery {
  readonly id: number;
  /** Stays the same when the event is delivered again. */
  readonly guid: string;
  readonly app: App;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  readonly deliveredAt: string;
  /** The JSON as it stood when the event happened. */
  readonly body: string;
  /** `OK`, `Invalid HTTP Response: 500`, `timed out` and the like; null while it has not been tried. */
  status: string | null;
  statusCode: number;
  /** Seconds. */
  duration: number;
  answer: string;
}

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export function toSignature(secret: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers */
export function toHeaders({ app, event, guid, body }: Pick<Delivery, "app" | "event" | "guid" | "body">): Record<string, string> {
  return {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/044aadd",
    "x-github-delivery": guid,
    "x-github-event": event,
    "x-github-hook-id": String(app.id),
    "x-github-hook-installation-target-id": String(app.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature": `sha1=${createHmac("sha1", app.webhookSecret).update(body).digest("hex")}`,
    "x-hub-signature-256": toSignature(app.webhookSecret, body),
  };
}
