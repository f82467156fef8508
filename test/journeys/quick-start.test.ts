// The published quick start, as written, with our package's name: in a process of its own, against a real repository.
import { spawn } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { CHECKOUT, createYardOnDisk, type YardOnDisk } from "../support/yard-on-disk.ts";

/** Word for word from the design, the package's name and the two parts that only continue it apart. */
const QUICK_START = `
import {
  Orchestrator,
  loadWorkflowConfig,
  WorkspaceManager,
  WorkspaceHooks,
  ClaudeBackend,
  PromptRenderer,
  RoadmapTrackerAdapter,
} from 'yardmaster';
// Load workflow configuration
const config = loadWorkflowConfig('./workflow.yaml');
// Create and start the orchestrator
const orchestrator = new Orchestrator(config);
await orchestrator.start();
`;

const CORE_CONCEPTS = `
import { applyEvent, createEmptyState } from 'yardmaster';
const event = { type: 'scheduler.halted', halt: { reason: 'a rest', at: 0 } };
{
const state = createEmptyState();
const { state: next, effects } = applyEvent(state, event);
// effects: DispatchEffect, StopEffect, ScheduleRetryEffect, etc.
console.log(next.halted.reason, effects.length);
}
import { sortCandidates, selectCandidates, isEligible } from 'yardmaster';
const issues = [2, 1, 3].map((priority) => ({ id: 'i' + priority, identifier: 'I-' + priority, title: 't', description: null, state: 'planned',
  dispatchable: true, priority, labels: [], blockedBy: [], branchName: null, url: null, assigneeId: null, createdAt: null, updatedAt: null, nativeRef: null }));
const availableSlots = 2;
const ranked = sortCandidates(issues);
const selected = selectCandidates(ranked, availableSlots);
console.log(selected.map(({ identifier }) => identifier).join(' '), isEligible(issues[0], createEmptyState()));
import { WorkspaceManager, WorkspaceHooks, MockBackend, ClaudeBackend, PromptRenderer, RoadmapTrackerAdapter, loadWorkflowConfig } from 'yardmaster';
const config = loadWorkflowConfig('./workflow.yaml');
const manager = new WorkspaceManager(config);
const hooks = new WorkspaceHooks(config);
const made = await manager.ensureWorkspace('I-1');
console.log(made.ok, await manager.exists('I-1'), (await hooks.beforeRun(made.value)).ok);
console.log(await new PromptRenderer().render('{{ issue.title }}!', { issue: { title: 'Hello' } }));
const listed = await new RoadmapTrackerAdapter(config.tracker).fetchCandidateIssues();
console.log(listed.value.map(({ title }) => title).join(', '));
console.log(new ClaudeBackend().name, new MockBackend().name);
const backend = new MockBackend([{ do: [{ say: 'working' }] }]);
const session = (await backend.startSession({ workspacePath: made.value })).value;
const turn = backend.runTurn(session, { sessionId: session.sessionId, prompt: 'go', isContinuation: false });
for (;;) {
  const { value, done } = await turn.next();
  if (done) { console.log('success', value.success); break; }
  console.log(value.type, value.content);
}
console.log((await backend.stopSession(session)).ok, (await backend.healthCheck()).ok);
`;

describe("the published quick start", () => {
  let yard: YardOnDisk;

  beforeEach(async () => {
    yard = await createYardOnDisk();
    await mkdir(join(yard.directory, "node_modules"));
    await symlink(CHECKOUT, join(yard.directory, "node_modules/yardmaster"));
    await yard.write("docs/roadmap.md", "# Roadmap\n\n## Next\n\n### Say hello\n\n- **Status:** planned\n");
    await yard.write("agent.yaml", "- do: [{ say: working }, { write: { path: hello.txt, content: hello } }]\n");
    await yard.write(
      "workflow.yaml",
      "tracker:\n  kind: roadmap\npolling:\n  intervalMs: 100\nagent:\n  backend: mock\n  script: agent.yaml\n  maxConcurrentAgents: 1\n",
    );
    await yard.commit("start");
  });

  afterEach(() => yard.remove());

  async function runModule(code: string) {
    await yard.write("example.mjs", code);
    const child = spawn(process.execPath, [join(yard.repository, "example.mjs")], { cwd: yard.repository, env: yard.env() });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    return { child, ended, output: () => output };
  }

  it("loads the configuration, polls, works, and tells the roadmap", async () => {
    const stop = 'process.on("SIGTERM", async () => { await orchestrator.stop(); process.exit(0); });\n';
    const started = await runModule(QUICK_START.replace("await orchestrator.start", `${stop}await orchestrator.start`));
    const isDone = async () => (await yard.read("docs/roadmap.md")).includes("**Status:** done");
    await until(isDone, 20_000).catch((cause: unknown) => {
      throw new Error(started.output(), { cause });
    });
    const branch = (await yard.git("branch", "--list", "yardmaster/*", "--format=%(refname:short)")).trim();
    expect(await yard.git("show", `${branch}:hello.txt`)).toBe("hello");
    started.child.kill("SIGTERM");
    expect(await started.ended).toBe(0);
  });

  it("has the core functions and the classes under their published names", async () => {
    const started = await runModule(CORE_CONCEPTS);
    const code = await started.ended;
    expect(started.output()).toMatchInlineSnapshot(`
      "a rest 0
      I-1 I-2 true
      true true true
      Hello!
      Say hello
      claude mock
      output working

      success true
      true true
      "
    `);
    expect(code).toBe(0);
  });
});
