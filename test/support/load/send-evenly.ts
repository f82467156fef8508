// Deliveries at an even pace, from a thread of their own: what else this process does must not slow them, nor lengthen their answers.
import { once } from "node:events";
import { Worker } from "node:worker_threads";

export interface Template {
  readonly event: string;
  /** A JSON object. */
  readonly body: string;
}

export interface Planned {
  readonly guid: string;
  readonly template: number;
  readonly nonce: number;
}

export interface Sent {
  readonly guid: string;
  /** 0: there was no answer. */
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** From when it was due to the end of the answer. */
  readonly ms: number;
}

export interface Sending {
  readonly port: number;
  readonly secret: string;
  readonly perSecond: number;
  readonly templates: readonly Template[];
  readonly deliveries: readonly Planned[];
}

/** @param onSent as they are answered */
export async function sendEvenly(sending: Sending, onSent: (sent: Sent) => void): Promise<readonly Sent[]> {
  const all: Sent[] = [];
  const worker = new Worker(new URL("./send-evenly.mjs", import.meta.url), { workerData: sending });
  worker.on("message", (some: readonly Sent[]) => {
    for (const sent of some) onSent(sent);
    all.push(...some);
  });
  await once(worker, "exit");
  return all;
}
