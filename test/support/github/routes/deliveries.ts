// What was delivered to the app and what it answered; asking for it once more.
// https://docs.github.com/en/rest/apps/webhooks
import { type Call, param, text } from "../http/call.ts";
import { found, notAccessible, ok, page, type Reply } from "../http/reply.ts";
import { type Route, route } from "../http/route.ts";
import type { Json } from "../render/account.ts";
import type { App } from "../state/app.ts";
import { type Delivery, toHeaders } from "../webhooks/delivery.ts";

const APP_ONLY = { appOnly: true };

function appOf({ viewer }: Call): App {
  if (viewer.kind !== "app") throw notAccessible();
  return viewer.app;
}

/** Newest first; what is still on its way is not in it. */
function listDeliveries(call: Call): readonly Delivery[] {
  const app = appOf(call);
  return call.world.webhooks.deliveries.filter((delivery) => delivery.app === app && delivery.status !== null).toReversed();
}

function findDelivery(call: Call): Delivery {
  return found(listDeliveries(call).find(({ id }) => id === Number(param(call, "delivery_id"))));
}

function toItem(delivery: Delivery): Json {
  const { id, guid, deliveredAt, redelivery, duration, status, statusCode, event, action, installationId, repositoryId } = delivery;
  return {
    id,
    guid,
    delivered_at: deliveredAt,
    redelivery,
    duration,
    status,
    status_code: statusCode,
    event,
    action,
    installation_id: installationId,
    repository_id: repositoryId,
    throttled_at: null,
  };
}

/** A cursor is the id of the last one shown; `page` plays no part here. */
function listPage(call: Call): Reply {
  const size = Math.min(Number(call.query.get("per_page") ?? 30), 100);
  const after = Number(call.query.get("cursor")?.replace("v1_", "") ?? Number.POSITIVE_INFINITY);
  const status = call.query.get("status");
  const wanted = listDeliveries(call).filter(
    (delivery) => delivery.id < after && (status === null || (status === "success") === isOk(delivery)),
  );
  const shown = wanted.slice(0, size);
  const last = shown.at(-1);
  const first = page({ query: new URLSearchParams({ per_page: "100" }), url: call.url }, shown, toItem);
  if (last === undefined || wanted.length <= size) return { status: 200, body: first.body };
  const next = new URL(call.url);
  next.searchParams.set("cursor", `v1_${last.id}`);
  return { status: 200, body: first.body, headers: { link: `<${next.href}>; rel="next"` } };
}

function isOk({ statusCode }: Delivery): boolean {
  return statusCode >= 200 && statusCode < 400;
}

function toConfig({ webhookUrl, webhookSecret }: App): Json {
  return { url: webhookUrl ?? "", content_type: "json", insecure_ssl: "0", secret: webhookSecret.replace(/./g, "*") };
}

export const DELIVERY_ROUTES: readonly Route[] = [
  route("GET /app/hook/config", APP_ONLY, (call) => ok(toConfig(appOf(call)))),
  route("PATCH /app/hook/config", APP_ONLY, (call) => {
    const app = appOf(call);
    app.webhookUrl = text(call.body, "url") ?? app.webhookUrl;
    app.webhookSecret = text(call.body, "secret") ?? app.webhookSecret;
    return ok(toConfig(app));
  }),
  route("GET /app/hook/deliveries", APP_ONLY, listPage),
  route("GET /app/hook/deliveries/{delivery_id}", APP_ONLY, (call) => {
    const delivery = findDelivery(call);
    const { webhookUrl } = delivery.app;
    const request = { headers: toHeaders(delivery), payload: JSON.parse(delivery.body) as unknown };
    return ok({ ...toItem(delivery), url: webhookUrl ?? "", request, response: { headers: {}, payload: delivery.answer } });
  }),
  route("POST /app/hook/deliveries/{delivery_id}/attempts", APP_ONLY, (call) => {
    call.world.webhooks.redeliver(findDelivery(call));
    return { status: 202, body: {} };
  }),
];
