// What applying and showing resources costs, as whole processes: five thousand manifests in one file against parsing the same text alone,
// and one resource of five thousand against a process that does nothing.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import { median } from "./median.ts";

const RESOURCES = 5000;
const ROUNDS = 5;
const QUICK_ROUNDS = 15;
const PARSE =
  'import { readFileSync } from "node:fs"; import { parseAllDocuments } from "yaml"; for (const each of parseAllDocuments(readFileSync(process.argv[1], "utf8"))) each.toJS();';

/** @param main absolute path of the built command line */
export async function benchResources(main: string): Promise<BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), "yardmaster-bench-"));
  try {
    const file = join(directory, "all.yaml");
    await writeFile(file, createManifests());
    const repository = join(directory, "repository");
    await mkdir(repository);
    execFileSync("git", ["init", "--quiet"], { cwd: repository });
    const identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"];
    execFileSync("git", [...identity, "commit", "--quiet", "--allow-empty", "--message=start"], { cwd: repository });
    const yardmaster = (data: string, ...argv: readonly string[]) =>
      time([main, "-C", repository, "--data-dir", join(directory, data), ...argv]);
    const parse = () => time(["--input-type=module", "--eval", PARSE, file]);
    const applied = Array.from({ length: ROUNDS }, (_, round) => [yardmaster(`data-${round}`, "apply", "-f", file), parse()] as const);
    const again = Array.from({ length: ROUNDS }, () => [yardmaster("data-0", "apply", "-f", file), parse()] as const);
    const got = Array.from(
      { length: QUICK_ROUNDS },
      () => [yardmaster("data-0", "get", "workflow/flow-7"), time(["--eval", "0"])] as const,
    );
    return [
      toRow("apply 5,000 resources, the whole process", "ms", applied, "< 5,000 ms, ratio < 3"),
      toRow("apply them again, unchanged", "ms", again, "< 5,000 ms, ratio < 3"),
      toRow("get one of 5,000, the whole process", "ms", got, "< 150 ms, ratio < 3"),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function toRow(name: string, unit: string, pairs: readonly (readonly [number, number])[], aim: string): BenchRow {
  const value = median(pairs.map(([ours]) => ours));
  const floor = median(pairs.map(([, bare]) => bare));
  return { name, value, unit, floor, ratio: value / floor, aim };
}

/** Milliseconds that Node takes with these arguments, its start included. */
function time(argv: readonly string[]): number {
  const begun = performance.now();
  execFileSync(process.execPath, argv, { stdio: ["ignore", "ignore", "pipe"] });
  return performance.now() - begun;
}

/** A tenth of each; each workflow has an agent, templates, a profile and a trigger of its own. */
function createManifests(): string {
  const documents: string[] = [];
  const add = (kind: string, name: string, spec: string) =>
    documents.push(
      `apiVersion: orchestrator.dev/v2\nkind: ${kind}\nmetadata:\n  name: ${name}\n  labels: { team: platform }\nspec:\n${spec}`,
    );
  for (let index = 0; index < RESOURCES / 10; index++) {
    add("EnvStore", `env-${index}`, '  data:\n    LEVEL: debug\n    ROUNDS: "2"\n');
    add("ExecutionProfile", `profile-${index}`, "  mode: host\n");
    add("Workspace", `workspace-${index}`, "  root_path: .\n  qa_targets: [docs]\n  ticket_dir: docs/ticket\n");
    add("StepTemplate", `plan-${index}`, "  prompt: |\n    Plan {goal}.\n    The source is in {source_tree}.\n");
    add("StepTemplate", `work-${index}`, "  prompt: |\n    Do what was planned:\n    {plan_output}\n");
    add("WorkflowStore", `store-${index}`, "  provider: local\n  retention: { max_entries: 100 }\n");
    add(
      "Agent",
      `agent-${index}`,
      `  command: "coder {prompt}"\n  capabilities: [plan, work-${index}]\n  env:\n    - fromRef: env-${index}\n`,
    );
    add("Workflow", `flow-${index}`, toSteps(index));
    add("Workflow", `again-${index}`, toSteps(index));
    add(
      "Trigger",
      `nightly-${index}`,
      `  cron: { schedule: "0 2 * * *" }\n  action: { workflow: flow-${index}, workspace: workspace-${index} }\n`,
    );
  }
  return documents.join("---\n");
}

function toSteps(index: number): string {
  return `  steps:
    - id: plan
      template: plan-${index}
      prehook: { when: "cycle > ${index % 5}" }
    - id: work
      type: work-${index}
      template: work-${index}
      execution_profile: profile-${index}
`;
}
