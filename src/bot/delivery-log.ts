// GitHub's own list of what it delivered to the App, and what each of these said. Only the App itself may ask; no installation can.
// https://docs.github.com/en/rest/apps/webhooks
import { z } from "zod";
import { YardmasterError } from "../core/errors.ts";
import type { DeliveryLog } from "../runtime/inbox/delivery-sweep.ts";
import type { Acceptance } from "../runtime/inbox/inbox.ts";
import { BODY_LIMIT } from "./front.ts";
import { isDeliveryName, type ProvenDelivery, toPayloadText } from "./receive-delivery.ts";

/** As much of an Octokit as this needs, signed in as the App. */
export interface AppClient {
  request(
    route: string,
    parameters?: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly data: unknown; readonly headers: Readonly<Record<string, unknown>> }>;
}

const PAGE = 100;
/** A payload of 25 MiB takes its time. */
const ANSWER_WITHIN_MS = 60_000;

const Attempts = z.array(
  z
    .object({ id: z.int(), guid: z.string(), delivered_at: z.string(), status_code: z.int() })
    .transform(({ id, guid, delivered_at: deliveredAt, status_code: status }) => ({
      id,
      guid,
      at: Date.parse(deliveredAt),
      isOk: status >= 200 && status < 300,
    })),
);

const Delivery = z.object({
  guid: z.string(),
  event: z.string(),
  request: z.object({ payload: z.record(z.string(), z.unknown()).nullish() }),
});

/** A delivery that is too old, or was never there. */
const REFUSALS: ReadonlySet<unknown> = new Set([400, 404, 410, 422]);

/**
 * That GitHub says it proves what it says: nothing has to be signed.
 *
 * @throws forge.unavailable, forge.refused
 */
export function createDeliveryLog(client: AppClient, receive: (delivery: ProvenDelivery) => Promise<Acceptance>): DeliveryLog {
  async function ask(doing: string, route: string, parameters: Readonly<Record<string, unknown>>) {
    try {
      return await client.request(route, { ...parameters, request: { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) } });
    } catch (cause) {
      const status = typeof cause === "object" && cause !== null && "status" in cause ? cause.status : null;
      const code = REFUSALS.has(status) ? "forge.refused" : "forge.unavailable";
      throw new YardmasterError(code, `${doing}: ${cause instanceof Error ? cause.message : "no answer"}`, { cause });
    }
  }

  return {
    async list(cursor) {
      const page = { per_page: PAGE, ...(cursor !== null && { cursor }) };
      const { data, headers } = await ask("listing deliveries", "GET /app/hook/deliveries", page);
      const read = Attempts.safeParse(data);
      if (!read.success) throw new YardmasterError("forge.unavailable", "listing deliveries: the answer cannot be understood");
      return { attempts: read.data, next: toNextCursor(headers["link"]) };
    },
    async take({ guid, attempt }) {
      const doing = `fetching delivery ${guid}`;
      const { data } = await ask(doing, "GET /app/hook/deliveries/{delivery_id}", { delivery_id: attempt });
      const read = Delivery.safeParse(data);
      if (!read.success || read.data.guid !== guid || !isDeliveryName(read.data)) {
        throw new YardmasterError("forge.unavailable", `${doing}: the answer cannot be understood`);
      }
      const { event, request } = read.data;
      if (request.payload == null) throw new YardmasterError("forge.refused", `${doing}: GitHub no longer has what it said`);
      if (toPayloadText(request.payload).length > BODY_LIMIT) throw new YardmasterError("forge.refused", `${doing}: it is too large`);
      await receive({ guid, event, payload: request.payload });
    },
  };
}

/** `<https://api.github.com/app/hook/deliveries?per_page=100&cursor=v1_12>; rel="next"` */
function toNextCursor(link: unknown): string | null {
  if (typeof link !== "string") return null;
  const next = link.split(",").find((part) => part.includes('rel="next"'));
  const address = next?.slice(next.indexOf("<") + 1, next.indexOf(">"));
  return address !== undefined && URL.canParse(address) ? new URL(address).searchParams.get("cursor") : null;
}
