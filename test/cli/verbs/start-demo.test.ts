// `start` and `demo`: serving until the end, by idleness, interrupt or error, and saying only what was checked.
import { describe, expect, it } from "vitest";
import type { Demo, DemoVerdict, ServeOptions, Server, Where, World } from "../../../src/cli/world.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import { createFakeServer, emptyBoard, runCli } from "../fake-world.ts";
import { finishedRow, runningRow } from "../sample-runs.ts";

interface Asked {
  readonly serve: (readonly [Where, Pick<ServeOptions, "workers" | "untilIdle">])[];
  readonly log: string[];
}

function serving(given: Partial<Server> = {}): { readonly asked: Asked; readonly rooms: Pick<World, "serve"> } {
  const asked: Asked = { serve: [], log: [] };
  return {
    asked,
    rooms: {
      async serve(where, { workers, untilIdle, onChange }) {
        asked.serve.push([where, { workers, untilIdle }]);
        onChange();
        return createFakeServer({ stop: async () => void asked.log.push("stopped"), ...given });
      },
    },
  };
}

const NOWHERE = { directory: null, dataDirectory: null, workflowFile: null };
const never = new Promise<never>(() => {});

describe("start", () => {
  it("serves until there is nothing left to do, when asked to", async () => {
    const { asked, rooms } = serving({ board: async () => ({ ...emptyBoard, finished: [finishedRow()] }) });
    const ran = await runCli(["start", "--foreground", "--workers", "3", "--until-idle"], rooms);
    expect(ran).toEqual({
      exit: 0,
      out: "Serving /srv/site, data in /state/site\n2026-11-20T08:00:00Z R-0 completed in 41 s, branch yardmaster/R-0 at abcdef012\n",
      err: "",
    });
    expect(asked.serve).toEqual([[NOWHERE, { workers: 3, untilIdle: true }]]);
    expect(asked.log).toContain("stopped");
  });

  it("says on an interrupt what becomes of the work, stops, and has done well", async () => {
    const interrupt = new AbortController();
    const { asked, rooms } = serving({
      done: never,
      board: async () => {
        interrupt.abort();
        return { ...emptyBoard, running: [runningRow()] };
      },
    });
    const { exit, out, err } = await runCli(["start"], { ...rooms, interrupted: interrupt.signal });
    expect(exit).toBe(0);
    const notice = "Interrupt again to end at once. Stopping: what takes over 5 s is handed back.";
    expect(out).toContain(`- ${notice}\n`);
    expect(notice.length).toBeLessThan(80);
    expect(err).toBe("Stopped. What was handed back goes on at the next start.\n");
    expect(asked).toMatchObject({ serve: [[NOWHERE, { workers: null, untilIdle: false }]] });
    expect(asked.log).toContain("stopped");
  });

  it("stops at once when it was interrupted before it served, even if it breaks then", async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const { asked, rooms } = serving({ done: Promise.reject(new Error("the lease is lost")) });
    expect(await runCli(["start"], { ...rooms, interrupted: interrupt.signal })).toMatchObject({ exit: 0, err: "Stopped.\n" });
    expect(asked.log).toContain("stopped");
  });

  it("tells troubles by their place in the repository", async () => {
    const { rooms } = serving({
      board: async () => ({ ...emptyBoard, troubles: ["/srv/site/docs/roadmap.md:3: no title", "/srv/siteb:1: x"] }),
    });
    const { out } = await runCli(["start", "--until-idle"], rooms);
    expect(out).toContain("- trouble: docs/roadmap.md:3: no title\n");
    expect(out).toContain("- trouble: /srv/siteb:1: x\n");
  });

  it("draws a board on a terminal, and leaves the terminal as it was when serving breaks", async () => {
    const { asked, rooms } = serving({ done: Promise.reject(new YardmasterError("store.full", "writing an event: no space left")) });
    const { exit, out, err } = await runCli(["start"], { ...rooms, screen: { interactive: true } });
    expect([exit, err]).toEqual([10, "Error: writing an event: no space left\n"]);
    expect(out).toContain("0 of 2 agents at work");
    expect(out.endsWith("\u001b[?25h")).toBe(true);
    expect(asked.log).toContain("stopped");
  });
});

function verdict(title: string, given: Partial<DemoVerdict> = {}): DemoVerdict {
  return {
    identifier: title.toLowerCase().replaceAll(" ", "-"),
    title,
    runs: 1,
    branch: `yardmaster/${title.toLowerCase().replaceAll(" ", "-")}`,
    workspace: `/tmp/demo/work/${title.length}`,
    checks: [
      { name: "branch", holds: true, detail: "changes one file" },
      { name: "tests", holds: true, detail: "its test passes" },
    ],
    ...given,
  };
}

function demonstrating(verdicts: readonly DemoVerdict[], given: Partial<Demo> = {}) {
  const finished = [finishedRow({ identifier: "leap-years" }), finishedRow({ run: "run_2", identifier: "leap-years", durationMs: 2000 })];
  const { asked, rooms } = serving({ board: async () => ({ ...emptyBoard, finished }) });
  return {
    asked,
    rooms: {
      ...rooms,
      async createDemo({ directory }: { readonly directory: string | null }): Promise<Demo> {
        asked.log.push(`made in ${directory}`);
        return {
          directory: "/tmp/demo",
          repository: "/tmp/demo/the repository",
          dataDirectory: "/tmp/demo/data",
          async verify() {
            asked.log.push("verified");
            return verdicts;
          },
          remove: async () => void asked.log.push("removed"),
          ...given,
        };
      },
    },
  };
}

describe("demo", () => {
  it("serves the demo's repository, checks what became of it, tells, and removes it", async () => {
    const { asked, rooms } = demonstrating([verdict("Leap years", { runs: 2 }), verdict("Slug accents")]);
    const { exit, out } = await runCli(["demo"], rooms);
    expect(exit).toBe(0);
    expect(asked.serve).toEqual([
      [
        { directory: "/tmp/demo/the repository", dataDirectory: "/tmp/demo/data", workflowFile: null },
        { workers: 2, untilIdle: true },
      ],
    ]);
    expect([...new Set(asked.log)]).toEqual(["made in null", "stopped", "verified", "removed"]);
    expect(out.slice(out.indexOf("Checking"))).toMatchInlineSnapshot(`
      "Checking what became of it: branches, worktrees, roadmap …

      ISSUE         RESULT         RUNS  TIME  BRANCH
      Leap years    2 of 2 checks  2     43 s  yardmaster/leap-years
      Slug accents  2 of 2 checks  1           yardmaster/slug-accents

      All 4 checks pass: branch, tests.

      Everything is removed again. To keep it and look around: \`yardmaster demo --keep\`, or in a clone of Yardmaster \`npm run demo -- --keep\`.
      "
    `);
  });

  it("tells where to look when it is kept", async () => {
    const { asked, rooms } = demonstrating([verdict("Leap years"), verdict("Slug accents")]);
    const { out } = await runCli(["demo", "--keep", "--directory", "/tmp/demo"], rooms);
    expect(asked.log).toContain("made in /tmp/demo");
    expect(asked.log).not.toContain("removed");
    expect(out.slice(out.indexOf("Look"))).toMatchInlineSnapshot(`
      "Look around:
        repository  /tmp/demo/the repository
        roadmap     /tmp/demo/the repository/docs/roadmap.md
        worktrees   /tmp/demo/work/10
                    /tmp/demo/work/12
        tasks       yardmaster task list -C '/tmp/demo/the repository'
      "
    `);
  });

  it("is a failure when one check does not hold, and tells which", async () => {
    const checks = [
      { name: "branch", holds: true, detail: "changes one file" },
      { name: "tests", holds: false, detail: "its test does not pass in the worktree" },
    ];
    const { exit, out } = await runCli(["demo"], demonstrating([verdict("Leap years", { checks }), verdict("Slug accents")]).rooms);
    expect(exit).toBe(1);
    expect(out).toContain("1 of 4 checks fail:\nno Leap years, tests: its test does not pass in the worktree\n");
    expect(out).toContain("Leap years    1 of 2 checks");
  });

  it("is a failure when nothing was checked", async () => {
    expect((await runCli(["demo"], demonstrating([]).rooms)).exit).toBe(1);
    expect((await runCli(["demo"], demonstrating([verdict("Leap years", { checks: [] })]).rooms)).exit).toBe(1);
  });

  it("says nothing of a result when it is interrupted, and still removes what it made", async () => {
    const interrupt = new AbortController();
    const { asked, rooms } = demonstrating([verdict("Leap years")]);
    interrupt.abort();
    const { exit, out, err } = await runCli(["demo"], { ...rooms, interrupted: interrupt.signal });
    expect([exit, err]).toEqual([21, "Interrupted: nothing was checked.\n"]);
    expect(out).not.toContain("checks");
    expect(asked.log).not.toContain("verified");
    expect(asked.log).toContain("removed");
  });

  it("removes what it made when something breaks", async () => {
    const { asked, rooms } = demonstrating([], { verify: () => Promise.reject(new Error("git is gone")) });
    expect((await runCli(["demo"], rooms)).exit).toBe(1);
    expect(asked.log).toContain("removed");
  });

  it("refuses options that would mean another yard", async () => {
    expect((await runCli(["demo", "--data-dir", "/x"])).err).toBe("Error: --data-dir does not go with demo, which brings its own\n");
    expect((await runCli(["--workflow-file", "x", "demo"])).exit).toBe(2);
  });
});
