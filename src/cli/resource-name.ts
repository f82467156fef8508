// What a person calls a resource on the command line: `agents`, `ws main`, `wf/build`, and the words of custom kinds.
import { didYouMean } from "../core/did-you-mean.ts";
import { YardmasterError } from "../core/errors.ts";
import { BUILTIN_KINDS } from "../core/resources/resource.ts";
import { findBuiltinKind, KIND_WORDS } from "../resources/kinds/kind-words.ts";
import type { CustomKindNames, ResourceControl } from "../runtime/control/resources.ts";
import { findUnknownProject, type UnknownProject } from "./unknown-project.ts";

export interface ResourceName {
  readonly kind: string;
  /** Null: all of the kind. */
  readonly name: string | null;
}

/** @throws cli.usage, resource.not-found */
export async function readResourceName(
  resources: ResourceControl,
  words: readonly string[],
  project: string | null,
): Promise<ResourceName> {
  const [word = "", second] = words;
  const [kindWord = "", ...rest] = word.split("/");
  const slashed = rest.length > 0 ? rest.join("/") : null;
  if (slashed === "" || (slashed !== null && second !== undefined)) {
    throw new YardmasterError("cli.usage", `invalid resource format: ${words.join(" ")} (use kind/name)`);
  }
  const name = slashed ?? second ?? null;
  return { kind: await findKind(resources, kindWord, { project, isList: name === null }), name };
}

interface Asking {
  readonly project: string | null;
  /** Scripts know the two refusals apart. */
  readonly isList: boolean;
}

async function findKind(resources: ResourceControl, word: string, { project, isList }: Asking): Promise<string> {
  const builtin = findBuiltinKind(word);
  if (builtin !== null) return builtin;
  const custom = await resources.customKinds({ project });
  const plain = toPlain(word);
  const found = custom.find((names) => wordsOf(names).includes(plain));
  if (found !== undefined) return found.kind;
  // A definition that was deleted with --force leaves its instances behind: they can still be looked at and deleted.
  const listed = await resources.list({ project, kind: null, name: null, revealSecrets: false });
  const left = listed.find(({ resource }) => toPlain(resource.kind) === plain);
  if (left !== undefined) return left.resource.kind;
  const known = [...BUILTIN_KINDS.flatMap((kind) => [kind.toLowerCase(), KIND_WORDS[kind].plural]), ...custom.flatMap(wordsOf)];
  const near = didYouMean(plain, known);
  const unknown = near !== null || project === null ? null : await findUnknownProject(resources, project);
  const all = `known: ${BUILTIN_KINDS.map((kind) => KIND_WORDS[kind].plural).join(", ")}`;
  const hint = unknown !== null ? toHint(unknown) : near === null ? all : `did you mean ${near}?`;
  throw new YardmasterError("resource.not-found", `unknown ${isList ? "list " : ""}resource type: ${word}`, { hint });
}

function wordsOf({ kind, plural, shortNames }: CustomKindNames): readonly string[] {
  return [kind, plural, ...shortNames].map(toPlain);
}

function toPlain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, "");
}

export interface MissingResource {
  readonly kind: string;
  readonly name: string;
  readonly project: string;
}

export async function resourceNotFound(resources: ResourceControl, { kind, name, project }: MissingResource): Promise<YardmasterError> {
  const word = kind.toLowerCase();
  const unknown = await findUnknownProject(resources, project);
  const hint = unknown === null ? `\`yardmaster get ${word}\` lists them; --project names another project` : toHint(unknown);
  return new YardmasterError("resource.not-found", `${word} not found: ${name} not found in project '${project}'`, { hint });
}

function toHint({ message, hint }: UnknownProject): string {
  return `${message}; ${hint}`;
}
