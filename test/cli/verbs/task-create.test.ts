// `task create` and `task start`: what they hand on, and the lines that scripts read.
import { describe, expect, it } from "vitest";
import type { OpenControl, World } from "../../../src/cli/world.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { BegunTask, CreateTask, StartTask, TaskControl } from "../../../src/runtime/control/tasks.ts";
import { runCli } from "../fake-world.ts";

const BEGUN: BegunTask = { taskId: "run_1", status: "queued", project: "default", workflow: "w", workspace: "default" };

function withTasks(tasks: Partial<TaskControl>, server: OpenControl["server"] = { pid: 7 }): Pick<World, "openControl"> {
  const control = { tasks, repository: "/r", dataDirectory: "/d", server, warnings: [], close: async () => {} };
  return { openControl: async () => control as unknown as OpenControl };
}

function creating(seen: CreateTask[], server?: OpenControl["server"]): Pick<World, "openControl"> {
  return withTasks(
    {
      async create(request) {
        seen.push(request);
        return BEGUN;
      },
    },
    server,
  );
}

describe("task create", () => {
  it("hands on all that was said", async () => {
    const seen: CreateTask[] = [];
    const argv = ["task", "create", "-n", "hello", "-g", "Say hello", "-p", "demo", "-w", "ws", "-W", "w", "-t", "a.md", "-t", "b.md"];
    const ran = await runCli([...argv, "-S", "one", "--step", "two", "--set", "a=1", "--set", "b="], creating(seen));
    expect(ran).toEqual({ exit: 0, out: "Task enqueued: run_1\n", err: "" });
    expect(seen).toEqual([
      {
        taskId: null,
        project: "demo",
        workflow: "w",
        assembly: null,
        workspace: "ws",
        name: "hello",
        goal: "Say hello",
        variables: { a: "1", b: "" },
        steps: ["one", "two"],
        targetFiles: ["a.md", "b.md"],
        start: true,
      },
    ]);
  });

  it("only notes it where that is wanted, and leaves out what was not said", async () => {
    const seen: CreateTask[] = [];
    const ran = await runCli(["task", "new", "--no-start"], creating(seen, null));
    expect(ran).toEqual({ exit: 0, out: "Task created: run_1\n", err: "" });
    expect(seen).toMatchObject([{ project: null, workflow: null, workspace: null, goal: null, variables: {}, steps: [], start: false }]);
  });

  it("says that a server has to begin it where none works", async () => {
    const { err } = await runCli(["task", "create"], creating([], null));
    expect(err).toBe("Hint: a server begins it; `yardmaster start` is one\n");
  });

  it("refuses a variable without a value before anything is asked", async () => {
    expect(await runCli(["task", "create", "--set", "x"])).toEqual({
      exit: 2,
      out: "",
      err: "Error: invalid key=value: no `=` found in `x`\n",
    });
  });

  it("tells a refusal with its hint", async () => {
    const refusing = withTasks({
      create: async () => {
        throw new YardmasterError("resource.not-found", "workflow not found: plna", { hint: "did you mean plan?" });
      },
    });
    expect(await runCli(["task", "create", "-W", "plna"], refusing)).toEqual({
      exit: 4,
      out: "",
      err: "Error: workflow not found: plna\nHint: did you mean plan?\n",
    });
  });
});

describe("task start", () => {
  it.each([
    [["run_1"], "run_1"],
    [["--latest"], null],
    [["-l"], null],
  ])("%j", async (argv, taskId) => {
    const seen: StartTask[] = [];
    const ran = await runCli(
      ["task", "start", ...argv],
      withTasks({
        async start(request) {
          seen.push(request);
          return BEGUN;
        },
      }),
    );
    expect([ran, seen]).toEqual([{ exit: 0, out: "Task enqueued: run_1\n", err: "" }, [{ taskId }]]);
  });

  it("needs to know which", async () => {
    expect((await runCli(["task", "start"])).err).toBe("Error: task_id or --latest required\n");
    expect((await runCli(["task", "start", "x", "--latest"])).err).toBe("Error: give the task's id or --latest, not both\n");
  });
});
