// The door for webhooks: POST /webhook/<trigger> or /webhook/<project>/<trigger>, and GET /health. Carries deliveries in and answers out;
// whether one is trusted, wanted and new is asked inside.
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { CATALOGUE, type ErrorCode, YardmasterError } from "../../core/errors.ts";
import type { Log } from "../../runtime/deps.ts";
import type { Deliveries, DeliveryAnswer } from "../../runtime/triggers/deliveries.ts";
import { readBody } from "./read-body.ts";

export interface WebhooksDeps {
  readonly deliveries: Deliveries;
  readonly log: Log;
}

/** Of the raw body. */
export const BODY_LIMIT = 1024 ** 2;

export function createWebhooks({ deliveries, log }: WebhooksDeps): Hono {
  const app = new Hono();

  async function receive(context: Context, project: string | null, name: string): Promise<Response> {
    const trigger = await deliveries.find(project, name);
    if (trigger === null) return refuse(context, "trigger.not-found", { error: "no such webhook", trigger: name });
    // A caller who hangs up or never ends is nobody's failure here; hardly anyone reads this answer.
    const body = await readBody(context.req.raw, BODY_LIMIT).catch(() => "broken off" as const);
    if (body === "broken off") return refuse(context, "webhook.invalid-body", { error: "the body did not come whole", trigger: name });
    if (body === null) {
      // The rest of the body is still on its way, and no further request can follow it.
      context.header("connection", "close");
      return refuse(context, "webhook.too-large", { error: "body too large", trigger: name });
    }
    const answer = await deliveries.receive(trigger, { body, header: (key) => context.req.raw.headers.get(key) });
    return toResponse(context, name, answer);
  }

  app.get("/health", (context) => context.text("ok"));
  app.post("/webhook/:trigger", (context) => receive(context, null, context.req.param("trigger")));
  app.post("/webhook/:project/:trigger", (context) => receive(context, context.req.param("project"), context.req.param("trigger")));
  app.notFound((context) => refuse(context, "trigger.not-found", { error: "nothing is here" }));
  app.onError((error, context) => {
    log.error({ err: error, path: context.req.path }, "answering a webhook");
    const retryable = error instanceof YardmasterError && error.retryable;
    return context.json({ error: "the delivery could not be handled", code: toCode(error) }, retryable ? 503 : 500);
  });
  return app;
}

function toResponse(context: Context, trigger: string, answer: DeliveryAnswer): Response {
  switch (answer.outcome) {
    case "fired":
    case "duplicate":
      return context.json({ task_id: answer.taskId, trigger, status: answer.outcome });
    case "filtered":
      return context.json({ trigger, status: "filtered" }, 202);
    case "refused": {
      const { code, message, hint, retryAfterMs } = answer;
      if (retryAfterMs !== null) context.header("retry-after", String(Math.ceil(retryAfterMs / 1000)));
      return refuse(context, code, { error: message, trigger, ...(hint === null ? {} : { hint }) });
    }
  }
}

function refuse(context: Context, code: ErrorCode, body: Readonly<Record<string, string>>): Response {
  return context.json({ ...body, code }, CATALOGUE[code].status as ContentfulStatusCode);
}

function toCode(error: unknown): string | null {
  return error instanceof YardmasterError ? error.code : null;
}
