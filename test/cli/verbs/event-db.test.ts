// `event …` and `db …`: what is asked for and how it is told.
import { describe, expect, it } from "vitest";
import type { EventCleanup, ListedEvent } from "../../../src/runtime/control/events.ts";
import { beControlled } from "../fake-control.ts";
import { NOW, runCli } from "../fake-world.ts";
import { HOSTILE } from "../sample-runs.ts";

const GONE: EventCleanup = { tasks: 1, events: 12, archive: "/state/site/archive/events/2026.jsonl.gz" };

function anEvent(id: number, given: Partial<ListedEvent> = {}): ListedEvent {
  const created_at = "2026-11-20T08:00:00.000Z";
  return { id, event_type: "step.started", task_id: "run_1", task_item_id: null, payload: { step_id: "fix" }, created_at, ...given };
}

describe("event list", () => {
  function listing(events: readonly ListedEvent[], asked: unknown[] = []) {
    const list = async (request: object) => {
      asked.push(request);
      return events;
    };
    return beControlled({ events: { list } });
  }

  it("is a table, harmless whatever is in it", async () => {
    const { out, err } = await runCli(
      ["event", "list", "--task", "run_1"],
      listing([anEvent(9), anEvent(8, { payload: { title: HOSTILE } })]),
    );
    expect(out).toMatchInlineSnapshot(`
      "ID  TYPE          PAYLOAD                                                          CREATED
      9   step.started  {"step_id":"fix"}                                                2026-11-20T08:00:00.000Z
      8   step.started  {"title":"\\u001b[2J\\u001b]0;owned\\u0007fix\\n\\rgpj.exe 漢字 👩‍👩‍👧"}  2026-11-20T08:00:00.000Z
      "
    `);
    expect(err).toBe("");
  });

  it("is the same for programs", async () => {
    const { out } = await runCli(["event", "list", "--task", "run_1", "-o", "json"], listing([anEvent(9)]));
    expect(JSON.parse(out)).toEqual([anEvent(9)]);
  });

  it.each([
    [[], { type: null, limit: 50 }],
    [["--type", "step", "-l", "3"], { type: "step", limit: 3 }],
  ])("with %j asks for %j", async (argv, request) => {
    const asked: unknown[] = [];
    expect((await runCli(["ev", "ls", "--task", "run_1", ...argv], listing([], asked))).out).toBe("No events.\n");
    expect(asked).toEqual([{ task: "run_1", ...request }]);
  });

  it("says when there may be more", async () => {
    const { err } = await runCli(["event", "list", "--task", "run_1", "-l", "1"], listing([anEvent(1)]));
    expect(err).toBe("These are the newest 1; --limit shows more.\n");
  });

  it("needs a task", async () => {
    expect(await runCli(["event", "list"])).toEqual({
      exit: 2,
      out: "",
      err: "Error: required option '--task <id>' not specified\n",
    });
  });
});

describe("event stats", () => {
  const counting = (byType: Readonly<Record<string, number>>) => {
    const total = Object.values(byType).reduce((sum, each) => sum + each, 0);
    const at = total === 0 ? null : NOW;
    return beControlled({ events: { stats: async () => ({ total, byType, oldest: at, newest: at }) } });
  };

  it("has the most frequent type first", async () => {
    expect((await runCli(["event", "stats"], counting({ "run.queued": 2, "step.started": 11 }))).out).toMatchInlineSnapshot(`
      "TYPE          EVENTS
      step.started  11
      run.queued    2

      Total: 13, from 2026-11-20T08:00:00Z to 2026-11-20T08:00:00Z
      "
    `);
    expect((await runCli(["event", "stats"], counting({}))).out).toBe("No events.\n");
  });

  it("is in snake_case for programs", async () => {
    const { out } = await runCli(["event", "stats", "-o", "json"], counting({ "run.queued": 2 }));
    const at = "2026-11-20T08:00:00.000Z";
    expect(JSON.parse(out)).toEqual({ total: 2, by_type: { "run.queued": 2 }, oldest: at, newest: at });
  });
});

describe("forgetting", () => {
  function forgetting(asked: unknown[], told: EventCleanup) {
    const note = (verb: string) => async (request: object) => {
      asked.push([verb, request]);
      return told;
    };
    return beControlled({ events: { cleanup: note("cleanup"), archive: note("archive") }, database: { cleanup: note("db cleanup") } });
  }

  it.each([
    [["event", "cleanup"], "deleted", ["cleanup", { olderThanDays: 30, dryRun: false, archive: false }]],
    [["event", "cleanup", "--older-than", "0", "--archive"], "deleted", ["cleanup", { olderThanDays: 0, dryRun: false, archive: true }]],
    [["event", "cleanup", "--dry-run"], "would delete", ["cleanup", { olderThanDays: 30, dryRun: true, archive: false }]],
    [["event", "archive", "--older-than", "7"], "archived", ["archive", { olderThanDays: 7 }]],
    [["db", "cleanup"], "deleted", ["db cleanup", { olderThanDays: 30, dryRun: false }]],
    [["db", "cleanup", "--dry-run"], "would delete", ["db cleanup", { olderThanDays: 30, dryRun: true }]],
  ])("%j", async (argv, did, request) => {
    const asked: unknown[] = [];
    const { exit, out } = await runCli(argv, forgetting(asked, GONE));
    expect([exit, out]).toEqual([0, `${did} 12 events of 1 task\narchive: ${GONE.archive}\n`]);
    expect(asked).toEqual([request]);
  });

  it("names no archive where there is none", async () => {
    const { out } = await runCli(["event", "cleanup"], forgetting([], { tasks: 0, events: 0, archive: null }));
    expect(out).toBe("deleted 0 events of 0 tasks\n");
  });

  it("takes no age in words", async () => {
    for (const days of ["soon", "-1", "1.5"]) {
      expect(await runCli(["event", "cleanup", `--older-than=${days}`], forgetting([], GONE))).toMatchObject({ exit: 2, out: "" });
    }
  });
});

describe("db", () => {
  const STATUS = {
    path: "/state/site/store.db",
    schema_version: 1,
    pending_migrations: 0,
    events: 1_000_000,
    pending_effects: 2,
    db_size_bytes: 1_610_612_736,
    logs_size_bytes: 1536,
    archive_size_bytes: 12,
  };
  const VACUUM = { before_bytes: 3 * 1024 ** 2, after_bytes: 1024 ** 2, freed_bytes: 2 * 1024 ** 2 };
  const asking = beControlled({
    database: {
      status: async () => STATUS,
      vacuum: async () => VACUUM,
      migrations: async () => [
        { version: 1, name: "initial", applied: true },
        { version: 2, name: "labels", applied: false },
      ],
    },
  });

  it("status tells where and how large everything is", async () => {
    expect((await runCli(["db", "status"], asking)).out).toMatchInlineSnapshot(`
      "Path:               /state/site/store.db
      Schema version:     1
      Pending migrations: 0
      Events:             1000000
      Pending effects:    2
      Database size:      1.5 GiB
      Logs size:          1.5 KiB
      Archive size:       12 B
      "
    `);
    expect(JSON.parse((await runCli(["db", "status", "-o", "json"], asking)).out)).toEqual(STATUS);
  });

  it("vacuum tells before, after and freed", async () => {
    expect((await runCli(["db", "vacuum"], asking)).out).toBe("before: 3.0 MiB\nafter:  1.0 MiB\nfreed:  2.0 MiB\n");
    expect(JSON.parse((await runCli(["db", "vacuum", "-o", "json"], asking)).out)).toEqual(VACUUM);
  });

  it.each([["list"], ["ls"]])("migrations %s names each step", async (verb) => {
    expect((await runCli(["db", "migrations", verb], asking)).out).toMatchInlineSnapshot(`
      "VERSION  NAME     STATUS
      1        initial  applied
      2        labels   pending
      "
    `);
  });
});
