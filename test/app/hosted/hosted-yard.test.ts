// A yard whose repository lives elsewhere: what it declares is fetched, what is asked for is done, and what came of it is pushed.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HostedYard, openHostedYard } from "../../../src/app/hosted/open-hosted-yard.ts";
import { createOrganisationSource } from "../../../src/app/hosted/organisation-source.ts";
import type { TaskOrigin } from "../../../src/core/run/task-order.ts";
import { createMemoryTracker } from "../../../src/trackers/memory/index.ts";
import { createGitRepository, type GitRepository, temporaryDirectory } from "../../support/git-repository.ts";
import { until } from "../../support/until.ts";

const MANIFESTS = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: write }
spec:
  steps:
    - { id: note, command: "echo {author} > {file}.txt" }
`;
const ORIGIN: TaskOrigin = { thread: 12, by: "ann", comment: 5, branch: "yardmaster/12-it-breaks" };

let place: ReturnType<typeof temporaryDirectory>;
let source: GitRepository;
let yard: HostedYard;

beforeEach(async () => {
  place = temporaryDirectory();
  source = createGitRepository(`${place.path}/source`);
  source.commit("main", { ".yardmaster/all.yaml": MANIFESTS });
  source.git("checkout", "--quiet", "--detach");
  yard = await open();
});
afterEach(async () => {
  await yard.close(0);
  place.dispose();
});

function open(): Promise<HostedYard> {
  return openHostedYard({
    surroundings: { variables: { ...process.env, YARDMASTER_LOG_LEVEL: "silent" }, cwd: place.path },
    directory: `${place.path}/host`,
    repository: { id: 7, owner: "acme", name: "site", defaultBranch: "main", isPrivate: false, isArchived: false },
    remote: { address: source.path, authorize: async () => null, variables: [] },
    forge: { fetchPullRequestOf: async () => null },
    author: { name: "yardmaster[bot]", email: "bot@example.com" },
    onRun() {},
    onChange() {},
    organisation: createOrganisationSource(async () => null),
    issues: { openTracker: async () => createMemoryTracker(), mayReadBoards: async () => false },
  });
}

async function run(file: string): Promise<string> {
  const { taskId } = await yard.control.tasks.create({
    taskId: null,
    project: "default",
    workflow: "write",
    assembly: null,
    workspace: null,
    name: null,
    goal: null,
    variables: { author: "ann", file },
    steps: [],
    targetFiles: [],
    start: true,
    origin: ORIGIN,
  });
  return taskId;
}

async function ended(id: string): Promise<string> {
  const load = async () => (await yard.parts.yard.listRuns({ statuses: [], limit: 10 })).find((each) => each.id === id)?.status ?? "";
  await until(async () => ["completed", "failed", "cancelled"].includes(await load()), 20_000);
  return await load();
}

describe("a hosted yard", () => {
  it("runs what the default branch declares, and pushes the thread's branch in its own name", async () => {
    expect(await ended(await run("one"))).toBe("completed");
    expect(source.git("show", `${ORIGIN.branch}:one.txt`)).toBe("ann");
    expect(source.git("log", "-1", "--format=%an <%ae>", ORIGIN.branch)).toBe("yardmaster[bot] <bot@example.com>");
  });

  it("goes on on the same branch with the thread's next run, one run at a time", async () => {
    const both = [await run("one"), await run("two")];
    expect(await Promise.all(both.map(ended))).toEqual(["completed", "completed"]);
    expect(source.git("ls-tree", "--name-only", ORIGIN.branch).split("\n")).toEqual([".yardmaster", "README.md", "one.txt", "two.txt"]);
    expect(source.git("rev-list", "--count", `main..${ORIGIN.branch}`)).toBe("2");
  });

  it("takes over what the default branch declares when it is told to look", async () => {
    source.git("checkout", "--quiet", "main");
    source.commit("main", { ".yardmaster/all.yaml": MANIFESTS.replace("name: write", "name: scribble") });
    await yard.refresh();
    const listed = await yard.control.resources.list({ project: "default", kind: "Workflow", name: null, revealSecrets: false });
    expect(listed.map(({ resource }) => resource.metadata.name)).toContain("scribble");
  });

  it("is the same yard when it is opened again", async () => {
    const id = await run("one");
    await ended(id);
    await yard.close(0);
    yard = await open();
    expect((await yard.parts.yard.listRuns({ statuses: [], limit: 10 })).map((each) => each.id)).toEqual([id]);
  });
});

describe("the workflow file of a hosted yard", () => {
  const limit = (agents: number) => ({ "workflow.yaml": `agent: { max_concurrent_agents: ${agents} }\n` });
  const loadLimit = async () => (await yard.server.runtime.loadScheduler()).settings.maxConcurrentAgents;
  function push(files: Record<string, string>): void {
    source.git("checkout", "--quiet", "main");
    source.commit("main", files);
    source.git("checkout", "--quiet", "--detach");
  }

  it("counts when it was pushed, and is what its resources follow from", async () => {
    expect(await loadLimit()).toBe(10);
    push(limit(3));
    await yard.refresh();
    expect(await loadLimit()).toBe(3);
    const [agent] = await yard.control.resources.list({ project: "default", kind: "Agent", name: "default", revealSecrets: false });
    expect(agent?.resource.source).toMatchObject({ origin: "workflow-file", file: "workflow.yaml" });
  });

  it("that does not hold leaves the last one in force, also over a restart", async () => {
    push(limit(3));
    await yard.refresh();
    push({ "workflow.yaml": "agent: { max_concurrent_agents: many }\n" });
    await yard.refresh();
    expect(await loadLimit()).toBe(3);
    expect((await yard.server.board()).troubles.join("\n")).toContain(
      "workflow.yaml:1: agent.max_concurrent_agents must be a whole number",
    );
    await yard.close(0);
    yard = await open();
    expect(await loadLimit()).toBe(3);
    push(limit(4));
    await yard.refresh();
    expect(await loadLimit()).toBe(4);
    expect((await yard.server.board()).troubles).toEqual([]);
  });

  it("says nothing any more once a commit took it away", async () => {
    push(limit(3));
    await yard.refresh();
    source.git("checkout", "--quiet", "main");
    source.git("rm", "--quiet", "workflow.yaml");
    source.git("commit", "--quiet", "--message", "without");
    source.git("checkout", "--quiet", "--detach");
    await yard.refresh();
    expect(await loadLimit()).toBe(10);
    await yard.close(0);
    yard = await open();
    expect(await loadLimit()).toBe(10);
  });
});
