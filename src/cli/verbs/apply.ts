// `apply`: makes manifests hold, all of them or none.
import { resolve } from "node:path";
import type { Command } from "commander";
import { YardmasterError } from "../../core/errors.ts";
import type { ResourceChange } from "../../core/resources/decide.ts";
import type { FieldChange } from "../../core/resources/field-changes.ts";
import { DEFAULT_PROJECT } from "../../core/resources/resource.ts";
import { loadManifests } from "../../resources/manifest/load-manifests.ts";
import { toResource } from "../../resources/manifest/read-manifest.ts";
import type { ReadManifests } from "../../resources/manifest/read-manifests.ts";
import type { ApplyOutcome } from "../../runtime/control/resources.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { addManifestFileOption, toPaths } from "../manifest-files.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { printProblems } from "../print-problems.ts";
import { addOptionalProjectOption } from "../project-option.ts";
import { toNotRunWarning, toProblems } from "../report-obstacles.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

interface Options {
  readonly file: readonly string[];
  readonly project?: string;
  readonly dryRun?: boolean;
  readonly prune?: boolean;
}

export const apply: Verb = {
  examples: [
    { line: "apply -f .yardmaster/", does: "Every manifest in a folder, at any depth, in one go." },
    { line: "apply -f agents.yaml --dry-run", does: "What would change, without changing it." },
    { line: "apply -f team.yaml --prune --project web", does: "Also delete what the project has of the file's kinds and the file lacks." },
    { line: "manifest export | yardmaster apply -f -", does: "What another command prints." },
  ],
  exits: { 2: "a manifest is not valid, or what it refers to is missing; nothing was changed" },
  declare(command) {
    command.description("Apply manifests, all of them or none. What is already the same is left as it is.");
    addManifestFileOption(command);
    addOptionalProjectOption(command, `the project they are meant for (default: their own, or ${DEFAULT_PROJECT})`);
    command.option("--dry-run", "only say what would change");
    command.option("--prune", "delete what was applied before, is of these kinds and projects, and is not among them");
    addOutputOption(command);
  },
  async run(command, context) {
    const { terminal, readStdin } = context.world;
    const { file, project, dryRun = false, prune = false } = command.opts<Options>();
    const paths = toPaths(file, context.where.directory);
    const read = await loadManifests(paths, { readStdin, ...(project === undefined ? {} : { project }) });
    checkRead(read);
    return await withControl(context, async (control) => {
      const resources = read.manifests.map((manifest) => toResource({ ...manifest, file: toFile(manifest.file) }, "apply"));
      const outcome = await control.resources.apply({ project: project ?? null, resources, prune, dryRun, expected: null });
      printProblems(terminal, [
        ...read.problems,
        ...toProblems(outcome.warnings, read.manifests, "warning"),
        ...toNotRunWarning(outcome.notRun, read.manifests),
      ]);
      const problems = toProblems(outcome.obstacles, read.manifests, "error");
      if (problems.length > 0) throw new YardmasterError("resource.refused", "nothing was applied", { problems });
      await print(command, outcome, dryRun, terminal);
      if (!dryRun) tellWho(context, control);
      return 0;
    });
  },
};

/** Where a resource came from is remembered, and must be found again from anywhere. */
function toFile(file: string): string {
  return file === "-" ? file : resolve(file);
}

function checkRead({ manifests, problems }: ReadManifests): void {
  if (problems.some(({ severity }) => severity === "error")) {
    throw new YardmasterError("config.invalid", "nothing was applied: some manifest is not valid", { problems });
  }
  if (manifests.length > 0) return;
  throw new YardmasterError("config.invalid", "there is nothing to apply: no manifest was found", {
    hint: "a manifest has apiVersion, kind, metadata and spec",
  });
}

async function print(command: Command, { changes, version }: ApplyOutcome, dryRun: boolean, terminal: Parameters<typeof printData>[1]) {
  await printData(command, terminal, { changes, version, dry_run: dryRun }, () => [
    ...changes.flatMap((change) => [toLine(change, dryRun), ...(dryRun ? toDiff(change.fields ?? []) : [])]),
    ...(dryRun ? [] : [`configuration version: ${version}`]),
  ]);
}

/** Longer values are cut: it is to be seen which they are. */
const LONGEST_VALUE = 60;

function toDiff(fields: readonly FieldChange[]): readonly string[] {
  return fields.map(({ path, from, to }) => {
    if (from === undefined) return `  + ${path}: ${toValue(to)}`;
    return to === undefined ? `  - ${path}: ${toValue(from)}` : `  ~ ${path}: ${toValue(from)} → ${toValue(to)}`;
  });
}

function toValue(value: unknown): string {
  const text = JSON.stringify(value);
  return toSafeLine(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text);
}

function toLine({ label, project, change }: ResourceChange, dryRun: boolean): string {
  const did = change === "unchanged" ? change : dryRun ? `would be ${change} (dry run)` : change;
  return `${label} ${did} (project: ${project})`;
}
