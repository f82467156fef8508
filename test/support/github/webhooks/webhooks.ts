// Delivers webhooks, one after another in the order of the events, unless a test wants GitHub to lose, hold, repeat or reorder them.
// GitHub never tries again by itself; neither does this.
import { randomUUID } from "node:crypto";
import type { Clock } from "../state/clock.ts";
import { toIso } from "../state/clock.ts";
import { type Delivery, toHeaders } from "./delivery.ts";

export type Outgoing = Pick<Delivery, "app" | "event" | "action" | "installationId" | "repositoryId" | "body">;

export interface Webhooks {
  /** Every attempt, oldest first. */
  readonly deliveries: readonly Delivery[];
  send(outgoing: Outgoing): void;
  /** What somebody else carried there, and what came of it, stands in the list as if it had been sent from here. */
  note(outgoing: Outgoing, guid: string, statusCode: number): void;
  /** Sends a delivery's body again under the same GUID. */
  redeliver(delivery: Delivery): void;
  /** The next ones vanish: not even the list of deliveries has them. */
  lose(count?: number): void;
  /** The next ones arrive twice. */
  duplicate(count?: number): void;
  /** Until `resume`, each counts as failed, as when the app is not reached; the list of deliveries has them. */
  outage(): void;
  resume(): void;
  /** Keeps everything back until `release`. */
  hold(): void;
  release(order?: "in order" | "reversed"): void;
  /** Everything that is not held back has been answered. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/troubleshooting-webhooks#timed-out */
const ANSWER_WITHIN_MS = 10_000;

export function createWebhooks(clock: Clock): Webhooks {
  const deliveries: Delivery[] = [];
  const stopped = new AbortController();
  let queue: Delivery[] = [];
  let pumping: Promise<void> | null = null;
  let losing = 0;
  let doubling = 0;
  let held = false;
  let unreachable = false;
  let lastId = 12_000_000_000;

  function record(outgoing: Outgoing, guid: string, redelivery: boolean): Delivery {
    lastId += 1;
    const { app, event, action, installationId, repositoryId, body } = outgoing;
    const deliveredAt = toIso(clock.now());
    const attempt = { status: null, statusCode: 0, duration: 0, answer: "" };
    const delivery = { id: lastId, guid, app, event, action, installationId, repositoryId, body, redelivery, deliveredAt, ...attempt };
    deliveries.push(delivery);
    return delivery;
  }

  function enqueue(delivery: Delivery): void {
    queue.push(delivery);
    start();
  }

  function start(): void {
    if (held || pumping !== null || queue.length === 0) return;
    pumping = pump().finally(() => {
      pumping = null;
      start();
    });
  }

  async function pump(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = held ? undefined : queue.shift()) await attempt(next);
  }

  async function attempt(delivery: Delivery): Promise<void> {
    if (stopped.signal.aborted) return;
    if (unreachable || delivery.app.webhookUrl === null) return close(delivery, "failed to connect to host", 502, "");
    const began = performance.now();
    try {
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
      const request = { method: "POST", headers: toHeaders(delivery), body: delivery.body, signal };
      const response = await fetch(delivery.app.webhookUrl, request);
      const status = response.ok ? "OK" : `Invalid HTTP Response: ${response.status}`;
      close(delivery, status, response.status, await response.text());
    } catch (cause) {
      const late = cause instanceof Error && cause.name === "TimeoutError";
      close(delivery, late ? "timed out" : "failed to connect to host", late ? 504 : 502, "");
    }
    delivery.duration = Math.round(performance.now() - began) / 1000;
  }

  function close(delivery: Delivery, status: string, statusCode: number, answer: string): void {
    Object.assign(delivery, { status, statusCode, answer });
  }

  return {
    deliveries,
    send(outgoing) {
      if (losing > 0) {
        losing -= 1;
        return;
      }
      const guid = randomUUID();
      enqueue(record(outgoing, guid, false));
      if (doubling === 0) return;
      doubling -= 1;
      enqueue(record(outgoing, guid, false));
    },
    note(outgoing, guid, statusCode) {
      const isReached = statusCode !== 0;
      const status = !isReached ? "failed to connect to host" : statusCode < 300 ? "OK" : `Invalid HTTP Response: ${statusCode}`;
      close(record(outgoing, guid, false), status, isReached ? statusCode : 502, "");
    },
    redeliver: (delivery) => enqueue(record(delivery, delivery.guid, true)),
    lose(count = 1) {
      losing += count;
    },
    duplicate(count = 1) {
      doubling += count;
    },
    outage() {
      unreachable = true;
    },
    resume() {
      unreachable = false;
    },
    hold() {
      held = true;
    },
    release(order = "in order") {
      held = false;
      if (order === "reversed") queue = queue.toReversed();
      start();
    },
    async settled() {
      while (pumping !== null) await pumping;
    },
    async stop() {
      stopped.abort();
      queue = [];
      while (pumping !== null) await pumping;
    },
  };
}
