// `manifest validate`: every problem of some manifests, as `apply` would tell them, with its place. Nothing is stored.
import { type Problem, YardmasterError } from "../../core/errors.ts";
import { loadManifests } from "../../resources/manifest/load-manifests.ts";
import { toResource } from "../../resources/manifest/read-manifest.ts";
import type { ReadManifests } from "../../resources/manifest/read-manifests.ts";
import { addManifestFileOption, toPaths } from "../manifest-files.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { printProblems } from "../print-problems.ts";
import { addOptionalProjectOption } from "../project-option.ts";
import { toNotRunWarning, toProblems } from "../report-obstacles.ts";
import type { Context, Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

interface Options {
  readonly file: readonly string[];
  readonly project?: string;
}

export const manifestValidate: Verb = {
  examples: [
    { line: "manifest validate -f .yardmaster/", does: "Every manifest in a folder, at any depth." },
    { line: "manifest validate -f agent.yaml -f flow.yaml", does: "Two files together." },
    { line: "manifest validate -f - < agent.yaml", does: "What comes on standard input." },
  ],
  exits: { 0: "they are valid; there may be warnings", 1: "some manifest is not valid" },
  declare(command) {
    command.description(
      "Check manifests as `apply` would, together with what is stored, and store nothing. Outside a repository, what they refer to is not looked at.",
    );
    addManifestFileOption(command);
    addOptionalProjectOption(command, "the project they are meant for");
    addOutputOption(command);
  },
  async run(command, context) {
    const { terminal, readStdin } = context.world;
    const { file, project } = command.opts<Options>();
    const options = { readStdin, ...(project === undefined ? {} : { project }) };
    const read = await loadManifests(toPaths(file, context.where.directory), options);
    const problems = [
      ...read.problems,
      ...toNothing(read),
      ...(hasErrors(read.problems) ? [] : await findObstacles(context, read, project ?? null)),
    ];
    await printData(command, terminal, toData(read, problems), () => [toVerdict(problems)]);
    printProblems(terminal, problems);
    return hasErrors(problems) ? 1 : 0;
  },
};

async function findObstacles(context: Context, { manifests }: ReadManifests, project: string | null): Promise<readonly Problem[]> {
  const resources = manifests.map((manifest) => toResource(manifest, "apply"));
  try {
    return await withControl(context, async (control) => {
      const outcome = await control.resources.apply({ project, resources, prune: false, dryRun: true, expected: null });
      return [
        ...toProblems(outcome.obstacles, manifests, "error"),
        ...toProblems(outcome.warnings, manifests, "warning"),
        ...toNotRunWarning(outcome.notRun, manifests),
      ];
    });
  } catch (error) {
    if (error instanceof YardmasterError && error.code === "app.no-repository") return [];
    throw error;
  }
}

/** An empty pipe is most often another command's failure. */
function toNothing({ manifests, problems }: ReadManifests): readonly Problem[] {
  if (manifests.length > 0 || hasErrors(problems)) return [];
  const message = "there is nothing to check: no manifest was found";
  return [
    { file: "-", line: 1, column: 1, path: "", message, hint: "a manifest has apiVersion, kind, metadata and spec", severity: "error" },
  ];
}

function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === "error");
}

function toData({ manifests }: ReadManifests, problems: readonly Problem[]) {
  return {
    valid: !hasErrors(problems),
    manifests: manifests.map(({ kind, metadata: { name, project }, file, line }) => ({ kind, name, project, file, line })),
    problems,
  };
}

function toVerdict(problems: readonly Problem[]): string {
  const warnings = problems.filter(({ severity }) => severity === "warning").length;
  if (warnings < problems.length) return "Validation failed";
  return warnings === 0 ? "Manifest is valid" : `Manifest is valid (${warnings} ${warnings === 1 ? "warning" : "warnings"})`;
}
