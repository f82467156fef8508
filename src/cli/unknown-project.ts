// Whether a project is there at all: a slip in `--project` looks like a project that is empty. One that is not there is no error, since
// an apply makes it.
import { didYouMean } from "../core/did-you-mean.ts";
import { DEFAULT_PROJECT } from "../core/resources/resource.ts";
import type { ResourceControl } from "../runtime/control/resources.ts";
import { toSafeLine } from "../std/safe-text.ts";
import type { Terminal } from "./world.ts";

export interface UnknownProject {
  readonly message: string;
  readonly hint: string;
}

/** Null for a project that is declared, or that something is declared in. */
export async function findUnknownProject(resources: ResourceControl, project: string): Promise<UnknownProject | null> {
  if (project === DEFAULT_PROJECT) return null;
  const listed = await resources.list({ project: null, kind: null, name: null, revealSecrets: false });
  const known = new Set(
    listed.flatMap(({ resource: { kind, metadata } }) => [metadata.project, ...(kind === "Project" ? [metadata.name] : [])]),
  );
  if (known.has(project)) return null;
  const near = didYouMean(project, [DEFAULT_PROJECT, ...known]);
  return {
    message: `nothing is declared in project '${project}'`,
    hint: near === null ? `\`yardmaster get all --all-projects -o wide\` shows what is declared in which` : `did you mean ${near}?`,
  };
}

/** For a list that is empty; says nothing of a project that is there. */
export async function tellUnknownProject(terminal: Terminal, resources: ResourceControl, project: string | null): Promise<void> {
  const unknown = project === null ? null : await findUnknownProject(resources, project);
  if (unknown !== null) terminal.err(`Note: ${toSafeLine(unknown.message)}\nHint: ${toSafeLine(unknown.hint)}\n`);
}
