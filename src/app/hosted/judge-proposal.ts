// Everything that is wrong with a configuration that somebody proposes: its manifests by themselves and among everything else that is
// declared, and its workflow file. Reads and stores nothing. What it is given may be made to take long, so a thread of its own calls it.
import type { Problem } from "../../core/errors.ts";
import type { Obstacle, ResourceFacts } from "../../core/resources/decide.ts";
import { findLine } from "../../core/resources/find-line.ts";
import type { ResourceReference } from "../../core/resources/resource.ts";
import { type ResourcesState, toDeclarations } from "../../core/resources/state.ts";
import { isBuiltinKind } from "../../resources/kinds/index.ts";
import { chooseFiles } from "../../resources/repository-files/choose-files.ts";
import { type ReadRepositoryFiles, readRepositoryFiles } from "../../resources/repository-files/read-repository-files.ts";
import { decideSealed } from "../../runtime/resources/decide-sealed.ts";
import type { Proposal, ProposedFile } from "../../runtime/threads/proposals.ts";
import { loadResourceRules } from "../load-resource-rules.ts";
import { judgeWorkflowFile } from "./judge-workflow-file.ts";

/** Data alone, so that it can be sent to another thread. */
export interface ProposalCase extends Omit<Proposal, "isFromFork"> {
  readonly declared: ResourcesState;
  readonly now: number;
  /** `owner/name` */
  readonly repository: string;
  /** Variables of the server that the repository may name. */
  readonly lentVariables: readonly string[];
  readonly mayReadBoards: boolean;
}

/** More are not told. */
const MOST = 1000;
/** Never stored. */
const VERSION = "proposed";

/** @returns at most 1000, errors first */
export async function judgeProposal(proposal: ProposalCase): Promise<readonly Problem[]> {
  const { workflowFile, manifests, repository, mayReadBoards } = proposal;
  const rules = { repository, mayReadBoards: async () => mayReadBoards };
  const problems = [
    ...(workflowFile === null ? [] : (await judgeWorkflowFile(workflowFile, rules)).problems),
    ...(manifests === null ? [] : await judgeManifests(manifests, proposal)),
  ];
  return [...problems.filter(isError), ...problems.filter((problem) => !isError(problem))].slice(0, MOST);
}

async function judgeManifests(files: readonly ProposedFile[], { declared, now, lentVariables }: ProposalCase): Promise<readonly Problem[]> {
  const bytesOf = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const entries = files.map(({ path, bytes }) => ({ mode: "100644", id: path, size: bytes.length, path }));
  const chosen = chooseFiles(entries);
  if (chosen.problems.length > 0) return chosen.problems;
  const read = readRepositoryFiles(chosen.files.map(({ path }) => ({ path, bytes: bytesOf.get(path) ?? new Uint8Array() })));
  const judged = [...(read.resources ?? read.sound), ...toDeclarations(declared)];
  const rules = await loadResourceRules({ remote: { variables: lentVariables } }, judged);
  if (read.resources === null) return [...read.problems, ...judgeSound(read, declared, { ...rules, now, openTasks: [] })];
  const command = { type: "resources.sync", origin: "repository", version: VERSION, resources: read.resources } as const;
  const { obstacles, warnings, notRun } = decideSealed(command, declared, { ...rules, now, openTasks: [] }, null);
  return [
    ...read.problems,
    // Hints on what is not in these files are for whoever stands at a command line.
    ...obstacles.map((obstacle) => toProblem(bytesOf.has(obstacle.source.file) ? obstacle : { ...obstacle, hint: null }, "error")),
    ...[...warnings, ...notRun].map((obstacle) => toProblem(obstacle, "warning")),
  ];
}

/**
 * Everything at once: what holds by itself is judged too, while something beside it does not. Nothing is said of what is mentioned and
 * stands where something does not hold, nor of what is no longer declared.
 */
function judgeSound({ sound, faulty }: ReadRepositoryFiles, declared: ResourcesState, facts: ResourceFacts): readonly Problem[] {
  const mayStandThere = ({ kind, name }: ResourceReference) => faulty === null || kind === "capability" || faulty.includes(name);
  const command = { type: "resources.apply", project: null, resources: sound, prune: false, expected: null } as const;
  const { obstacles } = decideSealed(
    command,
    declared,
    {
      ...facts,
      referencesOf: (resource) => facts.referencesOf(resource).filter((reference) => !mayStandThere(reference)),
      // The definition of a kind may stand there as well.
      validate: (resource, after) => (isBuiltinKind(resource.kind) ? facts.validate(resource, after) : []),
    },
    null,
  );
  return obstacles.map((obstacle) => toProblem(obstacle, "error"));
}

function toProblem({ label, source, path, message, hint }: Obstacle, severity: Problem["severity"]): Problem {
  const words = message.includes(label) ? message : `${label}: ${message}`;
  return { file: source.file, line: findLine(source, path), column: 1, path, message: words, hint, severity };
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}
