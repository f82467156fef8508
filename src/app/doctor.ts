// What this machine and this repository have and lack; changes nothing. Looks at each thing by itself, so that one gap does not hide the next.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import type { Finding, Where } from "../cli/world.ts";
import type { Problem } from "../core/errors.ts";
import { sortProblems } from "../resources/problems.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import { checkPrompts } from "./check-prompts.ts";
import { loadConfiguration, toBuiltInConfiguration } from "./configuration.ts";
import { namesKnownPreset } from "./find-presets.ts";
import { findWorkflowFiles } from "./find-workflow-files.ts";
import { count, look, missing, ok, warning } from "./finding.ts";
import { lookAtGit } from "./look-at-git.ts";
import { lookAtPresets } from "./look-at-presets.ts";
import { lookAtSecrets } from "./look-at-secrets.ts";
import { findServer, openParts } from "./open-yard.ts";
import { lookForPlace, type Surroundings } from "./place.ts";
import { findRepository } from "./repository.ts";
import { openAgent, openRenderer, openTracker, toAgentEnvironment } from "./rooms.ts";

const ENTRY_EXAMPLE = `an entry is a heading of the third level with a status below it, for example:

### Add a login page

- **Status:** planned
- **Summary:** What should be there when it is done.`;

/** The repository, with the configuration when there is one that holds. */
interface Place {
  readonly root: string;
  readonly configuration: LoadedWorkflowFile | null;
  /** A workflow file says which agent works; without one the environment may. */
  readonly hasFile: boolean;
}

const NO_REPOSITORY = "not looked at: it needs the repository";
const NO_DATA = "not looked at: the data directory cannot be opened";
const NO_CONFIGURATION = "not checked: the workflow file is not valid";

const MISNAMED = "not looked for: YARDMASTER_AGENT names none that is known";

export async function examine(surroundings: Surroundings, where: Where): Promise<readonly Finding[]> {
  const [git, place] = await Promise.all([lookAtGit(), lookAtPlace(surroundings, where)]);
  const lacksAgent = place.some(({ name, status }) => name === "agent" && status === "missing");
  return [lookAtNode(), git, ...place, await lookAtPresets(surroundings, lacksAgent), lookAtProcesses()];
}

function lookAtNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  const detail = `Node ${process.versions.node}`;
  return fits ? ok("node", detail) : missing("node", detail, "install Node 20.19 or later in the 20 line, or 22.12 or later");
}

const ROWS_OF_PLACE = ["workflow", "agent", "data", "secrets", "tracker"];

/** The row that is to blame has the hint; those that need what it lacks say so. */
async function lookAtPlace(surroundings: Surroundings, where: Where): Promise<readonly Finding[]> {
  let root: string | undefined;
  const repository = await look("repository", async () => {
    root = (await findRepository(where.directory ?? surroundings.cwd)).root;
    return ok("repository", root);
  });
  if (root === undefined) return [repository, ...ROWS_OF_PLACE.map((name) => warning(name, NO_REPOSITORY))];
  const workflow = await lookAtWorkflow(root, surroundings, where);
  const { configuration, hasFile } = workflow;
  const place: Place = { root, configuration, hasFile };
  const agent = await lookAtAgent(place, surroundings);
  const data = await lookAtData(place, surroundings, where);
  return [
    repository,
    workflow.finding,
    agent,
    data,
    data.status === "ok" ? await lookAtSecrets(surroundings, where) : warning("secrets", NO_DATA),
    await lookAtTracker(place, surroundings),
  ];
}

async function lookAtWorkflow(root: string, { variables }: Surroundings, where: Where) {
  const [file] = await findWorkflowFiles(root, where.workflowFile);
  const name = file === undefined ? "none: built-in defaults" : toShort(file, root);
  let configuration: LoadedWorkflowFile | null = null;
  const finding = await look("workflow", async () => {
    // Without a file nothing of it can be wrong: what the environment says of the agent is told in the agent's row.
    const isMisnamed = file === undefined && !namesKnownPreset(variables);
    configuration = isMisnamed ? toBuiltInConfiguration(root, variables) : await loadConfiguration(root, where.workflowFile, variables);
    const problems = [...configuration.warnings, ...(await checkPrompts(configuration.workflow, openRenderer))];
    return { ...ok("workflow", name), problems: sortProblems(problems) };
  });
  return { finding: weigh(finding, name, root), configuration, hasFile: file !== undefined };
}

/** What the file's problems make of the row. */
function weigh(finding: Finding, name: string, root: string): Finding {
  const problems = toShortFiles(finding.problems, root);
  if (problems.length === 0) return finding;
  const errors = problems.filter(isError).length;
  if (errors > 0) return { ...missing("workflow", `${name} is not valid: ${count(errors, "error")}`, null), problems };
  return { ...warning("workflow", `${name}: ${count(problems.length, "warning")}`), problems };
}

async function lookAtAgent({ root, configuration, hasFile }: Place, { variables }: Surroundings): Promise<Finding> {
  if (configuration === null) return warning("agent", NO_CONFIGURATION);
  if (!hasFile && !namesKnownPreset(variables)) return warning("agent", MISNAMED);
  return await look("agent", async () => {
    const agent = await openAgent(configuration, toAgentEnvironment(configuration, variables));
    const { available, detail } = await agent.probe();
    if (available) return ok("agent", `${agent.kind}: ${detail}`);
    return missing("agent", detail, `install it, or name another under agent: in ${toShort(configuration.file, root)}`);
  });
}

/** Needs no workflow file, so a broken one is no reason not to look. Makes nothing. */
async function lookAtData({ root, configuration }: Place, surroundings: Surroundings, where: Where): Promise<Finding> {
  return await look("data", async () => {
    const place = await lookForPlace(surroundings, where);
    if (!existsSync(place.directory.store)) return ok("data", `${place.directory.path} (nothing is kept yet; made on first use)`);
    const parts = await openParts(surroundings, where, {
      place,
      configuration: configuration ?? toBuiltInConfiguration(root, surroundings.variables),
    });
    try {
      const { events, pendingEffects, bytes } = await parts.store.status();
      const server = await findServer(parts.store);
      const serving = server ? `, server: process ${server.info.pid}` : ", no server running";
      const size = `${Math.ceil(bytes / 1024)} KiB`;
      return ok("data", `${parts.directory.path} (${events} events, ${pendingEffects} effects to perform, ${size}${serving})`);
    } finally {
      await parts.store.close();
    }
  });
}

async function lookAtTracker({ root, configuration }: Place, { variables }: Surroundings): Promise<Finding> {
  if (configuration === null) return warning("tracker", NO_CONFIGURATION);
  const { kind, filePath, activeStates } = configuration.tracker;
  return await look("tracker", async () => {
    const tracker = await openTracker(configuration, variables);
    const { issues, problems } = await tracker.fetchIssuesByStates(activeStates, "person");
    const detail = `${tracker.kind}: ${count(issues.length, "issue")} in active states`;
    if (problems.length > 0) {
      const errors = problems.filter(isError).length;
      const trouble = `${count(errors, "error")} and ${count(problems.length - errors, "warning")}`;
      return {
        ...warning("tracker", `${detail}, ${trouble} in ${kind === "roadmap" ? toShort(filePath, root) : kind}`),
        problems: toShortFiles(problems, root),
      };
    }
    if (issues.length > 0 || kind !== "roadmap" || (await hasEntries(filePath))) return ok("tracker", detail);
    return warning("tracker", `${detail}, no entry in ${toShort(filePath, root)}`, ENTRY_EXAMPLE);
  });
}

/** A roadmap whose headings are all of another level reads like one without work. */
async function hasEntries(roadmap: string): Promise<boolean> {
  return /^###(?!#)/m.test(await readFile(roadmap, "utf8"));
}

function lookAtProcesses(): Finding {
  if (process.platform === "linux") return ok("processes", "strays of agents can be found and ended");
  const detail = `on ${process.platform} only the agent's own process group is ended; a program that leaves it is not found`;
  return warning("processes", detail);
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}

function toShortFiles(problems: readonly Problem[], root: string): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, file: toShort(problem.file, root) }));
}

/** Relative to the repository; what lies outside keeps its whole path. */
function toShort(file: string, root: string): string {
  const short = relative(root, file);
  return short === ".." || short.startsWith(`..${sep}`) || isAbsolute(short) ? file : short;
}
