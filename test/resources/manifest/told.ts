// What the author of manifests is told, as one text.
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { renderProblems } from "../../../src/resources/problems.ts";

/** Manifests that hold say so, with their warnings if there are any. */
export function told(text: string, project?: string): string {
  const { manifests, problems } = readManifests(text, "m.yaml", project === undefined ? {} : { project });
  const fails = problems.some(({ severity }) => severity === "error");
  const accepted = fails ? [] : [`accepted ${manifests.length}`];
  return [...accepted, ...(problems.length === 0 ? [] : [renderProblems(problems)])].join("\n");
}

/** The same for one manifest, given by its kind, its name and the YAML of its spec, which begins on line 5. */
export function toldSpec(kind: string, name: string, spec: string): string {
  return told(toManifest(kind, name, spec));
}

export function toManifest(kind: string, name: string, spec: string): string {
  const lines = spec.replace(/^\n/, "").trimEnd().split("\n");
  const indented = lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n");
  return `apiVersion: orchestrator.dev/v2\nkind: ${kind}\nmetadata: { name: ${name} }\nspec:\n${indented}\n`;
}

/** A workflow whose steps are given. */
export function toldSteps(steps: string): string {
  const lines = steps.replace(/^\n/, "").trimEnd().split("\n");
  return toldSpec("Workflow", "sdlc", `steps:\n${lines.map((line) => `  ${line}`).join("\n")}`);
}
