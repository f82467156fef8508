// What steps of declared workflows are done with: the agent as it was pinned, and its environment as it is declared at that moment.
// Values of stores go into an environment and nowhere else.
import { agents } from "../agents/index.ts";
import { YardmasterError } from "../core/errors.ts";
import type { Resource } from "../core/resources/resource.ts";
import type { DeclaredAgent } from "../core/workflow/workflow-spec.ts";
import type { AgentSpec } from "../resources/kinds/agent.ts";
import type { ResourceControl } from "../runtime/control/resources.ts";
import type { DeclaredRooms, ResolvedEnvironment } from "../runtime/deps.ts";
import { assertLent } from "./lent-variables.ts";
import { openPreset } from "./open-preset.ts";
import { readPresetVariables, toPresetSecrets } from "./preset-variables.ts";
import { readForProcess } from "./process-environment.ts";
import type { Repository } from "./repository.ts";

type Variables = Readonly<Record<string, string | undefined>>;
type Values = Readonly<Record<string, string>>;

/** Ours alone, whatever a policy lets through: they say where secrets are kept. */
const OURS = /^YARDMASTER_/;
/** Set inside a coding agent, it keeps another one from starting. */
const NEVER = "CLAUDECODE";
/** Where published agents look for their prompt. */
const PROMPT = "ORCH_PROMPT";
const SERVER_VARIABLE = /^\$[A-Za-z_][A-Za-z0-9_]*$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function createDeclaredRooms(
  resources: Pick<ResourceControl, "list">,
  variables: Variables,
  repository: Pick<Repository, "remote">,
): DeclaredRooms {
  return {
    async openAgent({ command, promptDelivery, preset }, { shell }) {
      if (preset) return await openPreset(preset, variables["PATH"]);
      const { createCommandAgent } = await agents.command();
      return createCommandAgent({ command, promptDelivery, promptVariable: PROMPT, shell, appendsPrompt: false });
    },
    async resolveEnvironment({ names, agent }) {
      assertLent(repository, names);
      const known = readPresetVariables(agent?.preset?.name ?? "", variables);
      const passed = { ...toPassed(names, variables), ...known };
      const own = agent === null ? NOTHING : await resolveAgent(resources, agent, variables);
      const { [NEVER]: _, ...rest } = { ...passed, ...own.variables };
      // What the operator lends to others, people on a forge would be shown.
      const keys = toPresetSecrets(repository.remote === null ? known : passed);
      return { variables: rest, secrets: [...keys, ...own.secrets] };
    },
    async listSecrets(agents) {
      const secrets: string[] = [];
      for (const agent of agents) {
        secrets.push(...toPresetSecrets(readPresetVariables(agent.preset?.name ?? "", variables)));
        const found = await findAgent(resources, agent);
        if (found !== null) secrets.push(...(await loadStores(resources, agent.project, found.env)).secrets);
      }
      return secrets;
    },
  };
}

const NOTHING: ResolvedEnvironment = { variables: {}, secrets: [] };

function toPassed(names: readonly string[], variables: Variables): Values {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = OURS.test(name) ? undefined : readForProcess(variables, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

interface FoundAgent extends Pick<Resource, "source"> {
  readonly env: NonNullable<AgentSpec["env"]>;
}

async function findAgent(
  resources: Pick<ResourceControl, "list">,
  { project, name }: Pick<DeclaredAgent, "project" | "name">,
): Promise<FoundAgent | null> {
  const [found] = await resources.list({ project, kind: "Agent", name, revealSecrets: false });
  if (!found) return null;
  const { spec, source } = found.resource;
  return { source, env: (spec as unknown as AgentSpec).env ?? [] };
}

async function resolveAgent(
  resources: Pick<ResourceControl, "list">,
  { project, name }: Pick<DeclaredAgent, "project" | "name">,
  variables: Variables,
): Promise<ResolvedEnvironment> {
  const found = await findAgent(resources, { project, name });
  if (!found) throw new YardmasterError("resource.not-found", `agent '${name}' was deleted from project '${project}' after it was chosen`);
  const { env, source } = found;
  // A workflow file names variables of the server, and their values stand in no resource.
  const toValue = (written: string) =>
    source.origin === "workflow-file" && SERVER_VARIABLE.test(written) ? (readForProcess(variables, written.slice(1)) ?? "") : written;
  const stores = await loadStores(resources, project, env);
  const merged: Record<string, string> = {};
  for (const entry of env) {
    if (entry.fromRef !== undefined) Object.assign(merged, onlyVariables(stores.valuesOf(entry.fromRef)));
    else if (entry.name !== undefined) merged[entry.name] = entry.refValue ? stores.valueOf(entry.refValue) : toValue(entry.value ?? "");
  }
  return { variables: merged, secrets: stores.secrets };
}

interface Stores {
  /** @throws resource.not-found */
  valuesOf(store: string): Values;
  /** @throws resource.not-found */
  valueOf(reference: { readonly name: string; readonly key: string }): string;
  /** Every value of the secret stores that are used. */
  readonly secrets: readonly string[];
}

/** An EnvStore and a SecretStore may share a name: both are read, and of two values for one key the secret counts. */
async function loadStores(resources: Pick<ResourceControl, "list">, project: string, env: AgentSpec["env"] = []): Promise<Stores> {
  const used = new Set(env.flatMap(({ fromRef, refValue }) => fromRef ?? refValue?.name ?? []));
  const load = async (kind: "EnvStore" | "SecretStore") => {
    const found: Resource[] = [];
    for (const name of used) {
      found.push(...(await resources.list({ project, kind, name, revealSecrets: true })).map(({ resource }) => resource));
    }
    return new Map(found.map(({ metadata, spec }) => [metadata.name, spec["data"] as Values]));
  };
  const [plain, secret] = [await load("EnvStore"), await load("SecretStore")];

  function valuesOf(store: string): Values {
    if (plain.has(store) || secret.has(store)) return { ...plain.get(store), ...secret.get(store) };
    throw new YardmasterError("resource.not-found", `agent env references unknown store '${store}'`);
  }

  return {
    valuesOf,
    valueOf({ name, key }) {
      const values = valuesOf(name);
      const value = Object.hasOwn(values, key) ? values[key] : undefined;
      if (value !== undefined) return value;
      throw new YardmasterError("resource.not-found", `agent env refValue key '${key}' not found in store '${name}'`);
    },
    secrets: [...secret.values()].flatMap((values) => Object.values(values)),
  };
}

/** A store may hold keys for other uses, such as checking signatures under a name with a dash. */
function onlyVariables(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => VARIABLE.test(name)));
}
