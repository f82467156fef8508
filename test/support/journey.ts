// What journeys share: a repository with a roadmap and a program for an agent, and the world at the end as short, stable text.
// The agent is a shell script with real processes; what it waits for is a file, so that a test says when it goes on.
import { access, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createYardOnDisk, findStepProcesses, type YardOnDisk } from "./yard-on-disk.ts";

export interface JourneyOptions {
  /** Shell text; runs in the workspace with the prompt on standard input. `$PLACE` is a directory that the test sees too. */
  readonly agent?: string;
  /** All of docs/roadmap.md. */
  readonly roadmap?: string;
  /** Lines for `agent:` in workflow.yaml besides the program's. */
  readonly agentSettings?: string;
  /** More of workflow.yaml. */
  readonly workflow?: string;
}

export interface Journey extends YardOnDisk {
  /** The directory that agents know as `$PLACE`. */
  readonly place: string;
  /** Whether an agent has put a file there. */
  has(name: string): Promise<boolean>;
  put(name: string, content?: string): Promise<void>;
}

/** What a test is given to say what must happen at its end. */
export type AtEnd = (act: () => Promise<void>) => void;

/** Leaves a file, so that the branch carries something. */
const DILIGENT_AGENT = "echo mended > mended.txt";
/** Says that it works, and goes on when the test puts `go`. */
export const PATIENT_AGENT = `echo $$ > "$PLACE/agent"
echo working
until [ -e "$PLACE/go" ]; do sleep 0.02; done
echo mended > mended.txt`;

/** One planned entry for each title, in order. */
export function toRoadmap(...titles: readonly string[]): string {
  return `# Roadmap\n\n## Next\n${titles.map((title) => `\n### ${title}\n\n- **Status:** planned\n`).join("")}`;
}

/** Looks at the roadmap ten times a second, and gives an issue up at its first failure. */
export async function createJourney(atEnd: AtEnd, options: JourneyOptions = {}): Promise<Journey> {
  const { agent = DILIGENT_AGENT, roadmap = toRoadmap("Alpha"), agentSettings = "", workflow = "" } = options;
  const yard = await createYardOnDisk();
  atEnd(() => yard.remove());
  const { directory: place } = yard;
  await writeFile(join(place, "agent.sh"), `PLACE='${place}'\n${agent}\n`);
  await yard.write("docs/roadmap.md", roadmap);
  await yard.write(
    "workflow.yaml",
    `polling: { interval_ms: 100 }
agent:
  backend: command
  command: [sh, ${place}/agent.sh]
  prompt_delivery: stdin
  max_failures: 1
  ${agentSettings.replaceAll("\n", "\n  ")}
${workflow}`,
  );
  await yard.commit("A beginning");
  return {
    ...yard,
    place,
    has: (name) => exists(join(place, name)),
    put: (name, content = "") => writeFile(join(place, name), content),
  };
}

export interface Task {
  readonly id: string;
  readonly status: string;
  readonly issue: string;
  readonly title: string;
  readonly branch: string | null;
  readonly workspace: string | null;
  readonly error: string | null;
}

export async function listTasks(yard: Pick<YardOnDisk, "yardmaster">): Promise<readonly Task[]> {
  const { stdout } = await yard.yardmaster("task", "list", "-o", "json");
  return JSON.parse(stdout) as readonly Task[];
}

/** Tasks, branches with their commits beside main, and the roadmap's fields, without what differs from run to run. */
export async function describeWorld(yard: YardOnDisk): Promise<string> {
  const tasks = (await listTasks(yard))
    .toReversed()
    .map(({ issue, status, error }) => `task ${issue} ${status}${error ? `: ${error}` : ""}`);
  const branches = await listBranches(yard);
  const roadmap = (await yard.read("docs/roadmap.md")).split("\n").filter((line) => /^(?:###|- )/.test(line));
  return withoutChance([...tasks, ...branches, ...roadmap].join("\n"));
}

/** `<branch>: <files that it changes> in <n> commits`. */
export async function listBranches({ git }: Pick<YardOnDisk, "git">): Promise<readonly string[]> {
  const names = (await git("for-each-ref", "--format=%(refname:short)", "refs/heads/yardmaster")).split("\n").filter(Boolean);
  return await Promise.all(
    names.map(async (name) => {
      const files = (await git("diff", "--name-only", `main...${name}`)).split("\n").join(", ");
      const commits = await git("rev-list", "--count", `main..${name}`);
      return `branch ${name}: ${files} in ${commits} ${commits === "1" ? "commit" : "commits"}`;
    }),
  );
}

function withoutChance(text: string): string {
  return text.replace(/\brun_[0-9a-z]{10,}/g, "run_…").replace(/commit `[0-9a-f]{7}`/g, "commit `…`");
}

/** What must be true of every yard at rest. */
export async function assertAtRest(yard: YardOnDisk): Promise<void> {
  const findings = JSON.parse((await yard.yardmaster("doctor", "-o", "json")).stdout) as readonly { name: string; detail: string }[];
  const data = findings.find(({ name }) => name === "data")?.detail ?? "nothing";
  if (!data.includes(" 0 effects to perform") || !data.includes("no server running")) throw new Error(`it is not at rest: ${data}`);
  const processes = findStepProcesses(yard.data);
  if (processes.length > 0) throw new Error(`processes are left: ${processes.join(", ")}`);
  const locks = [...(await findLocks(yard.data)), ...(await findLocks(yard.repository))];
  if (locks.length > 0) throw new Error(`locks are left: ${locks.join(", ")}`);
}

async function findLocks(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true });
  return names.filter((name) => name.endsWith(".lock"));
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
