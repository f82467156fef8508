// Tables of resources: what tells one agent, workflow or trigger from the next.
import type { BuiltinKind, Resource } from "../core/resources/resource.ts";
import type { ListedResource } from "../runtime/control/resources.ts";
import type { Column } from "./columns.ts";

type Spec = Readonly<Record<string, unknown>>;

const NAME: Column<ListedResource> = { title: "NAME", cell: ({ resource }) => resource.metadata.name };
const KIND: Column<ListedResource> = { title: "KIND", cell: ({ resource }) => resource.kind };
const PROJECT: Column<ListedResource> = { title: "PROJECT", cell: ({ resource }) => resource.metadata.project };
const WIDE: readonly Column<ListedResource>[] = [
  PROJECT,
  { title: "LABELS", flexible: true, cell: ({ resource }) => toPairs(resource.metadata.labels) },
  { title: "SOURCE", flexible: true, cell: ({ resource: { source } }) => `${source.origin} ${source.file}:${source.line}` },
];

interface Listing {
  /** Null for a list of several kinds. */
  readonly kind: string | null;
  readonly isWide: boolean;
  /** Names may be there twice, once in each of two projects. */
  readonly allProjects: boolean;
}

export function toResourceColumns({ kind, isWide, allProjects }: Listing): readonly Column<ListedResource>[] {
  const own = kind === null ? [KIND] : (OWN.get(kind) ?? []).map(([title, cell]) => toColumn(title, cell));
  const last = isWide ? WIDE : allProjects ? [PROJECT] : [];
  return [NAME, ...own, ...last];
}

function toColumn(title: string, cell: (spec: Spec) => string): Column<ListedResource> {
  return { title, flexible: true, cell: ({ resource }: { readonly resource: Resource }) => cell(resource.spec) };
}

type OwnColumn = readonly [title: string, cell: (spec: Spec) => string];

const OF_BUILTIN: Readonly<Record<BuiltinKind, readonly OwnColumn[]>> = {
  RuntimePolicy: [],
  Project: [["DESCRIPTION", ({ description }) => toText(description)]],
  CustomResourceDefinition: [
    ["KIND", ({ kind }) => toText(kind)],
    ["GROUP", ({ group }) => toText(group)],
    ["VERSIONS", ({ versions }) => toNames(versions, "name")],
  ],
  EnvStore: [["KEYS", ({ data }) => toKeys(data)]],
  SecretStore: [["KEYS", ({ data }) => toKeys(data)]],
  StoreBackendProvider: [["COMMANDS", ({ commands }) => toKeys(commands)]],
  WorkflowStore: [["PROVIDER", ({ provider = "local" }) => toText(provider)]],
  ExecutionProfile: [
    ["MODE", ({ mode = "host" }) => toText(mode)],
    ["FILES", ({ fs_mode = "inherit" }) => toText(fs_mode)],
    ["NETWORK", ({ network_mode = "inherit" }) => toText(network_mode)],
  ],
  Workspace: [["ROOT", ({ root_path }) => toText(root_path)]],
  Agent: [
    ["ENABLED", ({ enabled = true }) => toText(enabled)],
    ["CAPABILITIES", ({ capabilities }) => toNames(capabilities)],
  ],
  StepTemplate: [["DESCRIPTION", ({ description }) => toText(description)]],
  Workflow: [
    ["STEPS", ({ steps }) => toNames(steps, "id")],
    ["LOOP", ({ loop }) => (isMap(loop) ? toText(loop["mode"]) : "once")],
  ],
  Trigger: [
    ["ON", toOccasion],
    ["WORKFLOW", ({ action }) => (isMap(action) ? toText(action["workflow"]) : "")],
    ["SUSPENDED", ({ suspend = false }) => toText(suspend)],
  ],
};
const OWN: ReadonlyMap<string, readonly OwnColumn[]> = new Map(Object.entries(OF_BUILTIN));

function toOccasion({ cron, event }: Spec): string {
  if (isMap(cron)) return `${toText(cron["schedule"])} ${toText(cron["timezone"] ?? "UTC")}`;
  return isMap(event) ? toText(event["source"]) : "";
}

function toNames(list: unknown, field?: string): string {
  if (!Array.isArray(list)) return "";
  return list.map((each: unknown) => toText(field !== undefined && isMap(each) ? each[field] : each)).join(",");
}

function toKeys(data: unknown): string {
  return isMap(data) ? Object.keys(data).join(",") : "";
}

function toPairs(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

function toText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

function isMap(value: unknown): value is Spec {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
