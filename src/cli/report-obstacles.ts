// What stands in the way of a change, as problems at their places: in the files that were just read, or where a resource came from.
import type { Problem } from "../core/errors.ts";
import type { Obstacle } from "../core/resources/decide.ts";
import { findLine } from "../core/resources/find-line.ts";
import { toResourceLabel } from "../core/resources/resource.ts";
import type { ReadManifest } from "../resources/manifest/read-manifest.ts";
import { sortProblems } from "../resources/problems.ts";

/** By file in the order in which they were read, and in each by place; what came from elsewhere last. */
export function toProblems(
  obstacles: readonly Obstacle[],
  manifests: readonly ReadManifest[],
  severity: Problem["severity"],
): readonly Problem[] {
  const toPlace = (label: string, project: string, line: number) => `${project}/${label}:${line}`;
  const read = new Map(
    manifests.map((manifest) => [toPlace(toResourceLabel(manifest), manifest.metadata.project, manifest.line), manifest]),
  );
  const byFile = new Map(manifests.map(({ file }): [string, Problem[]] => [file, []]));
  const elsewhere: Problem[] = [];
  for (const { source, label, project, path, message, hint } of obstacles) {
    const isNamed = message.includes(label) || message.includes(`'${label.slice(label.indexOf("/") + 1)}'`);
    const words = isNamed ? message : `${label}: ${message}`;
    const manifest = source.origin === "apply" ? read.get(toPlace(label, project, source.line)) : undefined;
    if (manifest !== undefined) byFile.get(manifest.file)?.push(manifest.toProblem(path, words, { hint, severity }));
    else elsewhere.push({ file: source.file, line: findLine(source, path), column: 1, path, message: words, hint, severity });
  }
  return [...[...byFile.values()].flatMap(sortProblems), ...elsewhere];
}

/** Named in full; the rest is counted. */
const MOST_NAMED = 3;

/** One warning for all that can be declared and is not run yet. */
export function toNotRunWarning(notRun: readonly Obstacle[], manifests: readonly ReadManifest[]): readonly Problem[] {
  const [first] = notRun;
  if (first === undefined) return [];
  const named = notRun.slice(0, MOST_NAMED).map(({ label, message }) => `${label} (${message})`);
  const more = notRun.length > MOST_NAMED ? ` and ${notRun.length - MOST_NAMED} more` : "";
  const message = `can be applied but not run yet: ${named.join(", ")}${more}`;
  const hint = more === "" ? null : "`yardmaster check` lists them all";
  return toProblems([{ ...first, message, hint }], manifests, "warning");
}
