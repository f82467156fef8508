// The server dies in the middle of everything: what it had answered is handled after the next start, in order.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type BotFiles, type BotProcess, startBotProcess } from "../support/bot-process.ts";
import { exampleOf, signedHeaders } from "../support/example-deliveries.ts";
import { buildRoom, type RoomBuild } from "../support/room-build.ts";
import { temporaryDirectory } from "../support/store-fixture.ts";
import { until } from "../support/until.ts";

const SECRET = "a webhook secret";
const THREADS = 5;
let build: RoomBuild;

beforeAll(async () => {
  build = await buildRoom("bot/open-bot.ts", "runtime/inbox/inbox.ts", "store/sqlite/index.ts", "engine/local/index.ts", "std/clock.ts");
}, 60_000);
afterAll(() => build.dispose());

async function start(files: BotFiles): Promise<BotProcess> {
  const started = await startBotProcess(build.path, files);
  onTestFinished(() => started.kill());
  return started;
}

/** Whether it was answered well; a server that dies answers nothing. */
async function post(port: number, guid: string, thread: number): Promise<boolean> {
  const issue = {
    ...(exampleOf("issues", "labeled")["issue"] as object),
    number: thread,
    body: guid,
    updated_at: new Date().toISOString(),
  };
  const body = JSON.stringify(exampleOf("issues", "labeled", { issue }));
  try {
    const headers = signedHeaders("issues", body, SECRET, guid);
    return (await fetch(`http://127.0.0.1:${port}/api/github/webhooks`, { method: "POST", headers, body })).status === 202;
  } catch {
    return false;
  }
}

it("loses nothing that was answered when the server is killed, and handles each thread's in order", async () => {
  const directory = temporaryDirectory();
  onTestFinished(() => directory.dispose());
  const files = { file: join(directory.path, "app.db"), handled: join(directory.path, "handled"), secret: SECRET, handleMs: 5 };
  const readHandled = () => (existsSync(files.handled) ? readFileSync(files.handled, "utf8").trim().split("\n") : []);
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const server = await start(files);
    const sending = Array.from({ length: THREADS }, async (_, thread) => {
      for (let index = 0; ; index += 1) {
        const guid = `r${round}-t${thread}-${index}`;
        if (!(await post(server.port, guid, thread + 1))) return;
        acknowledged.push(guid);
      }
    });
    await until(() => acknowledged.length >= (round + 1) * 60);
    await server.kill();
    await Promise.all(sending);
  }
  const waiting = acknowledged.filter((guid) => !readHandled().includes(guid));
  await start({ ...files, handleMs: 0 });
  await until(() => acknowledged.every((guid) => readHandled().includes(guid)));

  // Killed between the deed and its record, a server does it again; what counts is when it was first done.
  const first = [...new Set(readHandled())];
  for (let thread = 0; thread < THREADS; thread += 1) {
    const own = acknowledged.filter((guid) => guid.includes(`-t${thread}-`));
    const inOrder = [...own].sort((a, b) => toOrder(a) - toOrder(b));
    expect(first.filter((guid) => own.includes(guid))).toEqual(inOrder);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(180);
  expect(waiting.length).toBeGreaterThan(0);
});

function toOrder(guid: string): number {
  const [round = 0, , index = 0] = (guid.match(/\d+/g) ?? []).map(Number);
  return round * 1_000_000 + index;
}
