// What this machine and this repository have and lack. Looks at each thing by itself, so that one gap does not hide the next.
import { simpleGit } from "simple-git";
import type { Finding, Where } from "../cli/world.ts";
import { YardmasterError } from "../core/errors.ts";
import { loadConfiguration } from "./configuration.ts";
import { findServer, openParts, type Surroundings } from "./open-yard.ts";
import { findRepository } from "./repository.ts";
import { openAgent, toAgentEnvironment } from "./rooms.ts";

/** The first git with `GIT_CONFIG_COUNT`, by which settings reach git unseen by other processes. */
const OLDEST_GIT = [2, 31] as const;

export async function examine(surroundings: Surroundings, where: Where): Promise<readonly Finding[]> {
  const looks: readonly (() => Promise<Finding>)[] = [
    async () => lookAtNode(),
    lookAtGit,
    () => lookAtRepository(surroundings, where),
    () => lookAtAgent(surroundings, where),
    () => lookAtData(surroundings, where),
    () => lookAtTracker(surroundings, where),
    async () => lookAtProcesses(),
  ];
  const findings: Finding[] = [];
  for (const look of looks) findings.push(await look());
  return findings;
}

function lookAtNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  const detail = `Node ${process.versions.node}`;
  return fits ? ok("node", detail) : missing("node", detail, "install Node 20.19 or later in the 20 line, or 22.12 or later");
}

async function lookAtGit(): Promise<Finding> {
  const version = await simpleGit().version();
  if (!version.installed) return missing("git", "git is not on PATH", "install git");
  const detail = `git ${version.major}.${version.minor}.${version.patch}`;
  const fits = version.major > OLDEST_GIT[0] || (version.major === OLDEST_GIT[0] && version.minor >= OLDEST_GIT[1]);
  return fits ? ok("git", detail) : missing("git", detail, `install git ${OLDEST_GIT.join(".")} or later`);
}

async function lookAtRepository({ cwd }: Surroundings, where: Where): Promise<Finding> {
  return await look("repository", async () => (await findRepository(where.directory ?? cwd)).root);
}

async function lookAtAgent(surroundings: Surroundings, where: Where): Promise<Finding> {
  return await look("agent", async () => {
    const { root } = await findRepository(where.directory ?? surroundings.cwd);
    const configuration = await loadConfiguration(root, where.workflowFile, surroundings.variables);
    const agent = await openAgent(configuration, toAgentEnvironment(configuration, surroundings.variables));
    const probe = await agent.probe();
    if (!probe.available) {
      throw new YardmasterError("agent.not-found", probe.detail, { hint: "install it, or name another under agent: in workflow.yaml" });
    }
    return `${agent.kind}: ${probe.detail}`;
  });
}

async function lookAtData(surroundings: Surroundings, where: Where): Promise<Finding> {
  return await look("data", async () => {
    const parts = await openParts(surroundings, where);
    try {
      const { events, pendingEffects, bytes } = await parts.store.status();
      const server = await findServer(parts.store);
      const serving = server ? `, server: process ${server.info.pid}` : ", no server running";
      const size = `${Math.ceil(bytes / 1024)} KiB`;
      return `${parts.directory.path} (${events} events, ${pendingEffects} effects to perform, ${size}${serving})`;
    } finally {
      await parts.store.close();
    }
  });
}

async function lookAtTracker(surroundings: Surroundings, where: Where): Promise<Finding> {
  return await look("tracker", async () => {
    const parts = await openParts(surroundings, where);
    try {
      const { issues, problems } = await parts.tracker.fetchIssuesByStates(parts.configuration.tracker.activeStates);
      const errors = problems.filter(({ severity }) => severity === "error").length;
      const warned = problems.length - errors;
      const trouble = `${errors > 0 ? `, ${errors} entries that do not hold` : ""}${warned > 0 ? `, ${warned} with a warning` : ""}`;
      return `${parts.tracker.kind}: ${issues.length} issues in active states${trouble}`;
    } finally {
      await parts.store.close();
    }
  });
}

function lookAtProcesses(): Finding {
  if (process.platform === "linux") return ok("processes", "strays of agents can be found and ended");
  const detail = `on ${process.platform} only the agent's own process group is ended; a program that leaves it is not found`;
  return { name: "processes", status: "warning", detail, hint: null };
}

async function look(name: string, act: () => Promise<string>): Promise<Finding> {
  try {
    return ok(name, await act());
  } catch (error) {
    if (error instanceof YardmasterError) return missing(name, error.message, error.hint);
    return missing(name, error instanceof Error ? error.message : String(error), null);
  }
}

function ok(name: string, detail: string): Finding {
  return { name, status: "ok", detail, hint: null };
}

function missing(name: string, detail: string, hint: string | null): Finding {
  return { name, status: "missing", detail, hint };
}
