// A process that works on a store as it is told, one JSON command per line of its input; each answer is one line of its output.
// argv: the directory of a build of the store.
import { rmSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [build] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${build}/${path}`).href);
const { openSqliteStore } = await load("store/sqlite/index.js");
const { systemClock } = await load("std/clock.js");

let store;
let claim;

// Written at once: a process that is killed has said everything it knew.
const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const append = (stream, expectedVersion, data, more = {}) =>
  store.append({
    stream,
    expectedVersion,
    events: [{ type: "written", data }],
    effects: [],
    cancel: [],
    documents: [],
    under: null,
    completes: false,
    ...more,
  });

const commands = {
  async open({ file }) {
    store = await openSqliteStore({ file, clock: systemClock });
  },
  append: ({ stream, expectedVersion }) => append(stream, expectedVersion, ""),
  /** Appends to several streams at once, an event and an effect each, until it is killed. */
  async "write-forever"({ name, streams }) {
    async function write(stream, version) {
      const { outcome } = await append(stream, version, "x".repeat(200), {
        effects: [{ id: `${stream}#${version + 1}`, dueAt: 0, data: { type: "e" } }],
      });
      say({ stream, version: version + 1, outcome });
      return write(stream, version + 1);
    }
    const heads = Array.from({ length: streams }, (_, index) => `run/${name}-${index}`);
    await Promise.all(heads.map(async (stream) => write(stream, (await store.read(stream, 0)).length)));
  },
  /** Appends until an append fails; answers how many did not, and the error's code. */
  async fill({ stream }) {
    for (let written = 0; ; written++) {
      try {
        await append(stream, written, "x".repeat(10_000));
      } catch (error) {
        return { written, code: error.code, message: error.message };
      }
    }
  },
  async count({ stream }) {
    return (await store.read(stream, 0)).length;
  },
  remove: ({ file }) => rmSync(file),
  async claim({ effect, worker, ttlMs }) {
    await store.registerWorker(worker, ttlMs, { pid: process.pid });
    claim = await store.claim(effect, worker);
    return claim;
  },
  complete: ({ stream, expectedVersion }) => append(stream, expectedVersion, "late", { under: claim, completes: true }),
  listen() {
    store.onChange(() => {});
  },
  close: () => store.close(),
};

say("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line);
  try {
    say((await commands[command](given)) ?? null);
  } catch (error) {
    say({ code: error.code ?? null, message: error.message });
  }
}
