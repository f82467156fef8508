// The front of the App's door: takes a webhook only when it is where, how and from whom it has to be, and answers once it is stored.
// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
import type { IncomingMessage, ServerResponse } from "node:http";
import { YardmasterError } from "../core/errors.ts";
import type { Log } from "../runtime/deps.ts";
import type { Acceptance } from "../runtime/inbox/inbox.ts";
import type { Clock } from "../std/clock.ts";
import { isSignedByAny, parseSignature } from "../std/hmac-signature.ts";
import { readBody } from "./read-body.ts";
import { isDeliveryName, type ProvenDelivery } from "./receive-delivery.ts";

export interface FrontOptions {
  /** @defaultValue `/api/github/webhooks`, as Probot has it */
  readonly path?: string;
  /** At least one. */
  readonly secrets: readonly string[];
  /** Of a body, in bytes. @defaultValue 25 MiB, the most that GitHub sends */
  readonly bodyLimit?: number;
  /** Bodies of more than 256 KiB that are read at once; one more is told to come later. @defaultValue 4 */
  readonly largeBodies?: number;
  /** What is not well though deliveries are taken, in words that anybody may read. @defaultValue nothing */
  listTroubles?(): readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** Stores it. Answers only then. */
  receive(delivery: ProvenDelivery): Promise<Acceptance>;
}

/** False: the request is somebody else's. */
export type Front = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export const WEBHOOK_PATH = "/api/github/webhooks";
/** Of a webhook, in bytes: the most that GitHub sends. */
export const BODY_LIMIT = 25 * 1024 ** 2;
const LARGE_BODY = 256 * 1024;
const LARGE_BODIES = 4;
/** Refusals are logged no more often than this: a stranger must not fill the disk. */
const LOG_EVERY_MS = 10_000;

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Head {
  readonly guid: string;
  readonly event: string;
  readonly signature: Uint8Array;
  /** Null: it does not say. */
  readonly length: number | null;
}

export function createFront(options: FrontOptions): Front {
  const { path = WEBHOOK_PATH, secrets, bodyLimit = BODY_LIMIT, largeBodies = LARGE_BODIES, clock, log, receive } = options;
  const { listTroubles = () => [] } = options;
  let large = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  let unlogged = 0;

  function noteRefusal({ status, body }: Answer, request: IncomingMessage): void {
    if (clock.now() - loggedAt < LOG_EVERY_MS) {
      unlogged += 1;
      return;
    }
    loggedAt = clock.now();
    log.warn({ status, from: request.socket.remoteAddress, unlogged }, `a delivery was refused: ${body["error"]}`);
    unlogged = 0;
  }

  /** Null: the client went away, and nobody waits for an answer. */
  async function take(request: IncomingMessage): Promise<Answer | null> {
    const head = readHead(request);
    if ("status" in head) return head;
    if (head.length !== null && head.length > bodyLimit) return TOO_LARGE;
    if (head.length !== null && head.length <= LARGE_BODY) return await takeBody(request, head);
    if (large >= largeBodies) return refuse(503, "too much at once", { "retry-after": "5" });
    large += 1;
    try {
      return await takeBody(request, head);
    } finally {
      large -= 1;
    }
  }

  async function takeBody(request: IncomingMessage, { guid, event, signature }: Head): Promise<Answer | null> {
    const body = await readBody(request, bodyLimit);
    if (body === "gone") return null;
    if (body === "too large") return TOO_LARGE;
    if (!isSignedByAny(secrets, body, signature)) return refuse(401, "the signature is not GitHub's");
    const read = parseJson(body);
    if (read === null) return refuse(400, "the body is not JSON");
    return toAnswer(await receive({ guid, event, payload: read.payload }));
  }

  async function answerDelivery(request: IncomingMessage): Promise<Answer | null> {
    if (request.method !== "POST") return refuse(405, "webhooks are posted", { allow: "POST" });
    try {
      return await take(request);
    } catch (error) {
      log.error({ err: error }, "storing a delivery");
      return refuse(error instanceof YardmasterError && error.retryable ? 503 : 500, "the delivery could not be stored");
    }
  }

  return async (request, response) => {
    const asked = toPath(request.url);
    if (request.method === "GET" && (asked === "/health" || asked === "/ping")) {
      response.writeHead(200, { "content-type": "text/plain" }).end(asked === "/ping" ? "PONG" : ["ok", ...listTroubles()].join("\n"));
      return true;
    }
    if (asked !== toPath(path)) return false;
    const answer = await answerDelivery(request);
    if (answer === null) response.destroy();
    else {
      if (answer.status >= 400 && answer.status < 500) noteRefusal(answer, request);
      send(request, response, answer);
    }
    return true;
  };
}

const TOO_LARGE = refuse(413, "the body is too large");

/** What can be refused before a byte of the body is read. */
function readHead({ headers }: IncomingMessage): Head | Answer {
  const type = headers["content-type"] ?? "";
  if (!/^application\/json(?:\s*;|$)/i.test(type)) return refuse(415, "choose application/json as the webhook's content type");
  const guid = toHeader(headers["x-github-delivery"]);
  const event = toHeader(headers["x-github-event"]);
  if (!isDeliveryName({ guid, event })) return refuse(400, "this is no delivery of GitHub's");
  const signed = toHeader(headers["x-hub-signature-256"]);
  if (signed === "") return refuse(401, "the delivery is not signed");
  const signature = parseSignature(signed);
  if (signature === null) return refuse(401, "the signature is not GitHub's");
  const length = headers["content-length"];
  return { guid, event, signature, length: length === undefined ? null : Number(length) };
}

function toHeader(value: string | readonly string[] | undefined): string {
  return typeof value === "string" ? value : "";
}

function parseJson(body: Uint8Array): { readonly payload: unknown } | null {
  try {
    return { payload: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    return null;
  }
}

function toAnswer(accepted: Acceptance): Answer {
  if (accepted.outcome === "ignored") return { status: 202, body: { status: "ignored", reason: accepted.reason } };
  return { status: accepted.outcome === "accepted" ? 202 : 200, body: { status: accepted.outcome } };
}

function refuse(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: { error }, headers };
}

function send(request: IncomingMessage, response: ServerResponse, { status, body, headers = {} }: Answer): void {
  // What is left of the body is still on its way, and no further request can follow it.
  const ends = request.complete ? {} : { connection: "close" };
  response.writeHead(status, { "content-type": "application/json", ...headers, ...ends }).end(JSON.stringify(body));
}

function toPath(url = "/"): string {
  const path = url.split("?", 1)[0] ?? "/";
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}
