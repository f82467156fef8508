// Which workflows become plans, what stands in these, and how everything else is refused by name.
import { describe, expect, it } from "vitest";
import type { StepSpec } from "../../../src/core/workflow/workflow-spec.ts";
import { listUnsupported, type PlanOutcome, toDirectPlan, toWorkflowPlan } from "../../../src/resources/workflow-plan/to-workflow-plan.ts";
import { type Declaration, type Declared, declare, declareText, published } from "./declared.ts";

const AGENT = ["Agent", "worker", "command: 'work {prompt}'\ncapabilities: [work, plan, implement, qa, fix]"] as const;

function plan(declared: Declared, filter: readonly string[] = [], given: Parameters<Declared["request"]>[0] = {}): PlanOutcome {
  return toWorkflowPlan({ ...declared.request(given), workflow: declared.get("Workflow"), filter });
}

function stepsOf(outcome: PlanOutcome): readonly StepSpec[] {
  if (!outcome.ok) throw new Error(outcome.unsupported.join("; "));
  return outcome.plan.steps;
}

function withSteps(steps: string, ...others: readonly Declaration[]): Declared {
  return declare(["Workflow", "w", `steps:\n${steps.replaceAll(/^/gm, "  ")}`], AGENT, ...others);
}

function unsupported(declared: Declared): readonly string[] {
  const outcome = plan(declared);
  return outcome.ok ? [] : outcome.unsupported;
}

describe("a published workflow", () => {
  it.each(["hello-world", "plan-execute"])("%s can be run as it is", (file) => {
    const declared = declareText(published(file));
    expect(listUnsupported(declared.get("Workflow"), declared.resources)).toEqual([]);
    expect(plan(declared, [], { workspace: declared.get("Workspace") })).toMatchObject({ ok: true });
  });

  it("has its agents, prompts and limits in the plan, and no value of an environment", () => {
    const outcome = plan(declareText(published("plan-execute")));
    expect(outcome).toMatchObject({
      ok: true,
      plan: {
        name: "plan_execute",
        runner: { directory: "", shell: ["/bin/bash", "-c"], environment: ["PATH", "HOME", "USER", "LANG", "TERM"] },
        steps: [{ id: "plan" }, { id: "implement" }, { id: "verify" }],
      },
    });
    expect(stepsOf(outcome)[1]).toMatchObject({
      body: {
        kind: "agent",
        agent: { project: "default", name: "coder", promptDelivery: "arg", command: expect.stringMatching(/^echo /) },
        prompt: { template: expect.stringContaining("{plan_output_path}"), origin: "step template 'implement'" },
        requiresChange: false,
      },
      timeoutMs: 1_800_000,
      stallMs: 900_000,
      continueOnError: false,
    });
  });

  it.each([
    ["qa-loop", ["step 'qa' works on items", "step 'ticket_scan' is the builtin 'ticket_scan'", "step 'fix' works on items"]],
    ["echo-prehook", ["loop mode 'fixed'", "step 'fix' has a prehook"]],
    ["wp05-store-spawn", ["has post_actions"]],
    ["wp05-items-select", ["loop mode 'fixed'", "step 'plan' has post_actions", "step 'benchmark' works on items", "has captures"]],
  ])("%s cannot be run yet, and says why", (file, reasons) => {
    const declared = declareText(published(file));
    const told = listUnsupported(declared.get("Workflow"), declared.resources).join("\n");
    for (const reason of reasons) expect(told).toContain(reason);
    expect(told).not.toContain("loop_guard");
  });
});

describe("what a step is", () => {
  it("follows from the first of its fields that says so", () => {
    const steps = stepsOf(
      plan(
        withSteps(
          "- { id: one, type: work, command: make }\n- { id: two, type: plan }\n- { id: three, required_capability: plan, type: work }\n- { id: implement }",
        ),
      ),
    );
    expect(steps.map(({ id, body }) => [id, body.kind, body.kind === "agent" && body.agent?.name])).toEqual([
      ["one", "command", false],
      ["two", "agent", "worker"],
      ["three", "agent", "worker"],
      ["implement", "agent", "worker"],
    ]);
  });

  it("is told what a workflow file's prompt says in Liquid", () => {
    const declared = withSteps("- { id: work, template: t }", ["StepTemplate", "t", "prompt: Mend {{ issue.title }}."]);
    const resources = declared.resources.map((resource) =>
      resource.kind === "StepTemplate"
        ? { ...resource, metadata: { ...resource.metadata, annotations: { "yardmaster.dev/prompt-language": "liquid" } } }
        : resource,
    );
    const [step] = stepsOf(plan(declared, [], { resources }));
    expect(step?.body).toMatchObject({ prompt: { text: "Mend {{ issue.title }}.", origin: "test.yaml" } });
  });

  it("is told the goal where no template says more", () => {
    expect(stepsOf(plan(withSteps("- { id: work }")))[0]?.body).toMatchObject({ prompt: { template: "{goal}" } });
  });

  it("has its own limits before those of the workflow", () => {
    const declared = declare(
      [
        "Workflow",
        "w",
        "steps: [{ id: work, timeout_secs: 5 }, { id: plan, stall_timeout_secs: 7 }]\nsafety: { step_timeout_secs: 60, stall_timeout_secs: 30 }",
      ],
      AGENT,
    );
    expect(stepsOf(plan(declared)).map(({ timeoutMs, stallMs }) => [timeoutMs, stallMs])).toEqual([
      [5000, 30_000],
      [60_000, 7000],
    ]);
  });

  it("fails its task unless its failure is said to change nothing", () => {
    const declared = withSteps(
      "- { id: work, behavior: { on_failure: { action: continue }, on_success: { action: continue } } }\n- { id: plan }",
    );
    expect(stepsOf(plan(declared)).map(({ continueOnError }) => continueOnError)).toEqual([true, false]);
  });

  it("keeps its variables, and takes nothing from what has no effect in one cycle", () => {
    const declared = withSteps(
      "- { id: work, step_vars: { depth: '2' }, repeatable: false, cost_preference: quality, max_parallel: 3, stagger_delay_ms: 5 }",
    );
    expect(stepsOf(plan(declared))[0]).toMatchObject({ id: "work", variables: { depth: "2" } });
  });
});

describe("steps that take no part", () => {
  const declared = withSteps(
    "- { id: plan }\n- { id: work, enabled: false, prehook: { when: 'true' } }\n- { id: implement, is_guard: true }\n- { id: loop_guard, builtin: loop_guard }\n- { id: fix, scope: task }",
  );

  it("are those that are disabled, and guards: there is no cycle after the first to decide about", () => {
    expect(stepsOf(plan(declared)).map(({ id }) => id)).toEqual(["plan", "fix"]);
  });

  it("cannot be asked for either", () => {
    const available = "in --step filter; available steps: plan, fix";
    expect(() => plan(declared, ["work"])).toThrow(`unknown step id 'work' ${available}`);
    expect(() => plan(declared, ["plan", "implement"])).toThrow(`unknown step id 'implement' ${available}`);
    expect(() => plan(declared, ["plna"])).toThrow(expect.objectContaining({ hint: 'did you mean "plan"?' }));
    expect(() => plan(declared, ["nope"])).toThrow(`unknown step id 'nope' ${available}`);
  });

  it("may leave none", () => {
    expect(unsupported(withSteps("- { id: work, is_guard: true }"))).toEqual(["workflow 'w' has no enabled steps"]);
  });
});

describe("a filter of steps", () => {
  it("keeps the workflow's order, whatever its own", () => {
    const declared = withSteps("- { id: plan }\n- { id: work }\n- { id: implement }");
    expect(stepsOf(plan(declared, ["implement", "plan", "plan"])).map(({ id }) => id)).toEqual(["plan", "implement"]);
  });

  it("lets a step be run whose neighbors cannot be run yet", () => {
    expect(plan(withSteps("- { id: qa }\n- { id: work }"), ["work"])).toMatchObject({ ok: true });
  });
});

describe("what cannot be run yet is named", () => {
  it.each([
    ["{ id: chained, chain_steps: [{ id: work }] }", "is a chain"],
    ["{ id: self_test }", "is the builtin 'self_test'"],
    ["{ id: any, builtin: init_once }", "is the builtin 'init_once'"],
    ["{ id: qa }", "works on items"],
    ["{ id: work, scope: item }", "works on items"],
    ["{ id: run_qa, type: qa }", "writes a ticket when it fails, by the convention of 'qa'"],
    ["{ id: work, prehook: { when: 'true' } }", "has a prehook"],
    ["{ id: work, tty: true }", "needs a terminal"],
    ["{ id: work, behavior: { captures: [{ var: v, source: stdout }] } }", "has captures"],
    ["{ id: work, behavior: { on_failure: { action: early_return, status: x } } }", "has on_failure 'early_return'"],
    ["{ id: work, behavior: { on_success: { action: set_status, status: x } } }", "has on_success 'set_status'"],
    ["{ id: work, behavior: { post_actions: [{ type: scan_tickets }] } }", "has post_actions"],
    ["{ id: work, behavior: { collect_artifacts: true } }", "collects artifacts"],
    ["{ id: work, behavior: { execution: { type: chain } } }", "says execution 'chain'"],
    ["{ id: work, store_inputs: [{ store: s, key: k, as_var: v }] }", "has store_inputs"],
    ["{ id: work, store_outputs: [{ store: s, key: k, from_var: v }] }", "has store_outputs"],
    ["{ id: work, execution_profile: boxed }", "runs under execution profile 'boxed' in mode sandbox"],
    ["{ id: work, execution_profile: nope }", "references unknown execution profile 'nope'"],
    ["{ id: work, command: \"sh -c 'echo {goal}'\" }", "has a command that cannot be run safely: {goal} is run as program text here"],
    [`{ id: work, command: "${"x".repeat(131_073)}" }`, "has a command that is longer than 131072 bytes"],
    ['{ id: work, command: "a\\r\\nb" }', "has a command that holds a NUL or a carriage return"],
  ])("%s", (step, reason) => {
    const declared = withSteps(`- ${step}`, ["ExecutionProfile", "boxed", "mode: sandbox"], ["ExecutionProfile", "open", "mode: host"]);
    expect(unsupported(declared)).toEqual([expect.stringMatching(/^step '\w+' /)]);
    expect(unsupported(declared)[0]).toContain(reason);
    expect(listUnsupported(declared.get("Workflow"), declared.resources)).toEqual(unsupported(declared));
  });

  it.each([
    ["loop: { mode: infinite }", "loop mode 'infinite'"],
    ["loop: { mode: fixed, max_cycles: 2 }", "loop mode 'fixed'"],
    ["finalize: { rules: [{ id: r, when: 'true', status: s }] }", "finalize rules"],
    ["dynamic_steps: [{ id: d, step_type: work }]", "dynamic_steps"],
    ["adaptive: { enabled: true, planner_agent: worker }", "adaptive planning"],
    ["item_isolation: { strategy: git_worktree }", "item_isolation 'git_worktree'"],
    ["safety: { invariants: [{ name: i, command: make }] }", "invariants"],
    ["safety: { checkpoint_strategy: git_tag }", "checkpoint_strategy 'git_tag'"],
    ["safety: { auto_rollback: true }", "auto_rollback"],
    ["safety: { binary_snapshot: true }", "binary_snapshot"],
    ["safety: { profile: self_referential_probe }", "safety profile 'self_referential_probe'"],
  ])("%s", (lines, reason) => {
    expect(unsupported(declare(["Workflow", "w", `steps: [{ id: work }]\n${lines}`], AGENT))).toEqual([reason]);
  });

  it.each([
    "loop: { mode: once, max_cycles: 3, convergence_expr: [{ when: 'true' }] }",
    "adaptive: { enabled: false }",
    "item_isolation: { strategy: none }",
    "safety: { max_consecutive_failures: 1, min_cycle_interval_secs: 5, max_spawned_tasks: 2, checkpoint_strategy: none }",
    "max_parallel: 4",
    "stagger_delay_ms: 3",
  ])("and not what changes nothing in one cycle of a task: %s", (lines) => {
    expect(unsupported(declare(["Workflow", "w", `steps: [{ id: work }]\n${lines}`], AGENT))).toEqual([]);
  });

  it("under a host profile nothing is confined, so nothing is refused", () => {
    const profiles = [["ExecutionProfile", "open", "mode: host"]] as const;
    expect(unsupported(withSteps("- { id: work, execution_profile: open }\n- { id: plan, execution_profile: host }", ...profiles))).toEqual(
      [],
    );
  });
});

describe("an agent", () => {
  const agent = (name: string, rest = "") => ["Agent", name, `command: ${name}\ncapabilities: [work]\n${rest}`] as const;
  const chosen = (declared: Declared, resting: readonly string[] = []) => {
    const [step] = stepsOf(plan(declared, [], { restingAgents: new Set(resting) }));
    return step?.body.kind === "agent" ? step.body.agent?.name : null;
  };
  const workflow = ["Workflow", "w", "steps: [{ id: work }]"] as const;

  it("is the cheapest, then the first by name; one without a cost comes last", () => {
    const declared = declare(
      workflow,
      agent("c"),
      agent("b", "metadata: { cost: 7 }"),
      agent("a", "metadata: { cost: 7 }"),
      agent("d", "metadata: { cost: 3 }\nenabled: false"),
    );
    expect([chosen(declared), chosen(declared, ["a"]), chosen(declared, ["a", "b"])]).toEqual(["a", "b", "c"]);
    expect(() => chosen(declared, ["a", "b", "c"])).toThrow("No healthy agent found with capability: work");
  });

  it("belongs to the project", () => {
    const [foreign] = declareText(
      "apiVersion: orchestrator.dev/v2\nkind: Agent\nmetadata: { name: a }\nspec: { command: a, capabilities: [work] }\n",
      "other",
    ).resources;
    const declared = declare(workflow);
    const resources = [...declared.resources, ...(foreign ? [foreign] : [])];
    expect(() => plan(declared, [], { resources })).toThrow("no agent supports capability for step 'work' used by workflow 'w'");
  });

  it("is refused with rules for its command, and with a prompt that would be run as a program", () => {
    const rules = agent("a", "command_rules: [{ when: 'true', command: 'x {prompt}' }]");
    expect(unsupported(declare(workflow, rules))).toEqual(["agent 'a' has command_rules"]);
    const shell = ["Agent", "a", "command: \"bash -c 'x {prompt}'\"\ncapabilities: [work]"] as const;
    expect(unsupported(declare(workflow, shell))).toEqual([
      expect.stringContaining("agent 'a' has a command that cannot be run safely: {prompt} is run as program text here"),
    ]);
  });
});

describe("where and by what it runs", () => {
  const workflow = ["Workflow", "w", "steps: [{ id: work, command: make }]"] as const;
  const inWorkspace = (root: string, rest = "") => {
    const declared = declare(workflow, ["Workspace", "ws", `root_path: "${root}"\nticket_dir: tickets\n${rest}`]);
    return plan(declared, [], { workspace: declared.get("Workspace") });
  };

  it.each([
    [".", ""],
    ["./", ""],
    ["packages/web", "packages/web"],
    ["/srv/site", ""],
    ["/srv/site/docs/", "docs"],
  ])("the root %s is the directory %j of the repository", (root, directory) => {
    expect(inWorkspace(root)).toMatchObject({ ok: true, plan: { runner: { directory, ticketDirectory: "tickets" } } });
  });

  it.each(["..", "/srv", "/srv/site2", "../site-other", "/"])("the root %s lies elsewhere and is refused", (root) => {
    expect(inWorkspace(root)).toEqual({ ok: false, unsupported: [`workspace 'ws' has a root_path outside the repository: ${root}`] });
  });

  it("is not Yardmaster's own source", () => {
    expect(inWorkspace(".", "self_referential: true")).toEqual({ ok: false, unsupported: ["workspace 'ws' is self_referential"] });
  });

  const policy = (runner: string) => plan(declare(workflow, ["RuntimePolicy", "runtime", `runner: ${runner}\nresume: { auto: true }`]));

  it("the shell and the variables are the policy's", () => {
    expect(policy("{ shell: /bin/sh }")).toMatchObject({
      plan: { runner: { shell: ["/bin/sh", "-lc"], environment: expect.arrayContaining(["PATH"]) } },
    });
    expect(policy("{ shell: /bin/zsh, shell_arg: -c, env_allowlist: [PATH, TOKEN] }")).toMatchObject({
      plan: { runner: { shell: ["/bin/zsh", "-c"], environment: ["PATH", "TOKEN"] } },
    });
  });

  it("a shell that the policy does not allow is refused", () => {
    expect(policy("{ shell: /usr/bin/fish }")).toMatchObject({
      unsupported: ["runner.shell '/usr/bin/fish' is not one of allowed_shells"],
    });
    expect(policy("{ shell: /bin/sh, shell_arg: -ic }")).toMatchObject({ unsupported: [expect.stringContaining("shell_arg '-ic'")] });
    expect(policy("{ shell: /usr/bin/fish, shell_arg: -ic, policy: legacy }")).toMatchObject({ ok: true });
  });
});

describe("a step that is put together", () => {
  const declared = declare(["StepTemplate", "fix-ticket", "prompt: 'Fix {ticket_paths}'"], AGENT, [
    "ExecutionProfile",
    "boxed",
    "mode: sandbox",
  ]);
  const direct = (given: Partial<{ template: string; capability: string; profile: string | null }>) =>
    toDirectPlan({ ...declared.request(), template: "fix-ticket", capability: "fix", profile: null, ...given });

  it("has the template's prompt and the agent's command", () => {
    expect(direct({})).toMatchObject({
      ok: true,
      plan: {
        name: "_ephemeral:fix-ticket",
        steps: [{ id: "fix-ticket", body: { agent: { name: "worker" }, prompt: { template: "Fix {ticket_paths}" } } }],
      },
    });
  });

  it("runs under a host profile, declared or not, and never unconfined under another", () => {
    expect(direct({ profile: "host-unrestricted" })).toMatchObject({ ok: true });
    expect(direct({ profile: "boxed" })).toEqual({
      ok: false,
      unsupported: ["step 'fix-ticket' runs under execution profile 'boxed' in mode sandbox"],
    });
    expect(direct({ profile: "nope" })).toMatchObject({ unsupported: ["step 'fix-ticket' references unknown execution profile 'nope'"] });
  });

  it("says what is missing", () => {
    expect(() => direct({ template: "fix-tickets" })).toThrow(
      "step template 'fix-tickets' not found in project 'default'; available templates: fix-ticket",
    );
    expect(() => direct({ capability: "dance" })).toThrow("no agent in project 'default' has capability 'dance'");
  });
});
