// Who could do a workflow, and custom kinds with their instances, of one state: found without going through all of it for each question.
import type { Finding } from "../../core/resources/decide.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { type ResourcesState, toResourceKey } from "../../core/resources/state.ts";
import { isBuiltinKind } from "../kinds/index.ts";
import { referencesOf } from "./references-of.ts";

export interface ResourceIndex {
  /** The agents that could do a workflow's steps, and the profiles that these name. */
  doersOf(workflow: Resource): readonly Resource[];
  definitionOf(instance: Resource): Resource | null;
  /** One of the same kind in the same project, other than this one. */
  other(instance: Resource): Resource | null;
  /** Words for the command line of this definition that others of its project have too. */
  wordsBeside(definition: Resource): readonly string[];
  /** What was found of definitions and instances so far. */
  readonly findings: Map<Resource, readonly Finding[]>;
  /** How long that took. */
  spentMs: number;
}

const indexes = new WeakMap<ResourcesState, ResourceIndex>();

/** Made once for each state. */
export function indexResources(state: ResourcesState): ResourceIndex {
  const known = indexes.get(state);
  if (known !== undefined) return known;
  const index = createIndex(state);
  indexes.set(state, index);
  return index;
}

function createIndex({ resources }: ResourcesState): ResourceIndex {
  const agents = new Map<string, Resource[]>();
  const definitions = new Map<string, Resource>();
  const byWord = new Map<string, Resource[]>();
  const instances = new Map<string, Resource[]>();
  for (const { declarations } of resources.values()) {
    const [resource] = declarations;
    const { kind, metadata, spec } = resource;
    if (kind === "CustomResourceDefinition") {
      definitions.set(`${metadata.project}/${String(spec["kind"])}`, resource);
      for (const word of wordsOf(resource)) add(byWord, `${metadata.project}/${word}`, resource);
    } else if (kind === "Agent") {
      for (const capability of capabilitiesOf(resource)) add(agents, `${metadata.project}/${capability}`, resource);
    } else if (!isBuiltinKind(kind)) add(instances, `${metadata.project}/${kind}`, resource);
  }
  return {
    doersOf(workflow) {
      const { project } = workflow.metadata;
      const doers = referencesOf(workflow).flatMap(({ kind, name }) => {
        if (kind === "capability") return agents.get(`${project}/${name}`) ?? [];
        return kind === "ExecutionProfile" ? (resources.get(toResourceKey(project, kind, name))?.declarations.slice(0, 1) ?? []) : [];
      });
      return [...new Set(doers)];
    },
    definitionOf: ({ kind, metadata }) => definitions.get(`${metadata.project}/${kind}`) ?? null,
    other: (instance) => instances.get(`${instance.metadata.project}/${instance.kind}`)?.find((each) => each !== instance) ?? null,
    wordsBeside(definition) {
      const { project } = definition.metadata;
      return wordsOf(definition).filter((word) => byWord.get(`${project}/${word}`)?.some((other) => other !== definition));
    },
    findings: new Map(),
    spentMs: 0,
  };
}

function capabilitiesOf({ spec }: Resource): ReadonlySet<unknown> {
  return new Set(Array.isArray(spec["capabilities"]) ? spec["capabilities"] : []);
}

/** As the command line compares them. */
function wordsOf({ spec }: Resource): readonly string[] {
  const { kind, plural, short_names } = spec;
  const names = [kind, plural, ...(Array.isArray(short_names) ? short_names : [])].filter((name) => typeof name === "string");
  return [...new Set(names.map((name) => name.toLowerCase().replaceAll(/[-_]/g, "")))];
}

function add(lists: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [resource]);
  else list.push(resource);
}
