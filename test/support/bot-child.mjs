// The App's door and its inbox as a process of their own: takes webhooks, and writes the GUID of each that it handles to a file.
// argv: the directory of a build, and a JSON object with `file`, `handled`, `secret` and `handleMs`. Says `{"port":…}` once it listens.
import { generateKeyPairSync } from "node:crypto";
import { appendFileSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const [build, given] = process.argv.slice(2);
const { file, handled, secret, handleMs } = JSON.parse(given);
const load = (path) => import(pathToFileURL(`${build}/${path}`).href);
const { openBot } = await load("bot/open-bot.js");
const { openInbox } = await load("runtime/inbox/inbox.js");
const { openSqliteStore } = await load("store/sqlite/index.js");
const { createLocalEngine } = await load("engine/local/index.js");
const { systemClock: clock } = await load("std/clock.js");

const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const log = { info() {}, warn() {}, error: ({ err }, message) => process.stderr.write(`${message}: ${err?.stack}\n`) };
const privateKey = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

const store = await openSqliteStore({ file, clock });
const inbox = await openInbox({
  store,
  clock,
  log,
  worker: `wrk_${process.pid}_${Date.now()}`,
  info: { pid: process.pid },
  isDead: () => true,
  createEngine: (perform, outbox) =>
    createLocalEngine({ ...outbox, perform, clock, concurrency: 16, onError: (err) => log.error({ err }, "the engine") }),
  async handle({ guid }) {
    if (handleMs > 0) await pause(handleMs);
    appendFileSync(handled, `${guid}\n`);
    return { as: "handled", note: null };
  },
});
const bot = await openBot({
  bind: { host: "127.0.0.1", port: 0 },
  app: { id: 4242, privateKey, baseUrl: "http://127.0.0.1:9" },
  secrets: [secret],
  settings: { appId: 4242, login: "yardmaster[bot]", allowedBots: [] },
  inbox,
  clock,
  log,
  onDelivery() {},
});
await inbox.start();
say({ port: bot.address.port });
process.once("SIGTERM", async () => {
  await bot.stop();
  await inbox.stop(2_000);
  await store.close();
  process.exit(0);
});
