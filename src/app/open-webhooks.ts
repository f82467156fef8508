// Opens the door for webhooks at an address. Loads the HTTP server only then.
import { type BindAddress, isLoopback, renderBindAddress } from "../http/bind-address.ts";
import type { Listener } from "../http/listen.ts";
import type { Log } from "../runtime/deps.ts";
import type { Triggers } from "./create-triggers.ts";

export interface WebhookParts {
  readonly triggers: Triggers;
  readonly log: Log;
  readonly address: BindAddress;
}

/** @throws http.address */
export async function openWebhooks({ triggers: { desk, facts }, log, address }: WebhookParts): Promise<Listener> {
  const [{ createWebhooks }, { listen }, { createDeliveries }] = await Promise.all([
    import("../http/webhooks/create-webhooks.ts"),
    import("../http/listen.ts"),
    import("../runtime/triggers/deliveries.ts"),
  ]);
  const deliveries = createDeliveries({ ...facts, desk, log });
  const listener = await listen(createWebhooks({ deliveries, log }), { bind: address });
  if (!isLoopback(address)) {
    log.warn({}, `webhooks are taken from other machines, at ${renderBindAddress(listener.address)}; put a proxy with TLS before it`);
  }
  return listener;
}
