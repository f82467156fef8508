// The work of one step: an agent's turn and the commit of what it left, or a command of the repository's own.
import type { Agent, AgentSession, TurnResult } from "../agents/agent.ts";
import type { StepId } from "../core/ids.ts";
import { toCoAuthor } from "../core/run/co-author.ts";
import type { StepResult } from "../core/run/decide.ts";
import { toIssueRequest } from "../core/run/issue-request.ts";
import { hasTurnAfter, type Message, type RunState, type RunWorkspace, type StepError } from "../core/run/state.ts";
import { toSummary } from "../core/run/summary.ts";
import { COOKIE_VARIABLE, toStepVariables } from "../core/workflow/step-variables.ts";
import type { AgentBody, CommandBody, StepBody, StepSpec } from "../core/workflow/workflow-spec.ts";
import { type CommitScope, type PromptScope, toIssueScope } from "../rendering/scopes.ts";
import type { ExecResult } from "../std/exec.ts";
import { runProcess } from "../std/run-process.ts";
import { bindPlaceholders } from "../std/shell-placeholders.ts";
import type { Configured, RuntimeDeps } from "./deps.ts";
import { type Equipment, equipStep } from "./equip-step.ts";
import { findTests } from "./repository-tests/find-tests.ts";
import { readClues } from "./repository-tests/read-clues.ts";
import { openStepOutput, type StepOutputSink } from "./step-output.ts";

export interface Attempt {
  readonly stepId: StepId;
  readonly attempt: number;
  readonly cookie: string;
  readonly signal: AbortSignal;
  /** False when another worker may have this attempt by now. */
  isStillOurs(): Promise<boolean>;
  /** What people have told the run until now. */
  loadMessages(): Promise<readonly Message[]>;
}

export async function doWork(deps: RuntimeDeps, run: RunState, attempt: Attempt): Promise<StepResult> {
  const spec = run.plan.steps.find(({ id }) => id === attempt.stepId);
  if (!spec || !run.workspace) throw new TypeError(`step ${attempt.stepId} has no plan or no workspace`);
  const { declared, logs } = deps;
  const configured = deps.current();
  await configured.workspaces.check({ ...run.workspace, createdNow: false });
  const equipment = await equipStep({ declared, logs, configured }, run, spec, run.workspace);
  const key = { run: run.id, step: spec.id, attempt: attempt.attempt };
  const output = openStepOutput(deps, key, { secrets: equipment.secrets, keeps: equipment.declared !== null });
  const site: Site = { deps, configured, run, spec, workspace: run.workspace, attempt, equipment, output };
  try {
    return output.hide(await workBy(site, spec.body));
  } finally {
    await output.close();
  }
}

async function workBy(site: Site, body: StepBody): Promise<StepResult> {
  switch (body.kind) {
    case "agent":
      return await workByAgent(site, body);
    case "command":
      return await workByCommand(site, body);
    case "tests":
      return await workByTests(site);
  }
}

interface Site {
  readonly deps: RuntimeDeps;
  /** The same from the beginning of the step to its end. */
  readonly configured: Configured;
  readonly run: RunState;
  readonly spec: StepSpec;
  readonly workspace: RunWorkspace;
  readonly attempt: Attempt;
  readonly equipment: Equipment;
  readonly output: StepOutputSink;
}

async function workByAgent(site: Site, body: AgentBody): Promise<StepResult> {
  const { run, spec, attempt, equipment } = site;
  const asked = await renderPrompt(site, body);
  const agent = await openAgent(site, body);
  const session = await agent.open({ cwd: equipment.cwd, env: { ...equipment.env }, cookie: attempt.cookie, resume: null });
  try {
    let messages = run.messages ?? [];
    for (;;) {
      const turn = await takeTurn(site, session, await addMessages(site, asked, messages));
      if (turn.ended !== "completed") return toTurnFailure(turn);
      const mustTell = body.requiresChange || turn.output.trim() === "";
      const result = await commitWork(site, { exitCode: turn.exitCode, mayBeNothing: equipment.declared !== null || !mustTell });
      // What was said meanwhile would be heard by nobody if this was the last turn.
      const told = hasTurnAfter(run, spec.id) ? messages : await attempt.loadMessages();
      const isOver = !result.ok && result.error.code !== "NO_CHANGE";
      if (isOver || told.length === messages.length) return withSummary(result, turn);
      messages = told;
    }
  } finally {
    await session.close();
  }
}

function withSummary(result: StepResult, { output }: TurnResult): StepResult {
  const summary = toSummary(output);
  return result.ok && summary !== null ? { ...result, summary } : result;
}

async function takeTurn(site: Site, session: AgentSession, prompt: string): Promise<TurnResult> {
  const { run, spec, attempt, equipment, output } = site;
  return await session.prompt({
    prompt,
    facts: toFacts(run, spec, attempt),
    ...(equipment.declared && { values: equipment.declared.values }),
    ...toLimits(site),
    onOutput: (chunk) => output.write(chunk),
  });
}

async function openAgent({ deps, configured, equipment: { declared } }: Site, { agent }: AgentBody): Promise<Agent> {
  return agent && declared ? await deps.declared.openAgent(agent, declared.runner) : configured.agent;
}

function toLimits({ configured: { limits }, spec, attempt }: Site) {
  return {
    timeoutMs: spec.timeoutMs,
    stallMs: spec.stallMs ?? limits.stallMs,
    outputLimitBytes: limits.outputLimitBytes,
    signal: attempt.signal,
  };
}

/** A branch that carries nothing after the agent said it was done is no success, however politely the agent ended. */
async function commitWork(
  { deps, configured, run, spec, workspace, attempt }: Site,
  { exitCode, mayBeNothing }: { readonly exitCode: number | null; readonly mayBeNothing: boolean },
): Promise<StepResult> {
  // As after a long freeze: what stands in the workspace may be half of another worker's doing.
  if (!(await attempt.isStillOurs())) return toFailure("CANCELLED", "the step was taken over by another worker", exitCode);
  const startedAt = run.steps.find(({ id }) => id === spec.id)?.startedAt ?? run.createdAt;
  const renderer = await deps.loadRenderer();
  const message = renderer.template("commit").render({
    issue: { identifier: toIssueName(run), title: run.issue.title },
    step: { id: spec.id },
    run: { id: run.id },
    coAuthor: toCoAuthor(run.task?.origin),
  } satisfies CommitScope);
  const snapshot = await configured.workspaces.commit({ ...workspace, createdNow: false }, { message, author: deps.author, at: startedAt });
  const nothing = snapshot.commit === workspace.baseCommit;
  if (nothing && !mayBeNothing) return toFailure("NO_CHANGE", "the agent ended without changing anything", exitCode);
  return { ok: true, commit: nothing ? null : snapshot.commit, changedFiles: snapshot.changedFiles };
}

/** A run that was asked for in a thread is an issue of its own for the scheduler, and stands for the thread. */
function toIssueName({ issue, task }: RunState): string {
  return task?.origin ? (toIssueRequest(task).issue ?? `#${task.origin.thread}`) : issue.identifier;
}

/** What a declared workflow's command leaves is work like an agent's; a workflow file's commands are checks. */
async function workByCommand(site: Site, body: CommandBody): Promise<StepResult> {
  const { equipment } = site;
  const command = toInvocation(body, equipment);
  if ("refused" in command) return toFailure("NOT_STARTED", `reading the command: ${command.refused}`, null);
  const ended = await runCommand(site, command);
  if (ended.ended !== "exit" || ended.exitCode !== 0) return toCommandFailure(ended, { program: command.argv[0], command: "the command" });
  return equipment.declared ? await commitWork(site, { exitCode: 0, mayBeNothing: true }) : NOTHING_LEFT;
}

const NOTHING_LEFT: StepResult = { ok: true, commit: null, changedFiles: 0 };
/** Runners that would watch files or ask something take it as a sign that nobody is there. */
const UNATTENDED = { CI: "true" };
const NOT_INSTALLED = 127;

async function workByTests(site: Site): Promise<StepResult> {
  const { equipment, output } = site;
  const command = findTests(await readClues(equipment.cwd));
  if (command === null) {
    output.write({ stream: "stdout", text: "No tests were found: nothing at the top of the repository says how to run them.\n" });
    return NOTHING_LEFT;
  }
  output.write({ stream: "stdout", text: `$ ${command}\n` });
  // Never as a login shell, whatever the policy says for commands: PATH stays the one by which programs are found here.
  const [program] = equipment.declared?.runner.shell ?? ["sh"];
  const ended = await runCommand(site, { argv: [program, "-c", command], env: UNATTENDED });
  if (ended.ended === "exit" && ended.exitCode === 0) return NOTHING_LEFT;
  if (ended.exitCode !== NOT_INSTALLED) return toCommandFailure(ended, { program, command });
  return toFailure("NOT_STARTED", `${command}: a program that it needs is not installed where Yardmaster runs`, NOT_INSTALLED);
}

function runCommand(site: Site, { argv, env }: Invocation): Promise<ExecResult> {
  const { run, spec, attempt, equipment, output } = site;
  return runProcess({
    argv,
    cwd: equipment.cwd,
    env: { ...equipment.env, ...toStepVariables(toFacts(run, spec, attempt)), ...env },
    ...toLimits(site),
    cookie: { name: COOKIE_VARIABLE, value: attempt.cookie },
    onOutput: (chunk) => output.write(chunk),
  });
}

interface Invocation {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** Values reach a shell as variables, never as its text. */
function toInvocation({ command }: CommandBody, { declared }: Equipment): Invocation | { readonly refused: string } {
  if (typeof command !== "string") {
    const [program = "", ...args] = command;
    return { argv: [program, ...args], env: {} };
  }
  if (!declared) return { argv: ["sh", "-c", command], env: {} };
  const { script, used, refused, variable } = bindPlaceholders(command, Object.keys(declared.values));
  const [first] = refused;
  if (first) return { refused: `{${first.name}} ${first.reason}` };
  const env = Object.fromEntries(used.map((name) => [variable(name), declared.values[name] ?? ""]));
  return { argv: [...declared.runner.shell, script], env };
}

async function renderPrompt({ deps, run, spec, equipment }: Site, { prompt }: AgentBody): Promise<string> {
  const renderer = await deps.loadRenderer();
  if ("template" in prompt) {
    const values = equipment.declared?.values ?? {};
    return renderer.parseDialect(prompt.template, Object.keys(values), prompt.origin).render(values);
  }
  const scope: PromptScope = {
    issue: toIssueScope(run.issue),
    attempt: run.attempt,
    last_error: run.lastError,
    run: { id: run.id },
    step: toStepScope(spec),
    goal: run.task?.variables["goal"] ?? run.issue.title,
    request: toIssueRequest(run.task),
  };
  if ("text" in prompt) return renderer.parse(prompt.text, prompt.origin, prompt.firstLine).render(scope);
  return renderer.template(`prompts/${prompt.builtin}`).render(scope);
}

/** What people told the run so far, below what the workflow asks for. */
async function addMessages({ deps }: Site, prompt: string, messages: readonly Message[]): Promise<string> {
  if (messages.length === 0) return prompt;
  const told = (await deps.loadRenderer()).template("prompts/messages").render({ messages });
  return `${prompt.trimEnd()}\n\n${told}`;
}

function toStepScope({ id, name }: StepSpec): { id: string; name: string } {
  return { id, name: name ?? id };
}

/** What agents and commands may know; `attempt` counts over all runs of the issue. */
function toFacts(run: RunState, spec: StepSpec, { attempt }: Attempt): Record<string, string> {
  return { issue: run.issue.identifier, run: run.id, step: spec.id, attempt: String((run.attempt ?? 0) + attempt) };
}

const TURN_ERRORS = {
  failed: "EXIT",
  "timed-out": "TIMEOUT",
  stalled: "STALLED",
  "output-limit": "OUTPUT_LIMIT",
  cancelled: "CANCELLED",
  "not-started": "NOT_STARTED",
  quota: "QUOTA",
  credentials: "CREDENTIALS",
} as const satisfies Record<Exclude<TurnResult["ended"], "completed">, StepError["code"]>;

/** Trying again at once helps against none of these. */
const FATAL: ReadonlySet<StepError["code"]> = new Set(["NOT_STARTED", "CREDENTIALS", "QUOTA", "CANCELLED"]);

function toTurnFailure(turn: TurnResult): StepResult {
  const code = turn.ended === "completed" ? "INTERNAL" : TURN_ERRORS[turn.ended];
  return toFailure(code, turn.message ?? `the agent ended: ${turn.ended}`, turn.exitCode, turn.retryAfterMs);
}

const COMMAND_ERRORS = {
  exit: "EXIT",
  signal: "EXIT",
  timeout: "TIMEOUT",
  stall: "STALLED",
  "output-limit": "OUTPUT_LIMIT",
  aborted: "CANCELLED",
  "not-started": "EXIT",
} as const satisfies Record<ExecResult["ended"], StepError["code"]>;

function toCommandFailure(ended: ExecResult, { program, command }: { readonly program: string; readonly command: string }): StepResult {
  const messages: Record<ExecResult["ended"], string> = {
    exit: `${command} exited with ${ended.exitCode}`,
    signal: `${command} was ended by ${ended.signal}`,
    timeout: `${command} ran out of time`,
    stall: `${command} was silent for too long`,
    "output-limit": `${command} wrote too much`,
    aborted: `${command} was cancelled`,
    "not-started": `${command} could not be started: ${program}: ${ended.errorCode}`,
  };
  return toFailure(COMMAND_ERRORS[ended.ended], messages[ended.ended], ended.exitCode);
}

function toFailure(code: StepError["code"], message: string, exitCode: number | null, retryAfterMs: number | null = null): StepResult {
  return { ok: false, retryable: !FATAL.has(code), error: { code, message, exitCode, retryAfterMs } };
}
