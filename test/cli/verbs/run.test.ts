// `run`: a goal in, an exit code out.
import { describe, expect, it } from "vitest";
import type { GoalOptions, TaskOptions, World } from "../../../src/cli/world.ts";
import { toStepId } from "../../../src/core/ids.ts";
import type { RunState } from "../../../src/core/run/state.ts";
import { beControlled } from "../fake-control.ts";
import { runCli } from "../fake-world.ts";
import { sampleRun } from "../sample-runs.ts";

const ID = sampleRun().id;

/** A run that prints something and ends. */
function ending(state: Partial<RunState>, seen: GoalOptions[] = []): Pick<World, "runGoal"> {
  return {
    async runGoal(_where, options) {
      seen.push(options);
      options.onAccepted(ID, "here");
      options.onText({ run: ID, step: toStepId("fix"), attempt: 1, text: "\u001b[1mworking\u001b[0m" });
      options.onText({ run: ID, step: toStepId("test"), attempt: 1, text: " ok" });
      return sampleRun(state);
    },
  };
}

const NOTHING_TO_DO =
  "Error: either --workflow or --template is required for `yardmaster run`\n" +
  'Hint: or say what is to be done: yardmaster run "Fix the login"\n';

describe("run", () => {
  it("prints what agents write, and on standard error everything else", async () => {
    const { exit, out, err } = await runCli(["run", "fix it"], ending({ status: "completed" }));
    expect([exit, out]).toEqual([0, "working\n ok\n"]);
    expect(err).toBe(
      `Following task ${ID} ...\n── fix\n── test\nBranch yardmaster/R-12 at 012345678\nTask ${ID} finished with status: completed\n`,
    );
  });

  it("leaves with how the run ended", async () => {
    const error = { code: "STEP_EXECUTION_FAILED", message: "step test failed", failedStep: null } as const;
    const failed = await runCli(["run", "fix it"], ending({ status: "failed", error }));
    expect(failed.exit).toBe(1);
    expect(failed.err).toContain(`Error: step test failed\nTask ${ID} finished with status: failed\n`);
    expect((await runCli(["run", "fix it"], ending({ status: "cancelled" }))).exit).toBe(21);
  });

  it.each([
    [["run", "a 'goal' with \"quotes\", $(rm -rf /) and\nlines"], "a 'goal' with \"quotes\", $(rm -rf /) and\nlines"],
    [["run", "-g", "-C is ignored"], "-C is ignored"],
    [["run", "--goal=--detach does nothing"], "--detach does nothing"],
    [["run", "--", "--help is wrong"], "--help is wrong"],
    [["run", "--set", "goal=a=b"], "a=b"],
  ])("takes the goal from %j", async (argv, goal) => {
    const seen: GoalOptions[] = [];
    await runCli(argv, ending({}, seen));
    expect(seen.map((options) => [options.goal, options.detach])).toEqual([[goal, false]]);
  });

  it.each([
    [["run"], NOTHING_TO_DO],
    [["run", " \n"], 'Error: there is no goal\nHint: say what is to be done: yardmaster run "Fix the login"\n'],
    [["run", "one", "-g", "two"], "Error: the goal is given twice\n"],
    [["run", "one", "--set", "goal=two"], "Error: the goal is given twice\n"],
    [["run", "--set", "goal"], "Error: invalid key=value: no `=` found in `goal`\n"],
    [["run", "--set", "=x"], "Error: invalid key=value: no key before `=` in `=x`\n"],
    [["run", "--set", "ticket_paths=a.md"], NOTHING_TO_DO],
    [["run", "x", "--set", "ticket_paths=a.md"], NOTHING_TO_DO],
    [["run", "x", "-S", "qa"], NOTHING_TO_DO],
    [["run", "x", "--project", "demo"], NOTHING_TO_DO],
    [["run", "x", "--agent-capability", "fix"], NOTHING_TO_DO],
    [["run", "-W", "w", "--profile", "host"], "Error: --profile needs --template\n"],
    [["run", "-W", "w", "--agent-capability", "fix"], "Error: --agent-capability needs --template\n"],
    [["run", "-W", "w", "--template", "t"], "Error: --template stands in place of --workflow: give one of the two\n"],
    [["run", "--template", "t", "-S", "a"], "Error: --step chooses from a workflow's steps, and --template is one step\n"],
  ])("refuses %j", async (argv, said) => {
    expect(await runCli(argv)).toEqual({ exit: 2, out: "", err: said });
  });

  it("leaves a detached goal to a server, or says that none is there", async () => {
    const detached = (server: "beside" | "none"): Pick<World, "runGoal"> => ({
      async runGoal(_where, { detach, onAccepted }) {
        expect(detach).toBe(true);
        onAccepted(ID, server);
        return { detached: ID };
      },
    });
    expect(await runCli(["run", "x", "--detach"], detached("beside"))).toEqual({ exit: 0, out: `Task enqueued: ${ID}\n`, err: "" });
    expect((await runCli(["run", "x", "--detach"], detached("none"))).err).toBe(
      "Hint: no server works here; `yardmaster start` begins it\n",
    );
  });

  it("says that an interrupt cancels the run", async () => {
    const interrupt = new AbortController();
    const { exit, err } = await runCli(["run", "x"], {
      interrupted: interrupt.signal,
      async runGoal(_where, { onAccepted }) {
        onAccepted(ID, "here");
        interrupt.abort();
        return sampleRun({ status: "cancelled" });
      },
    });
    expect(exit).toBe(21);
    expect(err).toBe(`Following task ${ID} ...\nInterrupted: cancelling the task\nTask ${ID} finished with status: cancelled\n`);
  });
});

describe("run with a declared workflow", () => {
  function asking(seen: TaskOptions[]): Pick<World, "openControl" | "runTask"> {
    return {
      ...beControlled({}),
      async runTask(_where, options) {
        seen.push(options);
        options.onAccepted(ID, "here");
        return sampleRun({ status: "failed" });
      },
    };
  }

  it("hands on all that was said, and leaves with how it ended", async () => {
    const seen: TaskOptions[] = [];
    const argv = [
      "run",
      "-W",
      "w",
      "-S",
      "a",
      "--step",
      "b",
      "--set",
      "k=v=w",
      "--set",
      "goal=Fix",
      "-p",
      "demo",
      "-w",
      "ws",
      "-t",
      "docs/a.md",
    ];
    const { exit, err } = await runCli(argv, asking(seen));
    expect([exit, err.startsWith(`Following task ${ID} ...\n`)]).toEqual([1, true]);
    expect(seen).toMatchObject([
      {
        detach: false,
        task: {
          project: "demo",
          workflow: "w",
          assembly: null,
          workspace: "ws",
          goal: null,
          variables: { k: "v=w", goal: "Fix" },
          steps: ["a", "b"],
          targetFiles: ["docs/a.md"],
        },
      },
    ]);
  });

  it("takes a goal in words, and a step that is put together", async () => {
    const seen: TaskOptions[] = [];
    await runCli(
      ["run", "Fix it", "--template", "fix-ticket", "--agent-capability", "fix", "--profile", "host-unrestricted", "--detach"],
      asking(seen),
    );
    await runCli(["run", "--template", "fix-ticket"], asking(seen));
    expect(seen).toMatchObject([
      {
        detach: true,
        task: { goal: "Fix it", workflow: null, assembly: { template: "fix-ticket", capability: "fix", profile: "host-unrestricted" } },
      },
      { task: { goal: null, assembly: { template: "fix-ticket", capability: null, profile: null }, project: null, steps: [] } },
    ]);
  });
});
