// How fast webhooks are answered: 200 a second, recorded ones, against the App's door and its inbox as a process of their own.
// Each is due at its time whether or not those before it were answered, so that a server that stalls cannot hide it.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startBotProcess } from "../test/support/bot-process.ts";
import { type ExampleDelivery, loadExampleDeliveries, signedHeaders } from "../test/support/example-deliveries.ts";
import type { BenchRow } from "./bench-row.ts";

const PER_SECOND = 200;
const SECONDS = 20;
const BARE_SECONDS = 5;
const SECRET = "a webhook secret";
/** Reads each body and answers; nothing is verified, nothing is stored. */
const BARE = `
  const server = require("node:http").createServer((q, a) => q.on("end", () => a.writeHead(202).end("{}")).resume());
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

interface Sent {
  readonly guid: string;
  readonly status: number;
  readonly milliseconds: number;
  /** What the server said of it. */
  readonly answer: string;
}

export async function benchIntake(): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), "yardmaster-bench-intake-"));
  const files = { file: join(directory, "app.db"), handled: join(directory, "handled"), secret: SECRET, handleMs: 0 };
  try {
    const bare = percentiles(await loadBare());
    const server = await startBotProcess(resolve(".bench/src"), files);
    try {
      const sent = await sendEvenly(server.port, SECONDS);
      const accepted = sent.filter(({ answer }) => answer === '{"status":"accepted"}');
      const lost = await countLost(accepted, files.handled);
      const failed = sent.filter(({ status }) => status < 200 || status > 299).length;
      const here = percentiles(sent);
      const load = `${PER_SECOND} webhooks a second`;
      return [
        { name: `${load}: answered, median`, value: here.p50, unit: "ms", floor: bare.p50, ratio: here.p50 / bare.p50, aim: "< 20 ms" },
        {
          name: `${load}: answered, 99th percentile`,
          value: here.p99,
          unit: "ms",
          floor: bare.p99,
          ratio: here.p99 / bare.p99,
          aim: "< 200 ms",
        },
        { name: `${load}: failed or lost of ${sent.length}`, value: failed + lost, unit: "", floor: null, ratio: null, aim: "0" },
        { name: `${load}: memory afterwards`, value: residentMegabytes(server.pid), unit: "MB", floor: null, ratio: null, aim: "< 250 MB" },
      ];
    } finally {
      await server.kill();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function loadBare(): Promise<readonly Sent[]> {
  const child = spawn(process.execPath, ["-e", BARE], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    return await sendEvenly(Number(line.toString()), BARE_SECONDS);
  } finally {
    child.kill("SIGKILL");
  }
}

async function sendEvenly(port: number, seconds: number): Promise<readonly Sent[]> {
  const examples = loadFreshExamples();
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const sending: Promise<Sent>[] = [];
  const began = performance.now();
  for (let index = 0; index < seconds * PER_SECOND; index += 1) {
    const dueAt = began + (index * 1000) / PER_SECOND;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await pause(waitMs);
    const { event, payload } = examples[index % examples.length] ?? { event: "ping", payload: {} };
    const body = JSON.stringify({ installation: { id: 1 }, ...payload, nonce: index });
    sending.push(post(agent, port, event, body, dueAt));
  }
  const sent = await Promise.all(sending);
  agent.destroy();
  return sent;
}

/** As if all of it had happened just now: what is old starts nothing and would not be kept. */
function loadFreshExamples(): readonly ExampleDelivery[] {
  const now = JSON.stringify(new Date().toISOString());
  const text = JSON.stringify(loadExampleDeliveries());
  return JSON.parse(text.replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g, now)) as readonly ExampleDelivery[];
}

function post(agent: Agent, port: number, event: string, body: string, dueAt: number): Promise<Sent> {
  const guid = randomUUID();
  const headers = { ...signedHeaders(event, body, SECRET, guid), "content-length": Buffer.byteLength(body) };
  return new Promise((done) => {
    const end = (status: number, answer: string) => done({ guid, status, answer, milliseconds: performance.now() - dueAt });
    const asked = request({ agent, host: "127.0.0.1", port, method: "POST", path: "/api/github/webhooks", headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => end(response.statusCode ?? 0, Buffer.concat(chunks).toString()));
    });
    asked.on("error", () => end(0, ""));
    asked.end(body);
  });
}

/** Accepted and not handled within ten seconds. */
async function countLost(accepted: readonly Sent[], handled: string): Promise<number> {
  for (let time = 0; ; time += 1) {
    const done = new Set(readFileSync(handled, "utf8").split("\n"));
    const lost = accepted.filter(({ guid }) => !done.has(guid)).length;
    if (lost === 0 || time === 100) return lost;
    await pause(100);
  }
}

function percentiles(sent: readonly Sent[]): { readonly p50: number; readonly p99: number } {
  const sorted = sent.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
