// Opens what a configuration chooses of every room. What it leaves as it was is kept from the one before: an agent that was found need
// not be looked for again, and a tracker keeps what it knows.
import type { Agent } from "../agents/agent.ts";
import { YardmasterError } from "../core/errors.ts";
import { toCanonicalJson } from "../core/resources/canonical.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import type { Configured, ResolvedEnvironment } from "../runtime/deps.ts";
import type { Tracker } from "../trackers/tracker.ts";
import { checkPrompts } from "./check-prompts.ts";
import { toSchedulerSettings } from "./configuration.ts";
import { createNoAgent, createNoTracker, isAlone } from "./own-work.ts";
import type { Place } from "./place.ts";
import { readPresetVariables, toPresetSecrets } from "./preset-variables.ts";
import { openAgent, openRenderer, openTracker, openWorkspaces, toAgentEnvironment } from "./rooms.ts";

export interface Opened {
  /** As it holds: what only a start can change is as it was. */
  readonly configuration: LoadedWorkflowFile;
  readonly configured: Configured;
  /** What will hold from the next start on, in words for people. */
  readonly later: readonly string[];
}

export interface ConfiguredOptions extends Place {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Instead of the file's number of agents at work at once. */
  readonly workers: number | null;
  /** Instead of the one that the file names. */
  readonly agent: Agent | undefined;
  /** Whatever runs is a declared workflow's, which brings its own agents: the file's is not asked for. */
  bringsAgents(configuration: LoadedWorkflowFile): boolean;
  /** The first. */
  readonly tracker: Tracker;
  /** Whether the tracker is asked again and again; otherwise never. */
  readonly polls: boolean;
  /** How trackers are opened that nobody is to try out first, and how often they are asked. */
  readonly hosted: HostedTrackers | null;
  newHookCookie(): { readonly name: string; readonly value: string };
  warn(line: string): void;
}

export interface HostedTrackers {
  open(configuration: LoadedWorkflowFile): Promise<Tracker>;
  /** In milliseconds. */
  toPollMs(configuration: LoadedWorkflowFile): number;
}

/**
 * @param before what holds now; null at the start
 * @throws config.invalid, agent.not-found, tracker.*
 */
export async function openConfigured(read: LoadedWorkflowFile, before: Opened | null, options: ConfiguredOptions): Promise<Opened> {
  const { configuration, later } = keepRoot(read, before);
  const { workflow, agent: agentSettings, polling } = configuration;
  const env = toAgentEnvironment(configuration, options.variables);
  const { hosted, polls } = options;
  const mayBeAlone = before === null && polls && hosted === null && options.agent === undefined;
  const alone = mayBeAlone && (await isAlone(configuration, options.tracker));
  const bringsAgents = options.bringsAgents(configuration);
  if (!bringsAgents) await requirePrompts(configuration);
  // What a server of many repositories held before, it holds again after a restart: an agent that is not there is told where it is wanted.
  const isTried = hosted === null || before !== null;
  const agent = options.agent ?? (await chooseAgent(configuration, env, { before, bringsAgents, alone, isTried }));
  const tracker = alone ? createNoTracker(configuration.tracker.filePath) : await chooseTracker(configuration, before, options);
  const isSamePlace = before !== null && isSame([before.configuration.hooks, before.configured.env], [configuration.hooks, env]);
  const workspaces = isSamePlace ? before.configured.workspaces : await openWorkspaces(configuration, { ...options, env });
  const configured: Configured = {
    tracker,
    agent,
    workspaces,
    workflow,
    settings: toSchedulerSettings(configuration, options.workers),
    limits: { stallMs: agentSettings.stallTimeoutMs, outputLimitBytes: agentSettings.outputLimitBytes },
    env,
    ...(hosted && { agentEnv: toAgentEnv(configuration, options.variables) }),
    pollMs: hosted ? hosted.toPollMs(configuration) : polls ? polling.intervalMs : null,
  };
  return { configuration, configured, later };
}

/** A workflow file that may name none of the server's variables still gets its agent's own key. */
function toAgentEnv({ agent }: LoadedWorkflowFile, given: ConfiguredOptions["variables"]): ResolvedEnvironment {
  const variables = readPresetVariables(agent.backend, given);
  return { variables, secrets: toPresetSecrets(variables) };
}

/** Workspaces stay where they are while runs are at work in them. */
function keepRoot(read: LoadedWorkflowFile, before: Opened | null): Omit<Opened, "configured"> {
  const root = before === null ? read.workspace.root : before.configuration.workspace.root;
  const later = root === read.workspace.root ? [] : [`${read.file}: workspace.root changes with the next start`];
  return { configuration: { ...read, workspace: { ...read.workspace, root } }, later };
}

async function requirePrompts(configuration: LoadedWorkflowFile): Promise<void> {
  const problems = await checkPrompts(configuration.workflow, openRenderer);
  if (problems.length === 0) return;
  throw new YardmasterError("config.invalid", `reading ${configuration.file}: its prompts are not valid`, { problems });
}

interface AgentChoice {
  readonly before: Opened | null;
  readonly bringsAgents: boolean;
  /** Nothing asks for the agent until there is something to work on. */
  readonly alone: boolean;
  /** Only one that is there is taken. */
  readonly isTried: boolean;
}

async function chooseAgent(
  configuration: LoadedWorkflowFile,
  env: Configured["env"],
  { before, bringsAgents, alone, isTried }: AgentChoice,
): Promise<Agent> {
  if (bringsAgents) return createNoAgent("a declared workflow brings its own");
  const known = before !== null && before.configured.agent.kind !== "none" ? before : null;
  if (known !== null && isSame([known.configuration.agent, known.configured.env], [configuration.agent, env]))
    return known.configured.agent;
  const agent = await openAgent(configuration, env);
  if (!isTried) return agent;
  const probe = await agent.probe();
  if (probe.available) return agent;
  if (alone) return createNoAgent(probe.detail);
  throw new YardmasterError("agent.not-found", `looking for the agent: ${probe.detail}`, {
    hint: "install it, or name another under agent: in workflow.yaml",
  });
}

async function chooseTracker(configuration: LoadedWorkflowFile, before: Opened | null, options: ConfiguredOptions): Promise<Tracker> {
  const toPlace = ({ tracker: { kind, filePath, endpoint, apiKey, github } }: LoadedWorkflowFile) => [
    kind,
    filePath,
    endpoint,
    apiKey,
    github,
  ];
  const { hosted } = options;
  const known = before !== null && (hosted !== null || before.configured.tracker.kind !== "none") ? before : null;
  if (known !== null && isSame(toPlace(known.configuration), toPlace(configuration))) return known.configured.tracker;
  if (hosted !== null) return before === null ? options.tracker : await hosted.open(configuration);
  const tracker = before === null ? options.tracker : await openTracker(configuration, options.variables);
  if (options.polls) await tracker.fetchIssuesByStates(configuration.tracker.activeStates);
  return tracker;
}

function isSame(one: unknown, other: unknown): boolean {
  return toCanonicalJson(one) === toCanonicalJson(other);
}
