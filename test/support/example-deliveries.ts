// Real webhook payloads that people recorded, as GitHub would deliver them to an App.
import { createHmac, randomUUID } from "node:crypto";
import definitions from "@octokit/webhooks-examples" with { type: "json" };

export type Payload = Readonly<Record<string, unknown>>;

export interface ExampleDelivery {
  readonly event: string;
  readonly payload: Payload;
}

interface Definition {
  readonly name: string;
  readonly examples: readonly Payload[];
}

/** All 329 of `@octokit/webhooks-examples`. */
export function loadExampleDeliveries(): readonly ExampleDelivery[] {
  return (definitions as unknown as readonly Definition[]).flatMap(({ name, examples }) =>
    examples.map((payload) => ({ event: name, payload })),
  );
}

/** The first example of an event, with the action where it has one, changed as wanted and delivered to an installation. */
export function exampleOf(event: string, action: string | null = null, changes: Payload = {}): Payload {
  const found = loadExampleDeliveries().find((each) => each.event === event && (action === null || each.payload["action"] === action));
  if (found === undefined) throw new Error(`there is no example of ${event} ${action}`);
  return { installation: { id: 7 }, ...found.payload, ...changes };
}

/** What GitHub sends beside a body. */
export function signedHeaders(event: string, body: string, secret: string, guid: string = randomUUID()): Record<string, string> {
  return {
    "content-type": "application/json",
    "x-github-delivery": guid,
    "x-github-event": event,
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
}
