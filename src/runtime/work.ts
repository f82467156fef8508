// The work of one step: an agent's turn and the commit of what it left, or a command of the repository's own.
import type { TurnResult } from "../agents/agent.ts";
import type { StepId } from "../core/ids.ts";
import type { StepResult } from "../core/run/decide.ts";
import type { RunState, RunWorkspace, StepError } from "../core/run/state.ts";
import { COOKIE_VARIABLE, toStepVariables } from "../core/workflow/step-variables.ts";
import type { AgentBody, CommandBody, StepSpec } from "../core/workflow/workflow-spec.ts";
import { type CommitScope, type PromptScope, toIssueScope } from "../rendering/scopes.ts";
import type { ExecResult } from "../std/exec.ts";
import { runProcess } from "../std/run-process.ts";
import type { LogWriter } from "../store/log-store.ts";
import type { RuntimeDeps } from "./deps.ts";

export interface Attempt {
  readonly stepId: StepId;
  readonly attempt: number;
  readonly cookie: string;
  readonly signal: AbortSignal;
  /** False when another worker may have this attempt by now. */
  isStillOurs(): Promise<boolean>;
}

export async function doWork(deps: RuntimeDeps, run: RunState, attempt: Attempt): Promise<StepResult> {
  const spec = run.plan.steps.find(({ id }) => id === attempt.stepId);
  if (!spec || !run.workspace) throw new TypeError(`step ${attempt.stepId} has no plan or no workspace`);
  const log = deps.logs.open({ run: run.id, step: spec.id, attempt: attempt.attempt });
  const site: Site = { deps, run, spec, workspace: run.workspace, attempt, log };
  try {
    await deps.workspaces.check({ ...run.workspace, createdNow: false });
    return spec.body.kind === "agent" ? await workByAgent(site, spec.body) : await workByCommand(site, spec.body);
  } finally {
    await log.close();
  }
}

interface Site {
  readonly deps: RuntimeDeps;
  readonly run: RunState;
  readonly spec: StepSpec;
  readonly workspace: RunWorkspace;
  readonly attempt: Attempt;
  readonly log: LogWriter;
}

async function workByAgent(site: Site, body: AgentBody): Promise<StepResult> {
  const { deps, run, spec, workspace, attempt } = site;
  const prompt = await renderPrompt(site, body);
  const session = await deps.agent.open({ cwd: workspace.path, env: { ...deps.env }, cookie: attempt.cookie, resume: null });
  try {
    const turn = await session.prompt({
      prompt,
      facts: toFacts(run, spec, attempt),
      timeoutMs: spec.timeoutMs,
      stallMs: deps.limits.stallMs,
      outputLimitBytes: deps.limits.outputLimitBytes,
      signal: attempt.signal,
      onOutput: (chunk) => tee(site, chunk),
    });
    if (turn.ended !== "completed") return toTurnFailure(turn);
    // As after a long freeze: what stands in the workspace may be half of another worker's doing.
    if (!(await attempt.isStillOurs())) return toFailure("CANCELLED", "the step was taken over by another worker", turn.exitCode);
    return await commitWork(site, body, turn);
  } finally {
    await session.close();
  }
}

/** A branch that carries nothing after the agent said it was done is no success, however politely the agent ended. */
async function commitWork({ deps, run, spec, workspace }: Site, body: AgentBody, turn: TurnResult): Promise<StepResult> {
  const startedAt = run.steps.find(({ id }) => id === spec.id)?.startedAt ?? run.createdAt;
  const renderer = await deps.loadRenderer();
  const message = renderer
    .template("commit")
    .render({ issue: run.issue, step: { id: spec.id }, run: { id: run.id } } satisfies CommitScope);
  const snapshot = await deps.workspaces.commit({ ...workspace, createdNow: false }, { message, author: deps.author, at: startedAt });
  const nothing = snapshot.commit === workspace.baseCommit;
  if (nothing && (body.requiresChange || turn.output.trim() === "")) {
    return toFailure("NO_CHANGE", "the agent ended without changing anything", turn.exitCode);
  }
  return { ok: true, commit: nothing ? null : snapshot.commit, changedFiles: snapshot.changedFiles };
}

async function workByCommand(site: Site, { command }: CommandBody): Promise<StepResult> {
  const { deps, run, spec, workspace, attempt } = site;
  const [program = "", ...args] = typeof command === "string" ? ["sh", "-c", command] : command;
  const ended = await runProcess({
    argv: [program, ...args],
    cwd: workspace.path,
    env: { ...deps.env, ...toStepVariables(toFacts(run, spec, attempt)) },
    timeoutMs: spec.timeoutMs,
    stallMs: deps.limits.stallMs,
    outputLimitBytes: deps.limits.outputLimitBytes,
    cookie: { name: COOKIE_VARIABLE, value: attempt.cookie },
    signal: attempt.signal,
    onOutput: (chunk) => tee(site, chunk),
  });
  if (ended.ended === "exit" && ended.exitCode === 0) return { ok: true, commit: null, changedFiles: 0 };
  return toCommandFailure(ended, program);
}

function tee({ deps, run, spec, log }: Site, { stream, text }: { stream: "stdout" | "stderr"; text: string }): void {
  log.write(text);
  deps.observer.onOutput({ run: run.id, step: spec.id, stream, text });
}

async function renderPrompt({ deps, run, spec }: Site, { prompt }: AgentBody): Promise<string> {
  const renderer = await deps.loadRenderer();
  const scope: PromptScope = {
    issue: toIssueScope(run.issue),
    attempt: run.attempt,
    last_error: run.lastError,
    run: { id: run.id },
    step: toStepScope(spec),
    goal: run.issue.title,
  };
  if ("text" in prompt) return renderer.parse(prompt.text, prompt.origin, prompt.firstLine).render(scope);
  return renderer.template(`prompts/${prompt.builtin}`).render(scope);
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

function toCommandFailure(ended: ExecResult, program: string): StepResult {
  const messages: Record<ExecResult["ended"], string> = {
    exit: `the command exited with ${ended.exitCode}`,
    signal: `the command was ended by ${ended.signal}`,
    timeout: "the command ran out of time",
    stall: "the command was silent for too long",
    "output-limit": "the command wrote too much",
    aborted: "the command was cancelled",
    "not-started": `the command could not be started: ${program}: ${ended.errorCode}`,
  };
  return toFailure(COMMAND_ERRORS[ended.ended], messages[ended.ended], ended.exitCode);
}

function toFailure(code: StepError["code"], message: string, exitCode: number | null, retryAfterMs: number | null = null): StepResult {
  return { ok: false, retryable: !FATAL.has(code), error: { code, message, exitCode, retryAfterMs } };
}
