// Workflows that other people published, applied as they are and run: with and without a server, whole and in parts.
// The commands are those of the published guide to lightweight step runs, under the name that they have here.
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { type AtEnd, assertAtRest, listBranches } from "../support/journey.ts";
import { CHECKOUT, createYardOnDisk, type Finished, type YardOnDisk } from "../support/yard-on-disk.ts";

const TIMEOUT = { timeout: 60_000 };
const ID = /run_[0-9a-z]{26}/;

const FIX = `apiVersion: orchestrator.dev/v2
kind: StepTemplate
metadata: { name: fix-ticket }
spec:
  prompt: |
    Fix the issue described in the following ticket.
    Ticket path: {ticket_paths}
    Project goal: {goal}
---
apiVersion: orchestrator.dev/v2
kind: EnvStore
metadata: { name: fixing }
spec: { data: { MODEL: small } }
---
apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: fixer }
spec:
  capabilities: [fix]
  command: printf '%s by %s' {prompt} "$MODEL" | tee fixed.txt
  env: [{ fromRef: fixing }]
---
apiVersion: orchestrator.dev/v2
kind: ExecutionProfile
metadata: { name: boxed }
spec: { mode: sandbox }
`;

/** A repository with nothing in it for Yardmaster: no roadmap, no workflow file, no agent on PATH. */
async function createPlainYard(atEnd: AtEnd): Promise<YardOnDisk> {
  const yard = await createYardOnDisk();
  atEnd(() => yard.remove());
  await yard.write("docs/qa/a.md", "# A\n");
  await yard.commit("A beginning");
  return yard;
}

async function apply(yard: YardOnDisk, published: string, project: string): Promise<Finished> {
  return await yard.yardmaster("apply", "-f", join(CHECKOUT, `test/fixtures/manifests/${published}.yaml`), "--project", project);
}

function toWords({ code, stdout, stderr }: Finished, yard: YardOnDisk): string {
  const text = `${stdout}${stderr}exit ${code}`.replaceAll(yard.directory, "…");
  return text.replaceAll(new RegExp(ID, "g"), "run_…").replaceAll(/\{"confidence.*\n/g, "{…}\n");
}

function idOf({ stdout, stderr }: Finished): string {
  return ID.exec(stdout + stderr)?.[0] ?? "";
}

describe.concurrent("a published workflow", TIMEOUT, () => {
  it("hello-world is applied and run", async ({ expect, onTestFinished }) => {
    const yard = await createPlainYard(onTestFinished);
    expect(toWords(await apply(yard, "hello-world", "hello"), yard)).toContain("workflow/hello created (project: hello)\n");
    const ran = await yard.yardmaster("run", "--workflow", "hello", "--project", "hello");
    expect(toWords(ran, yard)).toMatchInlineSnapshot(`
      "{…}
      Following task run_… ...
      ── greet
      Task run_… finished with status: completed
      exit 0"
    `);
    expect(await listBranches(yard)).toEqual([]);
    await assertAtRest(yard);
  });

  it("plan-execute is run as the guide says: whole, in parts, later, and by name without a project", async ({ expect, onTestFinished }) => {
    const yard = await createPlainYard(onTestFinished);
    await apply(yard, "plan-execute", "demo");
    const whole = await yard.yardmaster("run", "--workflow", "plan_execute", "--project", "demo", "--set", "goal=Implement feature X");
    expect(toWords(whole, yard)).toMatchInlineSnapshot(`
      "{…}
      {…}
      {…}
      Following task run_… ...
      ── plan
      ── implement
      ── verify
      Task run_… finished with status: completed
      exit 0"
    `);
    const step = await yard.yardmaster("run", "--workflow", "plan-execute", "--project", "demo", "--step", "implement");
    expect(toWords(step, yard)).toMatchInlineSnapshot(`
      "{…}
      Following task run_… ...
      ── implement
      Task run_… finished with status: completed
      exit 0"
    `);
    const unknown = await yard.yardmaster("task", "create", "--workflow", "plan-execute", "--step", "nonexistent");
    expect(toWords(unknown, yard)).toMatchInlineSnapshot(`
      "Error: unknown step id 'nonexistent' in --step filter; available steps: plan, implement, verify
      exit 2"
    `);

    const detached = await yard.yardmaster("run", "--workflow", "plan-execute", "--project", "demo", "--step", "implement", "--detach");
    const noted = await yard.yardmaster(
      "task",
      "create",
      "-W",
      "plan_execute",
      "-p",
      "demo",
      "--step",
      "implement",
      "--step",
      "plan",
      "--no-start",
    );
    expect([detached, noted].map(({ stdout }) => stdout.replace(ID, "run_…"))).toEqual(["Task enqueued: run_…\n", "Task created: run_…\n"]);
    const started = await yard.yardmaster("task", "start", "--latest");
    expect([started.code, idOf(started)]).toEqual([0, idOf(noted)]);
    const served = await yard.yardmaster("start", "--foreground", "--workers", "2", "--until-idle");
    expect(served.code).toBe(0);
    const listed = JSON.parse((await yard.yardmaster("task", "list", "--project", "demo", "-o", "json")).stdout) as {
      id: string;
      status: string;
    }[];
    expect(listed.map(({ status }) => status)).toEqual(["completed", "completed", "completed", "completed"]);
    const info = JSON.parse((await yard.yardmaster("task", "info", idOf(noted), "-o", "json")).stdout) as { steps: { id: string }[] };
    expect(info.steps.map(({ id }) => id)).toEqual(["plan", "implement"]);
    const logs = await yard.yardmaster("task", "logs", idOf(whole));
    expect(logs.stdout.match(/── \w+/g)).toEqual(["── plan", "── implement", "── verify"]);
    await assertAtRest(yard);
  });

  it("that works on items is applied with a warning, noted, and refused by name when it is to run", async ({ expect, onTestFinished }) => {
    const yard = await createPlainYard(onTestFinished);
    const applied = await apply(yard, "qa-loop", "qa");
    expect([applied.code, applied.stderr]).toMatchObject([
      0,
      expect.stringContaining("can be applied but not run yet: workflow/qa_loop ("),
    ]);
    expect(toWords(await yard.yardmaster("run", "-W", "qa_loop"), yard)).toMatchInlineSnapshot(`
      "Error: workflow 'qa_loop' cannot be run yet: step 'qa' works on items; step 'ticket_scan' is the builtin 'ticket_scan'; step 'fix' works on items; step 'retest' works on items
      Hint: docs/workflows.md says what can be run
      exit 2"
    `);
    expect((await yard.yardmaster("task", "create", "-W", "qa_loop", "--no-start")).code).toBe(0);
    expect((await yard.yardmaster("task", "start", "--latest")).stderr).toContain("workflow 'qa_loop' cannot be run yet");
    expect((await yard.yardmaster("task", "list")).stdout).toContain(" created ");
  });
});

describe.concurrent("a step that is put together", TIMEOUT, () => {
  it("is run with its template, its agent's environment and what it left on a branch", async ({ expect, onTestFinished }) => {
    const yard = await createPlainYard(onTestFinished);
    await yard.write("fix.yaml", FIX);
    await yard.yardmaster("apply", "-f", "fix.yaml", "--project", "demo");
    const nasty = 'docs/T 1.md"; touch $(pwd)/pwned; `touch pwned` {goal}';
    const argv = ["run", "--template", "fix-ticket", "--agent-capability", "fix", "--profile", "host-unrestricted", "--project", "demo"];
    const ran = await yard.yardmaster(...argv, "--set", `ticket_paths=${nasty}`);
    expect([ran.code, ran.stdout]).toEqual([
      0,
      `Fix the issue described in the following ticket.\nTicket path: ${nasty}\nProject goal: Direct step execution: fix-ticket\n by small\n`,
    ]);
    expect((await listBranches(yard)).map((line) => line.replace(ID, "run_…"))).toEqual(["branch yardmaster/run_…: fixed.txt in 1 commit"]);
  });

  it("hands a secret to its agent and to nobody else", async ({ expect, onTestFinished }) => {
    const yard = await createPlainYard(onTestFinished);
    const secret = "tok-3f9a-very-secret";
    const agent = `printf 'prompt %s and ' {prompt}; test "$TOKEN" = "$WANTED" && echo right; echo "$TOKEN"; echo "no: $TOKEN"; exit 5`;
    await yard.write(
      "leak.yaml",
      `${FIX}---\napiVersion: orchestrator.dev/v2\nkind: SecretStore\nmetadata: { name: tokens }\nspec: { data: { TOKEN: ${secret} } }\n---
apiVersion: orchestrator.dev/v2\nkind: Agent\nmetadata: { name: leaky }\nspec:\n  capabilities: [leak]\n  command: ${JSON.stringify(agent)}
  env: [{ fromRef: tokens }, { name: WANTED, refValue: { name: tokens, key: TOKEN } }]\n`,
    );
    await yard.yardmaster("apply", "-f", "leak.yaml");
    await rm(join(yard.repository, "leak.yaml"));
    const ran = await yard.yardmaster("run", "--template", "fix-ticket", "--agent-capability", "leak", "--set", "goal={TOKEN} $TOKEN");
    expect([ran.code, ran.stdout.split("\n").slice(-4)]).toEqual([1, [" and right", "***", "no: ***", ""]]);
    expect(ran.stderr).toContain("Error: step fix-ticket failed after 1 attempt: no: ***\n");
    const info = await yard.yardmaster("task", "info", idOf(ran), "-o", "json");
    expect(ran.stdout + ran.stderr + info.stdout).not.toContain(secret);
    const files = (await readdir(yard.data, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const holding = await Promise.all(
      files.map(async ({ parentPath, name }) => ((await readFile(join(parentPath, name))).includes(secret) ? [name] : [])),
    );
    expect([files.length > 3, holding.flat()]).toEqual([true, []]);
  });

  it("says what is missing, and never runs unconfined what was to be confined", async ({ expect, onTestFinished }) => {
    const yard = await createPlainYard(onTestFinished);
    await yard.write("fix.yaml", FIX);
    await yard.yardmaster("apply", "-f", "fix.yaml");
    const said = async (...args: readonly string[]) => (await yard.yardmaster("run", ...args)).stderr.split("\n")[0];
    expect([
      await said("--template", "nope"),
      await said("--template", "fix-ticket"),
      await said("--template", "fix-ticket", "--agent-capability", "fix", "--profile", "boxed"),
      await said("--template", "fix-ticket", "--project", "nope"),
      await said("-W", "nope"),
      await said("--template", "fix-ticket", "--agent-capability", "fix", "-w", "nope"),
      await said("--template", "fix-ticket", "--agent-capability", "fix", "-t", "docs/nope.md"),
      await said(),
    ]).toMatchInlineSnapshot(`
      [
        "Error: step template 'nope' not found in project 'default'; available templates: fix-ticket, fix.implement",
        "Error: no agent in project 'default' has capability 'fix-ticket'",
        "Error: workflow '_ephemeral:fix-ticket' cannot be run yet: step 'fix-ticket' runs under execution profile 'boxed' in mode sandbox",
        "Error: project not found: nope",
        "Error: workflow not found: nope",
        "Error: workspace not found: nope in project 'default'",
        "Error: no valid --target-file entries found",
        "Error: either --workflow or --template is required for \`yardmaster run\`",
      ]
    `);
    expect((await yard.yardmaster("task", "list")).stdout).toBe("No tasks.\n");
  });
});

describe.concurrent("a declared workflow beside a server", TIMEOUT, () => {
  it("is begun by the server at once, cancelled like any other, and fails with its step", async ({ expect, onTestFinished }) => {
    const yard = await createPlainYard(onTestFinished);
    const steps =
      "{ id: wait, command: 'echo waiting in $(basename $PWD); until [ -e go ]; do sleep 0.02; done' }, { id: fail, command: 'echo broken >&2; exit 7' }";
    await yard.write(
      "w.yaml",
      `apiVersion: orchestrator.dev/v2\nkind: Workflow\nmetadata: { name: w }\nspec: { steps: [${steps}] }\n---
apiVersion: orchestrator.dev/v2\nkind: Workspace\nmetadata: { name: default }\nspec: { root_path: docs, ticket_dir: "" }\n`,
    );
    const server = yard.start("start");
    await server.says("Serving");
    expect((await yard.yardmaster("apply", "-f", "w.yaml")).stderr).toContain("stored by the server");
    const created = await yard.yardmaster("task", "create", "--workflow", "w");
    const follow = yard.start("task", "logs", "--follow", idOf(created));
    await follow.says("waiting in docs");
    expect((await yard.yardmaster("task", "cancel", idOf(created), "--wait")).code).toBe(0);
    expect((await follow.ended).stderr).toContain("finished with status: cancelled");

    const failing = yard.start("run", "--workflow", "w", "--step", "fail");
    const failed = await failing.ended;
    expect(toWords(failed, yard)).toMatchInlineSnapshot(`
      "broken
      Following task run_… ...
      ── fail
      Error: step fail failed after 1 attempt: the command exited with 7
      Task run_… finished with status: failed
      exit 1"
    `);
    server.process.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
    await assertAtRest(yard);
  });
});
