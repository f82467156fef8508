// What a step's programs are given besides their work: a directory, an environment, and values for what they mention in braces.
// Steps of a workflow file get the server's own; those of a declared workflow what its declarations say.
import { YardmasterError } from "../core/errors.ts";
import type { RunState, RunWorkspace } from "../core/run/state.ts";
import { type StepText, toVariables } from "../core/run/variables.ts";
import type { DeclaredAgent, Runner, StepSpec } from "../core/workflow/workflow-spec.ts";
import { realPathInside } from "../std/real-path-inside.ts";
import type { Configured, RuntimeDeps } from "./deps.ts";

export interface Equipment {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Values that must be shown nowhere. */
  readonly secrets: readonly string[];
  /** Null for a workflow file's step. */
  readonly declared: { readonly runner: Runner; readonly values: Readonly<Record<string, string>> } | null;
}

interface Deps extends Pick<RuntimeDeps, "declared" | "logs"> {
  /** That this piece of work began under. */
  readonly configured: Configured;
}

/** Bytes of a text that stand in a prompt or a command; the rest is named by its file. */
const INLINE_BYTES = 4096;
const USES_OUTPUT = /_output|prev_stdout/;

export async function equipStep(deps: Deps, run: RunState, step: StepSpec, workspace: RunWorkspace): Promise<Equipment> {
  const { runner } = run.plan;
  if (!runner) return { cwd: workspace.path, ...toOwn(deps.configured, step), declared: null };
  const cwd = await findDirectory(workspace, runner);
  const agent = step.body.kind === "agent" ? (step.body.agent ?? null) : null;
  const { variables, secrets: own } = await deps.declared.resolveEnvironment({ names: runner.environment, agent });
  // What another step's agent left in a file, this one may print.
  const secrets = [...new Set([...own, ...(await deps.declared.listSecrets(toOtherAgents(run, step)))])];
  const text = toText(step);
  const values = toVariables(run, {
    step,
    root: cwd,
    outputs: USES_OUTPUT.test(text) ? await readOutputs(deps, run, step) : [],
    diff: text.includes("{diff}") ? await readDiff(deps, workspace) : "",
  });
  return { cwd, env: variables, secrets, declared: { runner, values } };
}

function toOwn({ env, agentEnv }: Configured, { body }: StepSpec): Pick<Equipment, "env" | "secrets"> {
  return { env: body.kind === "agent" ? { ...env, ...agentEnv?.variables } : env, secrets: agentEnv?.secrets ?? [] };
}

function toOtherAgents({ plan }: RunState, step: StepSpec): readonly DeclaredAgent[] {
  const others = plan.steps.flatMap(({ id, body }) => (id !== step.id && body.kind === "agent" && body.agent ? [body.agent] : []));
  return [...new Map(others.map((agent) => [`${agent.project}/${agent.name}`, agent])).values()];
}

/** An agent may have put a link in its place since. */
async function findDirectory(workspace: RunWorkspace, { directory }: Runner): Promise<string> {
  if (directory === "") return workspace.path;
  const found = await realPathInside(workspace.path, directory);
  if (found !== null) return found;
  throw new YardmasterError("workspace.unavailable", `entering ${directory} in the workspace ${workspace.key}: there is no such directory`);
}

/** Everything in which a placeholder may stand. */
function toText({ body }: StepSpec): string {
  if (body.kind === "command") return typeof body.command === "string" ? body.command : body.command.join("\n");
  if (body.kind === "tests") return "";
  return `${"template" in body.prompt ? body.prompt.template : ""}\n${body.agent?.command ?? ""}`;
}

async function readOutputs({ logs }: Deps, run: RunState, step: StepSpec): Promise<readonly StepText[]> {
  const before = run.steps.slice(
    0,
    run.steps.findIndex(({ id }) => id === step.id),
  );
  return await Promise.all(
    before.map(async ({ id, attempts }) => {
      const { text, cut, path } = await logs.readOutput({ run: run.id, step: id, attempt: attempts }, INLINE_BYTES);
      return { step: id, text: cut ? `${text}\n[cut here; all of it is in ${path}]` : text, path };
    }),
  );
}

async function readDiff({ configured: { workspaces } }: Deps, workspace: RunWorkspace): Promise<string> {
  const diff = await workspaces.diff({ ...workspace, createdNow: false });
  if (diff.length <= INLINE_BYTES) return diff;
  return `${diff.slice(0, INLINE_BYTES)}\n[cut here; git diff ${workspace.baseCommit} shows all of it]`;
}
