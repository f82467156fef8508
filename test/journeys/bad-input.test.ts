// What people get wrong before any agent works: each has its message, its exit code, and nothing is lost or half made.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Libsql from "libsql";
import { describe, it } from "vitest";
import { assertAtRest, createJourney, describeWorld, type Journey, listTasks, toRoadmap } from "../support/journey.ts";
import { createYardOnDisk, type Finished } from "../support/yard-on-disk.ts";

const TIMEOUT = { timeout: 60_000 };

/** Exit code and words, without the paths of this one test. */
function toWords({ code, stderr }: Finished, yard: { readonly directory: string }): string {
  return `${stderr.replaceAll(yard.directory, "…")}exit ${code}`;
}

describe.concurrent("a repository that is none", TIMEOUT, () => {
  it("outside of one, every verb says so", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    const outside = { cwd: yard.directory };
    expect(toWords(await yard.startIn(outside, "start").ended, yard)).toMatchInlineSnapshot();
    expect(toWords(await yard.startIn(outside, "task", "list").ended, yard)).toMatch(/exit 2$/);
    expect(await readdir(yard.directory)).toEqual(["repository"]);
  });

  it("without a commit, it says how to make one", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    expect(toWords(await yard.yardmaster("start"), yard)).toMatchInlineSnapshot();
  });

  it("in a directory that does not exist", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    expect(toWords(await yard.yardmaster("start", "-C", "nowhere"), yard)).toMatchInlineSnapshot();
  });
});

describe.concurrent("a roadmap", TIMEOUT, () => {
  it("that is missing: the message shows one", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await rm(join(journey.repository, "docs/roadmap.md"));
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot();
  });

  it("with entries that do not hold: the others are done, and each is named with its line", async ({ expect, onTestFinished }) => {
    const roadmap = `${toRoadmap("Alpha")}
### Beta

- **Status:** soon

### Gamma

No fields at all.

### Alpha

- **Status:** planned
`;
    const journey = await createJourney(onTestFinished, { roadmap });
    const { code, stdout } = await journey.yardmaster("start", "--until-idle");
    expect(code).toBe(0);
    const troubles = stdout.split("\n").filter((line) => line.includes("trouble: "));
    expect(troubles.map((line) => line.slice(line.indexOf("docs/"))).join("\n")).toMatchInlineSnapshot();
    expect(await describeWorld(journey)).toMatchInlineSnapshot();
    await assertAtRest(journey);
  });

  it("of ten thousand entries: the most urgent comes first, why answers, and memory stays small", async ({ expect, onTestFinished }) => {
    const entries = Array.from(
      { length: 10_000 },
      (_, n) => `\n### Item ${n}\n\n- **Status:** planned\n- **Priority:** P${n === 7777 ? 1 : 3}\n`,
    );
    const journey = await createJourney(onTestFinished, {
      roadmap: `# Roadmap\n\n## Next\n${entries.join("")}`,
      agent: `echo $$ > "$PLACE/agent"; until [ -e "$PLACE/go" ]; do sleep 0.02; done`,
      agentSettings: "max_concurrent_agents: 1",
    });
    const server = journey.start("start");
    await server.says("step 1/1 implement");
    expect((await listTasks(journey)).map(({ title }) => title)).toEqual(["Item 7777"]);
    const why = await journey.yardmaster("why", "Item 9999");
    expect(why.stdout.replace(/item-9999-\w+/, "item-9999-…")).toMatchInlineSnapshot();
    const status = await readFile(`/proc/${server.process.pid}/status`, "utf8");
    const peakMiB = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
    expect(peakMiB).toBeLessThan(400);
    server.process.kill("SIGINT");
    await server.says("Interrupt again");
    server.process.kill("SIGINT");
    await server.ended;
  });
});

describe.concurrent("a goal", TIMEOUT, () => {
  it("with quotes, newlines, substitutions and 100 KB reaches the agent as it is, and runs nothing", async ({ expect, onTestFinished }) => {
    const evil = `Say "it's" \`touch pwned\` $(touch pwned) \${IFS} {prompt} {{ issue.id }} %s \\n \u001b[2J\n; touch pwned &\n\tend`;
    const goal = `${evil}${" ä€𝄞".repeat(9_000)}`;
    const agent = 'cat > "$PLACE/prompt"; cp "$PLACE/prompt" prompt.txt';
    const journey = await createJourney(onTestFinished, { roadmap: toRoadmap(), agent, workflow: "prompt: '{{ goal }}'" });
    expect(Buffer.byteLength(goal)).toBeGreaterThan(100_000);
    const result = await journey.yardmaster("run", goal);
    expect(result.stderr).not.toContain("Error");
    expect(result.code).toBe(0);
    expect(await readFile(join(journey.place, "prompt"), "utf8")).toBe(goal);
    const everything = await readdir(journey.directory, { recursive: true });
    expect(everything.filter((name) => name.includes("pwned"))).toEqual([]);
    await assertAtRest(journey);
  });

  it("that is empty is refused", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    expect(toWords(await journey.yardmaster("run", "  "), journey)).toMatchInlineSnapshot();
    expect(await listTasks(journey)).toEqual([]);
  });
});

describe.concurrent("a workflow file", TIMEOUT, () => {
  it("with three mistakes: all are shown at once with their lines", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await journey.write(
      "workflow.yaml",
      "polling:\n  interval_ms: soon\nagent:\n  backend: cluade\nsteps:\n  - id: a b\n    command: 'true'\n",
    );
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot();
  });

  it("that names a missing agent: start refuses with a hint", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await journey.write("workflow.yaml", "agent:\n  backend: command\n  command: [not-installed-anywhere]\n");
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot();
    await assertAtRest(journey).catch((error: Error) => expect(error.message).toBe(""));
  });

  it("that is named and missing", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    expect(toWords(await journey.yardmaster("start", "--workflow-file", "other.yaml"), journey)).toMatchInlineSnapshot();
  });
});

describe.concurrent("a data directory", TIMEOUT, () => {
  async function startWith(journey: Journey, data: string): Promise<string> {
    return toWords(await journey.startIn({ env: { YARDMASTER_DATA_DIR: data } }, "start", "--until-idle").ended, journey);
  }

  it("below a regular file", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await journey.put("file", "mine");
    expect(await startWith(journey, join(journey.place, "file/data"))).toMatchInlineSnapshot();
    expect(await readFile(join(journey.place, "file"), "utf8")).toBe("mine");
  });

  it("that belongs to another repository", async ({ expect, onTestFinished }) => {
    const [journey, other] = [await createJourney(onTestFinished), await createJourney(onTestFinished)];
    expect((await other.yardmaster("task", "list")).code).toBe(0);
    const words = await startWith(journey, other.data);
    expect(words.replaceAll(other.directory, "(other)")).toMatchInlineSnapshot();
  });

  it("on a read-only file system (here /proc/sys, since root may write anywhere else)", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    expect(await startWith(journey, "/proc/sys/yardmaster")).toMatchInlineSnapshot();
  });

  it("that must be made in a home where nothing can be made", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    const env = { YARDMASTER_DATA_DIR: undefined, XDG_STATE_HOME: undefined, HOME: "/proc/sys" };
    expect(
      toWords(await journey.startIn({ env }, "start").ended, journey).replace(/repository-\w+/, "repository-…"),
    ).toMatchInlineSnapshot();
  });
});

describe.concurrent("a store", TIMEOUT, () => {
  it("that is not healthy is left as it was", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await mkdir(journey.data);
    const garbage = "this is no database, and someone may still want it back\n".repeat(100);
    await writeFile(join(journey.data, "store.db"), garbage);
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot();
    expect(await readFile(join(journey.data, "store.db"), "utf8")).toBe(garbage);
  });

  it("of a newer version is left as it was", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    expect((await journey.yardmaster("task", "list")).code).toBe(0);
    const store = new Libsql(join(journey.data, "store.db"));
    store.exec("pragma user_version = 99");
    store.close();
    const before = await readFile(join(journey.data, "store.db"));
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot();
    expect((await readFile(join(journey.data, "store.db"))).equals(before)).toBe(true);
  });
});
