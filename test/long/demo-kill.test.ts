// The demo is killed with -9 at random moments, and a start takes up what is left. However it is cut, every item ends exactly once.
// The seed is printed; YARDMASTER_SEED plays the same moments again.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, it } from "vitest";
import { DEMO_ITEMS } from "../../src/app/demo/demo-files.ts";
import { assertAtRest, listTasks } from "../support/journey.ts";
import { pauseFor } from "../support/until.ts";
import { createYardOnDisk, type YardOnDisk } from "../support/yard-on-disk.ts";

const run = promisify(execFile);

const ROUNDS = 20;
const EARLIEST_MS = 50;
const seed = Number(process.env["YARDMASTER_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Mulberry32: small, and the same everywhere. */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same yard, seen from within the demo's repository: its own git configuration says where its data is. */
function enterDemo(yard: YardOnDisk, directory: string): YardOnDisk {
  const repository = join(directory, "repository");
  const startIn: YardOnDisk["startIn"] = (surroundings, ...args) =>
    yard.startIn({ cwd: repository, env: { YARDMASTER_DATA_DIR: undefined }, ...surroundings }, ...args);
  return {
    ...yard,
    repository,
    data: join(directory, "data"),
    startIn,
    yardmaster: (...args) => startIn({}, ...args).ended,
    read: (path) => readFile(join(repository, path), "utf8"),
    git: async (...args) => (await run("git", args, { cwd: repository, env: yard.env() })).stdout.trim(),
  };
}

/** From the moment that the repository is made to the end, undisturbed. */
async function measureDemo(yard: YardOnDisk): Promise<number> {
  const demo = yard.start("demo");
  await demo.says("Made a repository");
  const startedAt = performance.now();
  await demo.says("Checking what became of it");
  const took = performance.now() - startedAt;
  await demo.ended;
  return took;
}

async function describeEnd(demo: YardOnDisk): Promise<readonly string[]> {
  const tasks = await listTasks(demo);
  const roadmap = await demo.read("docs/roadmap.md");
  const lines = await Promise.all(
    DEMO_ITEMS.map(async ({ title, file, fixed }) => {
      const completed = tasks.filter((task) => task.title === title && task.status === "completed");
      const branch = completed[0]?.branch ?? "none";
      const isFixed = `${await demo.git("show", `${branch}:${file}`)}\n` === fixed;
      const changed = await demo.git("diff", "--name-only", `main...${branch}`);
      const entry = roadmap.split("### ").find((text) => text.startsWith(title)) ?? "";
      const status = /\*\*Status:\*\* (.*)/.exec(entry)?.[1];
      const progress = entry.match(/\*\*Progress:\*\*/g)?.length ?? 0;
      return `${title}: ${completed.length} completed, ${isFixed && changed === file ? "fixed" : `wrong (${changed})`}, ${status}, ${progress} progress`;
    }),
  );
  const branches = (await demo.git("for-each-ref", "--format=x", "refs/heads/yardmaster")).split("\n").length;
  const open = tasks.filter(({ status }) => status === "queued" || status === "running").length;
  return [...lines, `${branches} branches, ${open} open tasks`];
}

const EXPECTED = [
  ...DEMO_ITEMS.map(({ title }) => `${title}: 1 completed, fixed, done, 1 progress`),
  `${DEMO_ITEMS.length} branches, 0 open tasks`,
];

describe("the demo under kill -9", () => {
  it(`ends every item exactly once, whenever it is cut (YARDMASTER_SEED=${seed})`, async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    const length = await measureDemo(yard);
    const random = createRandom(seed);
    process.stdout.write(`seed ${seed}, the demo takes ${Math.round(length)} ms\n`);
    for (let round = 0; round < ROUNDS; round += 1) {
      const directory = join(yard.directory, `round-${round}`);
      const killed = yard.start("demo", "--keep", "--directory", directory);
      await killed.says("Made a repository");
      const after = EARLIEST_MS + random() * (length - EARLIEST_MS);
      await Promise.race([pauseFor(after), killed.says("Checking what became of it")]);
      killed.process.kill("SIGKILL");
      const { stdout } = await killed.ended;
      const moment = `round ${round}, killed after ${Math.round(after)} ms, at: ${stdout.trimEnd().split("\n").at(-1)}`;

      const demo = enterDemo(yard, directory);
      const next = await demo.yardmaster("start", "--until-idle");
      expect(next.code, `${moment}\n${next.stderr}`).toBe(0);
      expect(await describeEnd(demo), moment).toEqual(EXPECTED);
      await assertAtRest(demo);
      const before = await listTasks(demo);
      await demo.yardmaster("start", "--until-idle");
      expect(await listTasks(demo), moment).toEqual(before);
      process.stdout.write(`${moment}\n`);
    }
  });
});
