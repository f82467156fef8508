// Chooses implementations: each room's registry is asked for the one that the configuration names.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Agent } from "../agents/agent.ts";
import { agents } from "../agents/index.ts";
import { AgentScript } from "../agents/scripted/script.ts";
import { YardmasterError } from "../core/errors.ts";
import type { Renderer } from "../rendering/renderer.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import type { GithubSettings } from "../resources/workflow-file/workflow-file.ts";
import { systemClock } from "../std/clock.ts";
import { trackers } from "../trackers/index.ts";
import type { Tracker } from "../trackers/tracker.ts";
import { workspaces } from "../workspaces/index.ts";
import type { Workspaces } from "../workspaces/workspace.ts";
import type { DataDirectory } from "./data-directory.ts";
import { parseEnvironment } from "./environment.ts";
import { findMirrorName } from "./find-mirror.ts";
import { openPreset } from "./open-preset.ts";
import { readForProcess, toProcessEnvironment, toTransportEnvironment } from "./process-environment.ts";
import type { Repository } from "./repository.ts";
import { useProxy } from "./use-proxy.ts";

type Variables = Readonly<Record<string, string | undefined>>;

export async function openRenderer(): Promise<Renderer> {
  const { createRenderer } = await import("../rendering/create-renderer.ts");
  return createRenderer({ directory: fileURLToPath(new URL("../../templates", import.meta.url)) });
}

/** Neither reads nor needs a token yet. @throws config.invalid */
export async function openTracker({ tracker }: LoadedWorkflowFile, variables: Variables): Promise<Tracker> {
  if (tracker.github !== null) return await openGithubTracker(tracker.github, tracker, variables);
  if (tracker.kind !== "roadmap") {
    throw new YardmasterError(
      "config.invalid",
      `opening the tracker: ${tracker.kind} is not one that can be configured in a workflow file`,
    );
  }
  const { createRoadmapTracker } = await trackers.roadmap();
  return createRoadmapTracker({ file: tracker.filePath });
}

async function openGithubTracker(
  settings: GithubSettings,
  { apiKey, endpoint }: LoadedWorkflowFile["tracker"],
  variables: Variables,
): Promise<Tracker> {
  const { createGithubQuota, createGithubTracker, createTokenOctokit } = await trackers.github();
  await useProxy(variables);
  const environment = parseEnvironment(variables);
  const token = apiKey ?? environment.GITHUB_TOKEN;
  async function loadOctokit() {
    if (token !== undefined) {
      const { toApiUrl } = await import("./hosted/app-environment.ts");
      return await createTokenOctokit(token, endpoint ?? toApiUrl(environment));
    }
    throw new YardmasterError("tracker.unavailable", `reading the issues of ${settings.repository}: there is no token for GitHub`, {
      hint: "set GITHUB_TOKEN, or tracker.api_key to the $NAME of another variable",
    });
  }
  return createGithubTracker({ settings, loadOctokit, quota: createGithubQuota() });
}

/** @throws agent.not-found when its script or program is missing from the configuration */
export async function openAgent({ agent, file }: LoadedWorkflowFile, env: Readonly<Record<string, string>>): Promise<Agent> {
  const searchPath = env["PATH"];
  switch (agent.backend) {
    case "command": {
      const { createCommandAgent } = await agents.command();
      if (agent.command === null) throw missing(file, "command", "the program that does the work");
      return createCommandAgent({ command: agent.command, promptDelivery: agent.promptDelivery, searchPath });
    }
    case "scripted": {
      const { createScriptedAgent } = await agents.scripted();
      if (agent.script === null) throw missing(file, "script", "the file with the script that it plays");
      return createScriptedAgent({ script: await readScript(agent.script) });
    }
    default: {
      const [program = null, ...own] = typeof agent.command === "string" ? [agent.command] : (agent.command ?? []);
      return await openPreset({ name: agent.backend, program, model: agent.model, args: own.length > 0 ? own : null }, searchPath);
    }
  }
}

function missing(file: string, key: string, what: string): YardmasterError {
  return new YardmasterError("config.invalid", `opening the agent: ${file} does not set agent.${key}`, { hint: `set it to ${what}` });
}

async function readScript(path: string): Promise<AgentScript> {
  try {
    return AgentScript.parse(parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new YardmasterError("config.invalid", `reading the agent's script ${path}: ${(cause as Error).message}`, { cause });
  }
}

export function toAgentEnvironment({ agent }: LoadedWorkflowFile, variables: Variables): Record<string, string> {
  const passed = agent.env.flatMap((entry) => ("from" in entry && entry.from === entry.name ? [entry.name] : []));
  const fixed = agent.env.flatMap((entry): [string, string][] => {
    if ("value" in entry) return [[entry.name, entry.value]];
    const value = readForProcess(variables, entry.from);
    return value === undefined ? [] : [[entry.name, value]];
  });
  return toProcessEnvironment(variables, passed, Object.fromEntries(fixed));
}

export async function openWorkspaces(
  { hooks, workspace }: LoadedWorkflowFile,
  {
    directory,
    repository,
    env,
    variables,
    newHookCookie,
    warn,
  }: {
    readonly directory: DataDirectory;
    readonly repository: Repository;
    readonly env: Readonly<Record<string, string>>;
    readonly variables: Variables;
    newHookCookie(): { readonly name: string; readonly value: string };
    warn(line: string): void;
  },
): Promise<Workspaces> {
  const { createWorktreeWorkspaces } = await workspaces.worktree();
  return createWorktreeWorkspaces({
    root: workspace.root ?? directory.workspaces,
    mirrors: directory.mirrors,
    source: repository.remote?.address ?? repository.root,
    access:
      repository.remote === null
        ? { slug: (await findMirrorName(directory.mirrors)) ?? undefined }
        : { authorize: repository.remote.authorize, slug: "source" },
    hooks: {
      after_create: hooks.afterCreate,
      before_run: hooks.beforeRun,
      after_run: hooks.afterRun,
      before_remove: hooks.beforeRemove,
    },
    hookTimeoutMs: hooks.timeoutMs,
    env,
    gitEnv: toTransportEnvironment(variables),
    newHookCookie,
    clock: systemClock,
    warn,
  });
}
