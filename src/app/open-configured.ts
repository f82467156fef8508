// Opens what a configuration chooses of every room. What it leaves as it was is kept from the one before: an agent that was found need
// not be looked for again, and a tracker keeps what it knows.
import type { Agent } from "../agents/agent.ts";
import { YardmasterError } from "../core/errors.ts";
import { toCanonicalJson } from "../core/resources/canonical.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import type { Configured } from "../runtime/deps.ts";
import type { Tracker } from "../trackers/tracker.ts";
import { checkPrompts } from "./check-prompts.ts";
import { toSchedulerSettings } from "./configuration.ts";
import { createNoAgent, createNoTracker, isAlone } from "./own-work.ts";
import type { Place } from "./place.ts";
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
  readonly bringsAgents: boolean;
  /** The first. */
  readonly tracker: Tracker;
  /** Whether the tracker is asked again and again; otherwise never. */
  readonly polls: boolean;
  newHookCookie(): { readonly name: string; readonly value: string };
  warn(line: string): void;
}

/**
 * @param before what holds now; null at the start
 * @throws config.invalid, agent.not-found, tracker.*
 */
export async function openConfigured(read: LoadedWorkflowFile, before: Opened | null, options: ConfiguredOptions): Promise<Opened> {
  const { configuration, later } = keepRoot(read, before);
  const { workflow, agent: agentSettings, polling } = configuration;
  const env = toAgentEnvironment(configuration, options.variables);
  const alone = before === null && options.polls && options.agent === undefined && (await isAlone(configuration, options.tracker));
  if (!options.bringsAgents) await requirePrompts(configuration);
  const agent = options.agent ?? (await chooseAgent(configuration, env, { before, bringsAgents: options.bringsAgents, alone }));
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
    pollMs: options.polls ? polling.intervalMs : null,
  };
  return { configuration, configured, later };
}

/** Workspaces stay where they are while runs are at work in them. */
function keepRoot(read: LoadedWorkflowFile, before: Opened | null): Omit<Opened, "configured"> {
  const root = before === null ? read.workspace.root : before.configuration.workspace.root;
  const later = root === read.workspace.root ? [] : [`${read.file}: workspace.root changes with the next start`];
  return { configuration: { ...read, workspace: { ...read.workspace, root } }, later };
}

async function requirePrompts(configuration: LoadedWorkflowFile): Promise<void> {
  const problems = checkPrompts(configuration.workflow, await openRenderer());
  if (problems.length === 0) return;
  throw new YardmasterError("config.invalid", `reading ${configuration.file}: its prompts do not hold`, { problems });
}

interface AgentChoice {
  readonly before: Opened | null;
  readonly bringsAgents: boolean;
  /** Nothing asks for the agent until there is something to work on. */
  readonly alone: boolean;
}

async function chooseAgent(
  configuration: LoadedWorkflowFile,
  env: Configured["env"],
  { before, bringsAgents, alone }: AgentChoice,
): Promise<Agent> {
  if (bringsAgents) return createNoAgent("a declared workflow brings its own");
  const known = before !== null && before.configured.agent.kind !== "none" ? before : null;
  if (known !== null && isSame([known.configuration.agent, known.configured.env], [configuration.agent, env]))
    return known.configured.agent;
  const agent = await openAgent(configuration, env);
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
  const known = before !== null && before.configured.tracker.kind !== "none" ? before : null;
  if (known !== null && isSame(toPlace(known.configuration), toPlace(configuration))) return known.configured.tracker;
  const tracker = before === null ? options.tracker : await openTracker(configuration, options.variables);
  if (options.polls) await tracker.fetchIssuesByStates(configuration.tracker.activeStates);
  return tracker;
}

function isSame(one: unknown, other: unknown): boolean {
  return toCanonicalJson(one) === toCanonicalJson(other);
}
