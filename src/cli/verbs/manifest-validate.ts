// `manifest validate`: every problem of some manifests, with its place. Nothing is stored, and no server is asked.
import { resolve } from "node:path";
import type { Problem } from "../../core/errors.ts";
import { loadManifests } from "../../resources/manifest/load-manifests.ts";
import type { ReadManifests } from "../../resources/manifest/read-manifests.ts";
import { renderProblems } from "../../resources/problems.ts";
import { toSafeText } from "../../std/safe-text.ts";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";

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
  exits: { 0: "they hold; there may be warnings", 1: "some manifest does not hold" },
  declare(command) {
    command.description(
      "Check manifests: their text, their kinds, and every field. Whether what they refer to exists is not looked at yet, nor are the rules of custom kinds.",
    );
    command.requiredOption("-f, --file <path>", "a file, a folder, or - for standard input; may be repeated", collect);
    command.option("-p, --project <name>", "the project they are meant for");
    addOutputOption(command);
  },
  async run(command, { world, where }) {
    const { file, project } = command.opts<Options>();
    const paths = file.map((path) => (path === "-" || where.directory === null ? path : resolve(where.directory, path)));
    const options = { readStdin: world.readStdin, ...(project === undefined ? {} : { project }) };
    const read = await loadManifests(paths, options);
    const isValid = read.problems.every(({ severity }) => severity !== "error");
    await printData(command, world.terminal, toData(read, isValid), () => [toVerdict(read.problems)]);
    if (read.problems.length > 0) world.terminal.err(`${toSafeText(renderProblems(read.problems))}\n`);
    return isValid ? 0 : 1;
  },
};

function collect(path: string, earlier: readonly string[] = []): string[] {
  return [...earlier, path];
}

function toData({ manifests, problems }: ReadManifests, valid: boolean) {
  return {
    valid,
    manifests: manifests.map(({ kind, metadata: { name, project }, file, line }) => ({ kind, name, project, file, line })),
    problems,
  };
}

function toVerdict(problems: readonly Problem[]): string {
  const warnings = problems.filter(({ severity }) => severity === "warning").length;
  if (warnings < problems.length) return "Validation failed";
  return warnings === 0 ? "Manifest is valid" : `Manifest is valid (${warnings} ${warnings === 1 ? "warning" : "warnings"})`;
}
