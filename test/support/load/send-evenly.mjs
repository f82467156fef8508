// A thread that delivers webhooks at an even pace: each is due at its time whether or not those before it were answered, so that a server
// that stalls cannot hide it. Told through `workerData`; says what came of each, some at a time.
import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

const { port, secret, perSecond, templates, deliveries } = workerData;
const TIMEOUT_MS = 10_000;
const TELL_MS = 50;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let told = [];

function post({ guid, template, nonce }, dueAt) {
  const { event, body: text } = templates[template];
  // One more member makes another body of it, as the time of a real one does.
  const body = `${text.slice(0, -1)},"nonce":${nonce}}`;
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "user-agent": "GitHub-Hookshot/044aadd",
    "x-github-delivery": guid,
    "x-github-event": event,
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  return new Promise((done) => {
    const end = (status) => {
      told.push({ guid, status, dueAt: performance.timeOrigin + dueAt, ms: performance.now() - dueAt });
      done();
    };
    const options = { agent, host: "127.0.0.1", port, method: "POST", path: "/api/github/webhooks", headers, timeout: TIMEOUT_MS };
    const asked = request(options, (response) =>
      response
        .on("end", () => end(response.statusCode))
        .on("error", () => end(0))
        .resume(),
    );
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => end(0));
    asked.end(body);
  });
}

const telling = setInterval(() => {
  parentPort.postMessage(told);
  told = [];
}, TELL_MS);
const began = performance.now();
const sent = [];
for (const [index, delivery] of deliveries.entries()) {
  const dueAt = began + (index * 1000) / perSecond;
  const waitMs = dueAt - performance.now();
  if (waitMs > 0) await pause(waitMs);
  sent.push(post(delivery, dueAt));
}
await Promise.all(sent);
clearInterval(telling);
parentPort.postMessage(told);
agent.destroy();
