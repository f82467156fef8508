// Steps of declared workflows, with real shells: what they are told, what they get, what later steps see of them, and what nobody sees.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createCommandAgent } from "../../src/agents/command/index.ts";
import { toRunId } from "../../src/core/ids.ts";
import type { RunState } from "../../src/core/run/state.ts";
import type { DeclaredAgent, Runner, StepSpec, WorkflowSpec } from "../../src/core/workflow/workflow-spec.ts";
import type { CreateTask } from "../../src/runtime/control/tasks.ts";
import type { DeclaredRooms, EnvironmentRequest } from "../../src/runtime/deps.ts";
import { createTaskControl } from "../../src/runtime/tasks/task-control.ts";
import { aStep, openWorld, type World, type WorldOptions } from "../support/world.ts";

const PATH = process.env["PATH"] ?? "/usr/bin:/bin";
const RUN = toRunId("run_1");
const SECRET = "s3cret-value";
const RUNNER: Runner = { directory: "", shell: ["/bin/sh", "-c"], environment: ["PATH"], ticketDirectory: "tickets" };

let world: World;
afterEach(() => world.dispose());

function command(id: string, text: string, different: Partial<StepSpec> = {}): StepSpec {
  return aStep(id, { body: { kind: "command", command: text }, ...different });
}

function agent(id: string, text: string, prompt = "{goal}", delivery: DeclaredAgent["promptDelivery"] = "arg"): StepSpec {
  const declared = { project: "demo", name: `${id}-agent`, command: text, promptDelivery: delivery };
  return aStep(id, { body: { kind: "agent", prompt: { template: prompt, origin: "test" }, agent: declared, requiresChange: false } });
}

interface Given extends WorldOptions {
  readonly variables?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly runner?: Partial<Runner>;
  readonly targetFiles?: readonly string[];
  /** Puts something into the workspace before the run begins. */
  readonly prepare?: (workspace: string) => void;
  /** In place of one process that does it all. */
  readonly isInHand?: (world: World) => Promise<RunState>;
}

/** JSON spells it otherwise. */
const QUOTED = 'quo"te\\d';

const asked: EnvironmentRequest[] = [];

async function perform(steps: readonly StepSpec[], given: Given = {}): Promise<RunState> {
  const { variables = {}, environment = {}, runner = {}, targetFiles = [], prepare, ...options } = given;
  asked.length = 0;
  const declared: DeclaredRooms = {
    openAgent: async ({ command: text, promptDelivery }, { shell }) =>
      createCommandAgent({ command: text, promptDelivery, promptVariable: "ORCH_PROMPT", shell, appendsPrompt: false }),
    async resolveEnvironment(request) {
      asked.push(request);
      return { variables: { PATH, ...environment }, secrets: [SECRET, QUOTED] };
    },
    listSecrets: async (agents) => agents.map(({ name }) => `secret of ${name}`),
  };
  world = await openWorld({ declared, ...options });
  if (prepare) {
    const path = join(world.directory, "workspaces", RUN);
    mkdirSync(path, { recursive: true });
    prepare(path);
  }
  await request({ name: "w", steps, runner: { ...RUNNER, ...runner } }, { variables, targetFiles });
  if (given.isInHand) return await given.isInHand(world);
  await world.start();
  return await world.untilEnded();
}

async function request(plan: WorkflowSpec, asked: Pick<CreateTask, "variables" | "targetFiles">): Promise<void> {
  const planned = { project: "demo", workflow: "w", workspace: "default", plan: { ok: true, plan } } as const;
  const { store, clock } = world;
  const tasks = createTaskControl({ store, clock, newRunId: () => RUN, planner: { plan: async () => planned } });
  const rest = { taskId: RUN, project: null, workflow: null, assembly: null, workspace: null, name: null, steps: [], start: true };
  await tasks.create({ ...rest, goal: "Say hello", ...asked });
}

async function outputOf(step: string): Promise<string> {
  const pieces = await world.yard.readLogs(RUN);
  return pieces
    .filter((piece) => piece.step === step)
    .map(({ text }) => text)
    .join("");
}

describe("a command step", () => {
  it("gets variables quoted, wherever they stand, and leaves JSON and unknown placeholders alone", async () => {
    const nasty = `'; echo "broken"; $(echo no) \`echo no\` {goal}\nline`;
    const text = `printf '%s|' {goal} "{goal}" '{goal}' {unknown} '{"a":{"goal":1}}' {task_id} {item_id} {cycle} {phase} {rel_path} {ticket_dir}`;
    await perform([command("one", text)], { variables: { goal: nasty }, targetFiles: ["docs/a.md"] });
    expect(await outputOf("one")).toBe(`${nasty}|${nasty}|${nasty}|{unknown}|{"a":{"goal":1}}|run_1|run_1-1|1|one|docs/a.md|tickets|`);
  });

  it("is not started with a value where it would be run as a program", async () => {
    const { status, steps } = await perform([command("one", "sh -c 'echo {goal}'")]);
    expect([status, steps[0]?.error]).toMatchObject(["failed", { code: "NOT_STARTED", message: expect.stringContaining("program text") }]);
  });

  it("has what it left recorded on the branch", async () => {
    const run = await perform([command("one", "echo hello > made.txt")]);
    expect(run).toMatchObject({ status: "completed", commit: expect.any(String) });
    expect(world.workspaces.commits(run.workspace?.branch ?? "")).toHaveLength(1);
    expect(world.workspaces.published.has(run.workspace?.branch ?? "")).toBe(true);
  });

  it("runs by the declared shell", async () => {
    await perform([command("one", "echo $0 $-")], { runner: { shell: ["/bin/sh", "-ec"] } });
    expect(await outputOf("one")).toMatch(/^\/bin\/sh .*e/);
  });

  it("that fails ends the task, unless that is tolerated", async () => {
    const steps = [command("one", "exit 3", { continueOnError: true }), command("two", "exit 4"), command("three", "echo no")];
    const run = await perform(steps);
    expect([run.status, run.steps.map(({ status }) => status), run.error?.message]).toEqual([
      "failed",
      ["failed", "failed", "pending"],
      "step two failed after 1 attempt: the command exited with 4",
    ]);
  });

  it("is ended when it is silent for longer than its own limit", async () => {
    const { steps } = await perform([command("one", "sleep 60", { stallMs: 50 })]);
    expect(steps[0]?.error?.code).toBe("STALLED");
  });
});

describe("an agent's step", () => {
  it("need not change anything, and then shows no branch", async () => {
    const run = await perform([agent("one", "true")]);
    expect(run).toMatchObject({ status: "completed", commit: null, steps: [{ status: "completed", commit: null }] });
    expect(world.workspaces.published.size).toBe(0);
  });

  it("is told its template, filled once", async () => {
    const prompt = 'Do {goal} as {name} in {source_tree}. {"json": {x}} {unknown} {{name}}';
    const run = await perform([agent("one", "printf %s {prompt}", prompt)], { variables: { name: "{goal} {{ raise }}" } });
    expect(await outputOf("one")).toBe(
      `Do Say hello as {goal} {{ raise }} in ${run.workspace?.path}. {"json": {x}} {unknown} {{goal} {{ raise }}}`,
    );
  });

  it.each([
    ["arg", "printf %s {prompt}"],
    ["stdin", "cat"],
    ["file", "cat {prompt_file}"],
    ["env", 'printf %s "$ORCH_PROMPT"'],
  ] as const)("gets its prompt by %s", async (delivery, text) => {
    await perform([agent("one", text, "a $(echo b) 'c'", delivery)]);
    expect(await outputOf("one")).toBe("a $(echo b) 'c'");
  });

  it("gets nothing appended to a command that asks for no prompt, however many parts it has", async () => {
    await perform([agent("one", "echo one && echo two | cat")]);
    expect(await outputOf("one")).toBe("one\ntwo\n");
  });

  it("is asked for by its project and name, with the names that the policy lets through", async () => {
    await perform([agent("one", "true"), command("two", "true")]);
    expect(asked).toMatchObject([
      { names: ["PATH"], agent: { project: "demo", name: "one-agent" } },
      { names: ["PATH"], agent: null },
    ]);
  });

  it("that is missing fails its task and halts nothing else", async () => {
    const { error } = await perform([agent("one", "no-such-program-anywhere")]);
    expect(error?.message).toContain("not found");
    expect((await world.yard.loadScheduler()).halted).toBeNull();
  });
});

describe("a later step", () => {
  it("sees what earlier ones wrote to standard output, and where all of it is", async () => {
    await perform([
      command("plan", "echo the plan; echo noise >&2"),
      command("check", "echo ok"),
      agent("do", "printf '%s|' {plan_output} {check_output} {prev_stdout}; cat {plan_output_path}"),
    ]);
    expect(await outputOf("do")).toBe("the plan\n|ok\n|ok\n|the plan\n");
  });

  it("sees the beginning of a long output", async () => {
    await perform([command("plan", "seq 1 5000"), command("do", "printf %s {plan_output}; wc -l < {plan_output_path}")]);
    const text = await outputOf("do");
    expect(text.startsWith("1\n2\n3\n")).toBe(true);
    expect(text).toMatch(/\n\[cut here; all of it is in \/.*\.out\]\s*5000\n$/);
    expect(text.length).toBeLessThan(4500);
  });

  it("sees the changes so far, and its own variables before the task's", async () => {
    const own = { variables: { depth: "own" } };
    await perform([command("make", "echo x > x.txt"), command("do", "printf '%s|%s' {depth} {diff}", own)], {
      variables: { depth: "task" },
    });
    expect(await outputOf("do")).toContain("own|Say hello (make)");
  });

  it("sees them also when a worker is lost on the way", async () => {
    const steps = [
      command("plan", "echo kept"),
      command("wait", "until [ -e go ]; do sleep 0.02; done"),
      command("do", "printf %s {plan_output}"),
    ];
    await perform(steps, {
      async isInHand({ start, until, runs, untilEnded }) {
        const first = await start();
        const run = await until(async () => (await runs()).find((each) => each.steps[1]?.status === "running"));
        first.kill();
        writeFileSync(join(run.workspace?.path ?? "", "go"), "");
        await start({ name: "second" });
        return await untilEnded();
      },
    });
    expect(await outputOf("do")).toBe("kept\n");
  });
});

describe("a secret", () => {
  const environment = { TOKEN: SECRET };

  it("reaches the program, and neither log, watcher, later steps nor the record of what went wrong", async () => {
    const output: string[] = [];
    const leak =
      'printf s3cret-; sleep 0.05; echo "value $TOKEN" >&2; echo "out $TOKEN"; printf %s "$TOKEN" > seen; echo "failed: $TOKEN" >&2; exit 9';
    const run = await perform([agent("leak", leak), agent("after", "true")], { environment });
    expect(run.status).toBe("failed");
    expect(readFileSync(join(run.workspace?.path ?? "", "seen"), "utf8")).toBe(SECRET);
    expect(await outputOf("leak")).toContain("out ***\n");
    const kept = readFileSync(join(world.directory, "logs", RUN, "leak.1.out"), "utf8");
    output.push(await outputOf("leak"), kept, JSON.stringify(await world.history(RUN)), JSON.stringify(await world.schedulerHistory()));
    expect(output.join("\n")).not.toContain(SECRET);
    expect(run.steps[0]?.error?.message).toMatch(/^(?:value|out|failed:) \*\*\*$/);
  });

  it("is hidden when it is cut between two writes", async () => {
    await perform([agent("one", "printf s3cret; sleep 0.1; printf -- '-value.'")], { environment });
    expect(await outputOf("one")).toBe("***.");
  });

  it("is hidden inside JSON too, where it is escaped", async () => {
    const file = join(tmpdir(), `yardmaster-quoted-${process.pid}.json`);
    writeFileSync(file, JSON.stringify({ is: QUOTED }));
    await perform([agent("one", `cat ${file}`)]);
    rmSync(file);
    expect(await outputOf("one")).toBe('{"is":"***"}');
  });

  it("of another step's agent is hidden too, for it may have been left in a file", async () => {
    await perform([agent("one", "printf 'secret of one-agent' > left"), command("two", "cat left")]);
    expect(await outputOf("two")).toBe("***");
  });

  it("is in no process's arguments", async () => {
    await perform([agent("one", `tr '\\0' ' ' < /proc/$$/cmdline; cat /proc/$PPID/cmdline | tr '\\0' ' '`)], { environment });
    expect(await outputOf("one")).not.toContain("***");
  });
});

describe("a workspace's directory", () => {
  it("is where the step works, inside the repository", async () => {
    const prepare = (path: string) => mkdirSync(join(path, "packages/web"), { recursive: true });
    await perform([command("one", "pwd; printf %s {workspace_root}")], { runner: { directory: "packages/web" }, prepare });
    expect(await outputOf("one")).toMatch(/\/run_1\/packages\/web\n.*\/run_1\/packages\/web$/);
  });

  it.each([
    ["that is missing", () => {}],
    ["that leads outside", (path: string) => symlinkSync("/etc", join(path, "web"))],
  ])("%s fails the step before anything runs", async (_, prepare) => {
    const { steps } = await perform([command("one", "touch /tmp/never-made")], { runner: { directory: "web" }, prepare });
    expect(steps[0]?.error?.message).toContain("entering web in the workspace");
  });
});
