// Takes webhooks from a channel at smee.io, or a server of its kind, and brings them to our own door, where they are judged like any other:
// for machines that GitHub cannot reach. What is posted while nobody listens is lost, so this is for development.
// https://docs.github.com/en/webhooks/using-webhooks/handling-webhook-deliveries
import { z } from "zod";
import type { Log } from "../runtime/deps.ts";

export interface WebhookRelayOptions {
  /** Of the channel, such as `https://smee.io/abc`. */
  readonly source: string;
  /** Of our own door. */
  readonly target: string;
  readonly log: Log;
}

export interface WebhookRelay {
  close(): void;
}

/** A channel also tells when it is ready and that it is still there, without a body. Every other header is the channel's own affair. */
const Relayed = z.object({
  "x-github-event": z.string(),
  "x-github-delivery": z.string(),
  "x-hub-signature-256": z.string(),
  body: z.unknown(),
});

const ANSWER_WITHIN_MS = 30_000;

export async function openWebhookRelay({ source, target, log }: WebhookRelayOptions): Promise<WebhookRelay> {
  const { EventSource } = await import("eventsource");
  const events = new EventSource(source);

  async function bring(data: string): Promise<void> {
    const { body, ...headers } = Relayed.parse(JSON.parse(data));
    const response = await fetch(target, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    if (response.status >= 400) log.warn({ status: response.status }, "a relayed delivery was refused");
  }

  events.addEventListener("message", ({ data }) => {
    bring(String(data)).catch((error: unknown) => log.warn({ err: error }, "bringing a relayed delivery"));
  });
  events.addEventListener("error", ({ message }) => {
    const words = "the webhook relay is not connected";
    if (events.readyState === events.CLOSED) log.error({ source, message }, `${words}, and will not be again`);
    else log.warn({ source, message }, words);
  });
  return { close: () => events.close() };
}
