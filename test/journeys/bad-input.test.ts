// What people get wrong before any agent works: each has its message, its exit code, and nothing is lost or half made.
import { spawnSync } from "node:child_process";
import { chown, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Libsql from "libsql";
import { describe, it } from "vitest";
import { assertAtRest, createJourney, describeWorld, type Journey, listTasks, toRoadmap } from "../support/journey.ts";
import { createYardOnDisk, type Finished, MAIN } from "../support/yard-on-disk.ts";

const TIMEOUT = { timeout: 60_000 };

/** Exit code and words, without the paths of this one test. */
function toWords({ code, stderr }: Finished, yard: { readonly directory: string }): string {
  return `${stderr.replaceAll(yard.directory, "…")}exit ${code}`;
}

describe.concurrent("a prompt that does not hold", TIMEOUT, () => {
  it("is told before any agent starts", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { workflow: "prompt: 'Mend {{ issue.titel }}'" });
    const words = toWords(await journey.yardmaster("start", "--until-idle"), journey);
    expect(words).toMatchInlineSnapshot(`
      "Error: reading …/repository/workflow.yaml: its prompts are not valid
      …/repository/workflow.yaml:8:9 error unknown variable "issue.titel"
        hint: did you mean "issue.title"?
      exit 2"
    `);
    expect(await listTasks(journey)).toEqual([]);
  });
});

describe.concurrent("a repository that is none", TIMEOUT, () => {
  it("outside of one, every verb says so", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    const outside = { cwd: yard.directory };
    expect(toWords(await yard.startIn(outside, "start").ended, yard)).toMatchInlineSnapshot(`
      "Error: … is not inside a git repository with a working tree
      Hint: go to a repository, or make one: git init && git add -A && git commit --allow-empty -m start
      exit 2"
    `);
    expect(toWords(await yard.startIn(outside, "task", "list").ended, yard)).toMatch(/exit 2$/);
    expect(await readdir(yard.directory)).toEqual(["repository"]);
  });

  it("without a commit, it says how to make one", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    expect(toWords(await yard.yardmaster("start"), yard)).toMatchInlineSnapshot(`
      "Error: the repository …/repository has no commit yet, and work begins from one
      Hint: make one: git add -A && git commit --allow-empty -m start
      exit 2"
    `);
  });

  it("in a directory that does not exist", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    expect(toWords(await yard.yardmaster("start", "-C", "nowhere"), yard)).toMatchInlineSnapshot(`
      "Error: looking for the repository of nowhere: there is no such directory
      Hint: check the path
      exit 2"
    `);
  });

  it("in a directory that was deleted", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    const gone = join(yard.directory, "gone");
    await mkdir(gone);
    const script = 'rmdir "$PWD" && exec "$0" "$@"';
    const { status, stderr } = spawnSync("sh", ["-c", script, process.execPath, MAIN, "task", "list"], { cwd: gone, encoding: "utf8" });
    expect([stderr, status]).toEqual(["The current directory is no longer there: change to one that is.\n", 2]);
  });

  it.runIf(process.getuid?.() === 0)("of another user, it hands on what git says to that", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    await chown(yard.repository, 12_345, 12_345);
    expect(toWords(await yard.yardmaster("start"), yard)).toMatchInlineSnapshot(`
      "Error: opening the repository of …/repository: git says: detected dubious ownership in repository at '…/repository'
      Hint: it belongs to another user; if you trust it: git config --global --add safe.directory '…/repository'
      exit 2"
    `);
  });

  it("without git", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    expect(toWords(await yard.startIn({ env: { PATH: "/nonexistent" } }, "start").ended, yard)).toMatchInlineSnapshot(`
      "Error: looking for the repository of …/repository: git is not on PATH
      Hint: install git
      exit 2"
    `);
  });
});

describe.concurrent("a roadmap", TIMEOUT, () => {
  it("that is missing: the message shows one", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await rm(join(journey.repository, "docs/roadmap.md"));
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot(`
      "Error: reading the roadmap …/repository/docs/roadmap.md: it does not exist
      Hint: create it, for example:

      ## Backlog

      ### Feature: Add a login page

      - **Status:** planned
      - **Summary:** What should be there when it is done.
      exit 4"
    `);
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
    for (const trouble of ["11: unknown status `soon`", "13: the entry has no Status", "17: a second entry called `Alpha`"]) {
      expect(stdout).toContain(`trouble: docs/roadmap.md:${trouble}`);
    }
    expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 completed
      branch yardmaster/alpha-b1a96dd6: mended.txt in 1 commit
      ### Alpha
      - **Status:** done
      - **Progress:** completed (run run_…, branch \`yardmaster/alpha-b1a96dd6\`, commit \`…\`)
      ### Beta
      - **Status:** soon
      ### Gamma
      ### Alpha
      - **Status:** planned"
    `);
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
    expect(why.stdout.replace(/item-9999-\w+/, "item-9999-…")).toMatchInlineSnapshot(`
      "item-9999-… is not being worked on: the only slot is taken
      Item 9999

      ok state        its state planned is an active one
      ok routing      the tracker offers it, with every required label
      ok blockers     nothing blocks it
      ok claim        nothing holds it
      ok dispatch     dispatch is on
      no slots        the only slot is taken
      ok state-slots  no limit for the state planned is reached
      no rank         it is number 9999 in the queue
      "
    `);
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
    const goal = `${evil}${" ä€𝄞".repeat(11_000)}`;
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
    expect(toWords(await journey.yardmaster("run", "  "), journey)).toMatchInlineSnapshot(`
      "Error: there is no goal
      Hint: say what is to be done: yardmaster run "Fix the login"
      exit 2"
    `);
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
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot(`
      "Error: reading …/repository/workflow.yaml: 3 problems
      …/repository/workflow.yaml:2:16 error polling.interval_ms must be a whole number of at least 100, not "soon"
      …/repository/workflow.yaml:4:12 error agent.backend must be one of claude, codex, gemini, opencode, copilot, aider, command, scripted, mock, not "cluade"
        hint: did you mean "claude"?
      …/repository/workflow.yaml:6:9 error steps[0].id must be letters, digits, ., _ and -, at most 64 of them, not "a b"
      exit 2"
    `);
    expect(toWords(await journey.yardmaster("task", "list"), journey)).toMatchInlineSnapshot(`
      "…/repository/workflow.yaml:2:16 warning polling.interval_ms must be a whole number of at least 100, not "soon"
      …/repository/workflow.yaml:4:12 warning agent.backend must be one of claude, codex, gemini, opencode, copilot, aider, command, scripted, mock, not "cluade"
        hint: did you mean "claude"?
      …/repository/workflow.yaml:6:9 warning steps[0].id must be letters, digits, ., _ and -, at most 64 of them, not "a b"
      exit 0"
    `);
  });

  it("that names a missing agent: start refuses with a hint", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await journey.write("workflow.yaml", "agent:\n  backend: command\n  command: [not-installed-anywhere]\n");
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot(`
      "Error: looking for the agent: not-installed-anywhere was not found on PATH; install it or name another command
      Hint: install it, or name another under agent: in workflow.yaml
      exit 2"
    `);
    await assertAtRest(journey);
  });

  it("that is named and missing", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    expect(toWords(await journey.yardmaster("start", "--workflow-file", "other.yaml"), journey)).toMatchInlineSnapshot(`
      "Error: reading …/repository/other.yaml: there is no such file
      exit 4"
    `);
  });
});

describe.concurrent("a data directory", TIMEOUT, () => {
  async function startWith(journey: Journey, data: string): Promise<string> {
    return toWords(await journey.startIn({ env: { YARDMASTER_DATA_DIR: data } }, "start", "--until-idle").ended, journey);
  }

  it("below a regular file", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await journey.put("file", "mine");
    expect(await startWith(journey, join(journey.place, "file/data"))).toMatchInlineSnapshot(`
      "Error: making the data directory …/file/data ready: ENOTDIR
      Hint: choose another with --data-dir or YARDMASTER_DATA_DIR
      exit 2"
    `);
    expect(await readFile(join(journey.place, "file"), "utf8")).toBe("mine");
  });

  it("that belongs to another repository", async ({ expect, onTestFinished }) => {
    const [journey, other] = [await createJourney(onTestFinished), await createJourney(onTestFinished)];
    expect((await other.yardmaster("task", "list")).code).toBe(0);
    const words = await startWith(journey, other.data);
    expect(words.replaceAll(other.directory, "(other)")).toMatchInlineSnapshot(`
      "Error: the data directory (other)/data belongs to the repository (other)/repository
      Hint: use another for …/repository; if the repository has moved, write its new path into (other)/data/repository
      exit 2"
    `);
  });

  it("where nothing can be made (/proc/sys: even root makes no directory there)", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    const words = await startWith(journey, "/proc/sys/yardmaster");
    expect(words.replace(/: E[A-Z]+$/m, ": E…")).toMatchInlineSnapshot(`
      "Error: making the data directory /proc/sys/yardmaster ready: E…
      Hint: choose another with --data-dir or YARDMASTER_DATA_DIR
      exit 2"
    `);
  });

  it("of its own in a home where nothing can be made", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    const env = { YARDMASTER_DATA_DIR: undefined, XDG_STATE_HOME: undefined, HOME: "/proc/sys" };
    const words = toWords(await journey.startIn({ env }, "start").ended, journey);
    expect(words.replace(/: E[A-Z]+$/m, ": E…").replace(/repository-\w+/, "repository-…")).toMatchInlineSnapshot(`
      "Error: making the data directory /proc/sys/.local/state/yardmaster/repository-… ready: E…
      Hint: choose another with --data-dir or YARDMASTER_DATA_DIR
      exit 2"
    `);
  });
});

describe.concurrent("a store", TIMEOUT, () => {
  it("that is not healthy is left as it was", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    await mkdir(journey.data);
    const garbage = "this is no database, and someone may still want it back\n".repeat(100);
    await writeFile(join(journey.data, "store.db"), garbage);
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot(`
      "Error: opening the store in …/data/store.db: file is not a database (SQLITE_NOTADB)
      Hint: restore a copy of the file, or move it away to start with an empty store
      exit 1"
    `);
    expect(await readFile(join(journey.data, "store.db"), "utf8")).toBe(garbage);
  });

  it("of a newer version is left as it was", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    expect((await journey.yardmaster("task", "list")).code).toBe(0);
    const store = new Libsql(join(journey.data, "store.db"));
    store.exec("pragma user_version = 99");
    store.close();
    const before = await readFile(join(journey.data, "store.db"));
    expect(toWords(await journey.yardmaster("start"), journey)).toMatchInlineSnapshot(`
      "Error: opening the store …/data/store.db: its schema has version 99, and this Yardmaster knows 2
      Hint: upgrade Yardmaster; the file was left untouched
      exit 2"
    `);
    expect((await readFile(join(journey.data, "store.db"))).equals(before)).toBe(true);
  });
});
