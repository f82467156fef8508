// `task …`: lists, one task, its logs, its end.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { toStepDetail } from "../../../src/cli/task-words.ts";
import type { OpenYard } from "../../../src/cli/world.ts";
import { toRunId, toStepId } from "../../../src/core/ids.ts";
import type { RunEvent } from "../../../src/core/run/events.ts";
import type { RunState, StepState } from "../../../src/core/run/state.ts";
import type { ListedRun, LogPiece } from "../../../src/runtime/yard.ts";
import { createFakeYard, NOW, runCli } from "../fake-world.ts";
import { HOSTILE, sampleIssue, sampleListed, sampleRun, sampleStep } from "../sample-runs.ts";

const RUN = sampleRun();
const SCREEN = { interactive: true, columns: 80 };

function beside(given: Partial<OpenYard>) {
  const yard = createFakeYard({ findRun: async () => RUN, ...given });
  return { openYard: async () => yard };
}

function listing(runs: readonly ListedRun[]) {
  return beside({ listRuns: async () => runs });
}

const LISTED = [
  sampleListed({ id: "run_01kaf3c9x4m0bbbbbbbbbbbbbb", title: "漢字 in titles are as wide as they are and this one is long" }),
  sampleListed({ id: "run_01kaf3c9x4m0aaaaaaaaaaaaaa", status: "completed", step: null, endedAt: NOW - 1000, title: "Accept ISO weeks" }),
  sampleListed({
    id: "run_01kaf39999990aaaaaaaaaaaaa",
    identifier: "money-rounding-ee89ee3b",
    status: "queued",
    step: "fix",
    stepNumber: 1,
    startedAt: null,
    title: HOSTILE,
  }),
];

describe("task list", () => {
  it("fits the screen, with ids as short as they may be typed", async () => {
    const { out } = await runCli(["task", "list"], { ...listing(LISTED), screen: SCREEN });
    expect(out).toMatchInlineSnapshot(`
      "ID                 STATUS     ISSUE          STEP      TIME       TITLE
      run_01kaf3c9x4m0b  running    R-12           2/2 test  1 min 1 s  漢字 in title…
      run_01kaf3c9x4m0a  completed  R-12                     1 min      Accept ISO we…
      run_01kaf39999990  queued     money-roundi…  1/2 fix              fix gpj.exe…
      "
    `);
  });

  it("cuts nothing where no screen is", async () => {
    const { out } = await runCli(["task", "ls"], listing(LISTED));
    expect(out).toMatchInlineSnapshot(`
      "ID                              STATUS     ISSUE                    STEP      TIME       TITLE
      run_01kaf3c9x4m0bbbbbbbbbbbbbb  running    R-12                     2/2 test  1 min 1 s  漢字 in titles are as wide as they are and this one is long
      run_01kaf3c9x4m0aaaaaaaaaaaaaa  completed  R-12                               1 min      Accept ISO weeks
      run_01kaf39999990aaaaaaaaaaaaa  queued     money-rounding-ee89ee3b  1/2 fix              fix gpj.exe 漢字 👩‍👩‍👧
      "
    `);
  });

  it("colors only on a terminal with colors", async () => {
    const colored = await runCli(["task", "list"], { ...listing(LISTED), screen: { ...SCREEN, color: true } });
    expect(colored.out).toContain("\u001b[32mcompleted\u001b[39m");
  });

  it("asks for the statuses and as many as wanted, and says when there may be more", async () => {
    const asked: unknown[] = [];
    const yard = beside({
      listRuns: async (query) => {
        asked.push(query);
        return LISTED;
      },
    });
    const { err } = await runCli(["task", "list", "-s", "running,FAILED", "--status", "queued", "--limit", "3"], yard);
    expect(asked).toEqual([{ statuses: ["running", "failed", "queued"], limit: 3, project: null }]);
    expect(err).toBe("These are the newest 3; --limit shows more.\n");
  });

  it("is the same for programs, exactly, and still harmless on a terminal", async () => {
    const runs = [...LISTED, sampleListed({ title: "invoice\u202egpj.exe" }), sampleListed({ title: "plain: yes\u009b" })];
    const json = await runCli(["task", "list", "-o", "json"], listing(runs));
    const yaml = await runCli(["task", "list", "-o", "yaml"], listing(runs));
    expect(JSON.parse(json.out)).toEqual(parse(yaml.out));
    expect(JSON.parse(json.out)[2].title).toBe(HOSTILE);
    expect(json.out + yaml.out).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    expect(JSON.parse(json.out)[0]).toMatchInlineSnapshot(`
      {
        "attempt": null,
        "branch": "yardmaster/R-12",
        "cancel_requested": false,
        "commit": null,
        "created_at": "2026-11-20T07:58:55.000Z",
        "ended_at": null,
        "error": null,
        "goal": null,
        "id": "run_01kaf3c9x4m0bbbbbbbbbbbbbb",
        "interrupted": false,
        "issue": "R-12",
        "name": null,
        "project_id": null,
        "started_at": "2026-11-20T07:58:59.000Z",
        "status": "running",
        "step": "test",
        "title": "漢字 in titles are as wide as they are and this one is long",
        "workflow": "default",
        "workflow_id": null,
        "workspace": "/state/site/workspaces/R-12",
        "workspace_id": null,
      }
    `);
  });

  it("calls interrupted what has begun and no server works on, stops its time, and says how it goes on", async () => {
    const waiting = sampleListed({
      id: "run_01kaf3c9x4m0cccccccccccccc",
      identifier: "goal_01",
      status: "queued",
      startedAt: null,
      title: "Left",
    });
    const yard = beside({
      server: null,
      listRuns: async () => [...LISTED.slice(0, 2), waiting],
      readHistory: async (id) => (id === waiting.id ? [QUEUED_GOAL] : HISTORY),
    });
    const { out, err } = await runCli(["task", "list"], { ...yard, screen: SCREEN });
    expect(out).toMatchInlineSnapshot(`
      "ID                 STATUS       ISSUE    STEP      TIME   TITLE
      run_01kaf3c9x4m0b  interrupted  R-12     2/2 test  41 s   漢字 in titles are as…
      run_01kaf3c9x4m0a  completed    R-12               1 min  Accept ISO weeks
      run_01kaf3c9x4m0c  queued       goal_01  2/2 test         Left
      "
    `);
    expect(err).toBe("No server works here; what was interrupted goes on at the next `yardmaster start`.\n");
    const tasks = JSON.parse((await runCli(["task", "list", "-o", "json"], yard)).out) as readonly Record<string, unknown>[];
    expect(tasks.map(({ status, interrupted }) => [status, interrupted])).toEqual([
      ["running", true],
      ["completed", false],
      ["queued", false],
    ]);
  });

  it("is an empty list for programs when there is none", async () => {
    expect((await runCli(["task", "list", "-o", "json"], listing([]))).out).toBe("[]\n");
  });
});

const QUEUED = {
  type: "run.queued",
  runId: RUN.id,
  issue: RUN.issue,
  source: "tracker",
  attempt: null,
  lastError: null,
  plan: RUN.plan,
  held: false,
  at: 1,
} as const;
const QUEUED_GOAL = { at: NOW - 65_000, event: { ...QUEUED, source: "request", held: true } } as const;
const HISTORY: readonly { readonly at: number; readonly event: RunEvent }[] = [
  { at: NOW - 65_000, event: QUEUED },
  { at: NOW - 61_000, event: { type: "run.started", workspace: RUN.workspace ?? never(), at: 1 } },
  { at: NOW - 60_000, event: { type: "step.started", stepId: toStepId("fix"), attempt: 1, at: 1 } },
  { at: NOW - 20_000, event: { type: "step.completed", stepId: toStepId("fix"), commit: "0123456789abcdef", changedFiles: 2, at: 1 } },
  { at: NOW - 20_000, event: { type: "step.started", stepId: toStepId("test"), attempt: 1, at: 1 } },
];

describe("task info", () => {
  it("shows the run, its steps and its history", async () => {
    const { exit, out } = await runCli(["task", "info", "run_01"], beside({ readHistory: async () => HISTORY }));
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Task:      run_01kaf3c9x4m0aaaaaaaaaaaaaa
      Status:    running, step 2 of 2 (test)
      Issue:     R-12 Accept ISO weeks
      Workflow:  default
      Branch:    yardmaster/R-12
      Commit:    0123456789abcdef
      Workspace: /state/site/workspaces/R-12
      Created:   2026-11-20T07:58:55Z
      Time:      1 min 1 s

      STEP  STATUS     ATTEMPTS  TIME  DETAIL
      fix   completed  1         40 s  commit 012345678, 2 changed files
      test  running    1         20 s

      2026-11-20T07:58:55Z  queued
      2026-11-20T07:58:59Z  started on branch yardmaster/R-12
      2026-11-20T07:59:00Z  step fix started, attempt 1
      2026-11-20T07:59:40Z  step fix completed with commit 012345678
      2026-11-20T07:59:40Z  step test started, attempt 1
      "
    `);
  });

  it("tells why a run failed, and lets no title reach the terminal as it is", async () => {
    const error = { code: "EXIT", message: `the command exited with 1 ${HOSTILE}`, exitCode: 1, retryAfterMs: null } as const;
    const failed = sampleRun({
      status: "failed",
      attempt: 1,
      issue: sampleIssue({ title: HOSTILE }),
      error: { code: "STEP_EXECUTION_FAILED", message: error.message, failedStep: toStepId("test") },
      steps: [sampleStep("test", { status: "failed", attempts: 2, error })],
      endedAt: NOW,
    });
    const { out } = await runCli(["task", "get", "run_01"], beside({ findRun: async () => failed, readHistory: async () => [] }));
    expect(out).toContain("Try:       2\n");
    expect(out).toContain("EXIT: the command exited with 1 fix gpj.exe");
    expect(out).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });

  it("has one shape for programs", async () => {
    const { out } = await runCli(["task", "info", "run_01", "-o", "json"], beside({ readHistory: async () => HISTORY.slice(2, 3) }));
    const { task, steps, events } = JSON.parse(out);
    expect(Object.keys(task)).toEqual([
      "id",
      "status",
      "interrupted",
      "issue",
      "title",
      "workflow",
      "name",
      "goal",
      "project_id",
      "workflow_id",
      "workspace_id",
      "attempt",
      "step",
      "branch",
      "commit",
      "workspace",
      "error",
      "cancel_requested",
      "created_at",
      "started_at",
      "ended_at",
    ]);
    expect(steps.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual([
      ["fix", "completed"],
      ["test", "running"],
    ]);
    expect(events).toEqual([
      { event_type: "step.started", created_at: "2026-11-20T07:59:00.000Z", payload: { step_id: "fix", attempt: 1 } },
    ]);
  });
});

describe("task info of a run that goes on no more by itself", () => {
  it("calls it interrupted where no server works, and stops its times at the last thing that happened", async () => {
    const yard = beside({ server: null, readHistory: async () => HISTORY });
    const { out } = await runCli(["task", "info", "run_01"], { ...yard });
    expect(out).toContain("Status:    interrupted, step 2 of 2 (test); goes on at the next `yardmaster start`\n");
    expect(out).toContain("Time:      41 s\n");
    expect(out).toContain("test  interrupted  1         0 ms\n");
    expect(JSON.parse((await runCli(["task", "info", "run_01", "-o", "json"], yard)).out).task).toMatchObject({
      status: "running",
      interrupted: true,
    });
  });

  it.each([
    ["person", "Cancelled: curious\n"],
    ["scheduler", "Stopped:   curious\n"],
  ] as const)("tells a reason to end it for what it is when it is a %s's", async (by, line) => {
    const error = { code: "CANCELLED", message: "curious", failedStep: null } as const;
    const run = sampleRun({ status: "cancelled", cancellation: { by, reason: "curious" }, error, endedAt: NOW });
    const { out } = await runCli(["task", "info", "run_01"], beside({ findRun: async () => run, readHistory: async () => [] }));
    expect(out).toContain(line);
    expect(out).not.toContain("Error:");
  });
});

describe("the detail of a step", () => {
  const error = { code: "EXIT", message: "no such module", exitCode: 3, retryAfterMs: null } as const;
  it.each<[Partial<StepState>, string]>([
    [{ reason: "dependencies" }, "waits for the step before it"],
    [{ reason: "recovered" }, "taken up again"],
    [{ reason: "blocked_by_failure" }, "not reached"],
    [{ status: "cancelled", reason: "run_cancelled" }, "cancelled with its task"],
    [{ status: "failed", reason: "attempts_exhausted", error }, "EXIT: no such module (exit code 3)"],
    [{ error: { ...error, message: "the command exited with 3" } }, "EXIT: the command exited with 3"],
    [{ error: { ...error, code: "TIMEOUT", exitCode: null } }, "TIMEOUT: no such module"],
    [{ reason: "retry_scheduled", nextAttemptAt: NOW + 12_000, error }, "EXIT: no such module (exit code 3); tried again in 12 s"],
    [{ reason: "retry_scheduled", nextAttemptAt: NOW - 1, error: null }, "due to be tried again"],
    [{ commit: "0123456789abcdef", changedFiles: 1 }, "commit 012345678, 1 changed file"],
    [{}, ""],
  ])("of %j", (given, words) => {
    expect(toStepDetail(sampleStep("fix", given), NOW)).toBe(words);
  });
});

describe("an event for programs", () => {
  it("has names and times as everything else has them, and leaves what is a tracker's own alone", async () => {
    const issue = sampleIssue({ nativeRef: { nodeId: "x" } });
    const scheduled: RunEvent = {
      type: "step.retry-scheduled",
      stepId: toStepId("fix"),
      error: { code: "EXIT", message: "no", exitCode: 1, retryAfterMs: null },
      nextAttemptAt: NOW,
      at: 1,
    };
    const history = [scheduled, { ...QUEUED, issue }].map((event) => ({ at: NOW, event }));
    const { out } = await runCli(["task", "info", "run_01", "-o", "json"], beside({ readHistory: async () => history }));
    const [retry, queued] = (JSON.parse(out) as { events: readonly { payload: Record<string, Record<string, unknown>> }[] }).events;
    expect(retry?.payload).toEqual({
      step_id: "fix",
      error: { code: "EXIT", message: "no", exit_code: 1, retry_after_ms: null },
      next_attempt_at: "2026-11-20T08:00:00.000Z",
    });
    expect(queued?.payload["issue"]).toMatchObject({ blocked_by: [], native_ref: { nodeId: "x" } });
    expect(queued?.payload["plan"]).toMatchObject({ steps: [{ timeout_ms: 0, continue_on_error: false }, {}] });
  });
});

function piece(step: string, text: string, attempt = 1): LogPiece {
  return { run: RUN.id, step: toStepId(step), attempt, text };
}

describe("task logs", () => {
  const pieces = [piece("fix", "one\ntwo\n\u001b[31mthree\u001b[0m\n"), piece("test", "first try", 1), piece("test", "a\nb\n", 2)];

  it("prints each step's output under its name, cleaned", async () => {
    const { out } = await runCli(["task", "logs", "run_01"], beside({ readLogs: async () => pieces }));
    expect(out).toBe("── fix\none\ntwo\nthree\n── test\nfirst try\n── test, attempt 2\na\nb\n");
  });

  it("prints the last lines of all of it", async () => {
    const { out } = await runCli(["task", "log", "run_01", "-n", "4"], beside({ readLogs: async () => pieces }));
    expect(out).toBe("── fix\nthree\n── test\nfirst try\n── test, attempt 2\na\nb\n");
    expect((await runCli(["task", "log", "run_01", "--tail", "0"], beside({ readLogs: async () => pieces }))).out).toBe("");
  });

  it("prints when each step began", async () => {
    const yard = beside({ readLogs: async () => [piece("fix", "x\n")], readHistory: async () => HISTORY });
    expect((await runCli(["task", "logs", "run_01", "--timestamps"], yard)).out).toBe("── fix, 2026-11-20T07:59:00Z\nx\n");
  });

  it("goes on where the tail ended, until the task has", async () => {
    const yard = beside({
      readLogs: async () => [piece("fix", "one\ntwo\n")],
      async followRun(_run, { onText }) {
        onText(piece("fix", "one\n"));
        onText(piece("fix", "two\nthr"));
        onText(piece("fix", "ee\n"));
        onText(piece("test", "four"));
        return sampleRun({ status: "completed" });
      },
    });
    const { exit, out, err } = await runCli(["task", "logs", "run_01", "--follow", "--tail", "1"], yard);
    expect(out).toBe("── fix\ntwo\nthree\n── test\nfour\n");
    expect([exit, err]).toEqual([0, `Task ${RUN.id} finished with status: completed\n`]);
  });

  it("says nothing of an end when a person stops following", async () => {
    const interrupt = new AbortController();
    const yard = beside({
      readLogs: async () => [],
      async followRun(_run, { signal }) {
        interrupt.abort();
        expect(signal.aborted).toBe(true);
        return RUN;
      },
    });
    expect(await runCli(["task", "logs", "run_01", "-f"], { ...yard, interrupted: interrupt.signal })).toEqual({
      exit: 0,
      out: "",
      err: "",
    });
  });
});

describe("task cancel", () => {
  const cancelled: RunState = sampleRun({ status: "cancelled" });

  it("asks for it, with a reason", async () => {
    const asked: unknown[] = [];
    const yard = beside({ cancelRun: async (...args) => void asked.push(args) });
    expect(await runCli(["task", "cancel", "run_01", "--reason", "--wait a moment"], yard)).toEqual({
      exit: 0,
      out: `Task cancel requested: ${RUN.id}\n`,
      err: "",
    });
    expect(asked).toEqual([[toRunId(RUN.id), "--wait a moment"]]);
  });

  it("waits until it has ended", async () => {
    const yard = beside({ cancelRun: async () => {}, followRun: async () => cancelled });
    const { exit, err } = await runCli(["task", "cancel", "run_01", "--wait"], yard);
    expect([exit, err]).toEqual([0, `Task ${RUN.id} finished with status: cancelled\n`]);
  });

  it("does not wait for a server that is not there", async () => {
    const yard = beside({ server: null, cancelRun: async () => {} });
    const { exit, err } = await runCli(["task", "cancel", "run_01", "--wait"], yard);
    expect(exit).toBe(10);
    expect(err).toBe("Hint: no server works here; it is carried out when `yardmaster start` runs again\n");
    expect((await runCli(["task", "cancel", "run_01"], yard)).exit).toBe(0);
  });
});

describe("a task of a declared workflow", () => {
  const task = {
    name: "Nightly",
    project: "demo",
    workflow: "plan_execute",
    workspace: "default",
    variables: { goal: "Say hello", fooBar: "x" },
    steps: [],
    targetFiles: [],
  };
  const { variables: _, steps: __, targetFiles: ___, ...summary } = task;
  const drafted: RunEvent = { type: "run.drafted", runId: RUN.id, issue: sampleIssue({}), task, at: NOW };

  it("is listed under its workflow, with what scripts look for", async () => {
    const listed = sampleListed({ status: "created", step: null, startedAt: null, task: { ...summary, goal: "Say hello" } });
    const asked: unknown[] = [];
    const yard = beside({
      async listRuns(query) {
        asked.push(query);
        return [listed];
      },
    });
    const { out } = await runCli(["task", "list", "--status", "created", "-p", "demo"], yard);
    expect(out.split("\n")[1]).toMatch(/^run_01kaf3c9x4m0aaaaaaaaaaaaaa +created +plan_execute /);
    expect(asked).toEqual([{ statuses: ["created"], limit: 50, project: "demo" }]);
    expect(JSON.parse((await runCli(["task", "list", "-o", "json"], yard)).out)[0]).toMatchObject({
      status: "created",
      name: "Nightly",
      goal: "Say hello",
      project_id: "demo",
      workflow_id: "plan_execute",
      workspace_id: "default",
    });
  });

  it("is shown with what was asked for, and waits without being interrupted", async () => {
    const run = sampleRun({
      status: "created",
      held: true,
      task,
      plan: { name: "plan_execute", steps: [] },
      steps: [],
      workspace: null,
      commit: null,
    });
    const yard = beside({ server: null, findRun: async () => run, readHistory: async () => [{ at: NOW, event: drafted }] });
    const { out } = await runCli(["task", "info", "run_01"], yard);
    expect(out).toMatch(/Status: {4}created\nName: {6}Nightly\nGoal: {6}Say hello\nProject: {3}demo\nWorkflow: {2}plan_execute\n/);
    expect(out).toContain("created; waits to be started");
    const { events } = JSON.parse((await runCli(["task", "info", "run_01", "-o", "json"], yard)).out);
    expect(events[0].payload.task.variables).toEqual({ goal: "Say hello", fooBar: "x" });
  });
});

function never(): never {
  throw new Error("the sample has a workspace");
}
