// What stands around every spec: apiVersion, kind and metadata.
import { BUILTIN_API_VERSION, BUILTIN_KINDS, DEFAULT_PROJECT, isResourceName, type Resource } from "../../core/resources/resource.ts";
import { toDidYouMean, toQuotesHint } from "../issue-hint.ts";
import { findBuiltinKind } from "../kinds/kind-words.ts";
import type { Report } from "../report.ts";
import { preview } from "../words.ts";

type YamlMap = Readonly<Record<string, unknown>>;

export interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Resource["metadata"];
}

const NAME_HINT = "use letters, digits, '.', '_' and '-', with a letter or a digit first, at most 253 in all";

/** Every part that can be read; what cannot is empty and has been reported as an error. */
export function readEnvelope(written: YamlMap, project: string | null, report: Report): Envelope {
  for (const key of Object.keys(written)) {
    if (["apiVersion", "kind", "metadata", "spec"].includes(key)) continue;
    report.warning([key], `unknown field '${key}' is ignored`, toDidYouMean(key, ["apiVersion", "kind", "metadata", "spec"]));
  }
  const kind = readText(written, ["kind"], report);
  const apiVersion = readText(written, ["apiVersion"], report);
  checkVersion(kind, apiVersion, report);
  return { apiVersion, kind, metadata: readMetadata(written["metadata"], kind, project, report) };
}

function checkVersion(kind: string, apiVersion: string, report: Report): void {
  if (kind === "" || apiVersion === "") return;
  const builtin = BUILTIN_KINDS.some((known) => known === kind);
  if (builtin && apiVersion !== BUILTIN_API_VERSION) {
    report.error(["apiVersion"], `Invalid apiVersion: '${apiVersion}'. Expected '${BUILTIN_API_VERSION}'`);
  }
  if (builtin || apiVersion !== BUILTIN_API_VERSION) return;
  const meant = findBuiltinKind(kind);
  const hint = meant === null ? toDidYouMean(kind, BUILTIN_KINDS) : `did you mean "${meant}"?`;
  if (hint !== null) report.warning(["kind"], `'${kind}' is not a built-in kind`, hint);
}

function readMetadata(written: unknown, kind: string, project: string | null, report: Report): Resource["metadata"] {
  const map = isMap(written) ? written : {};
  if (written === undefined || written === null) report.error(["metadata"], "is missing", "add metadata with a name");
  else if (!isMap(written)) report.error(["metadata"], `must be a map, not ${preview(written)}`);
  for (const key of Object.keys(map)) {
    if (["name", "project", "labels", "annotations"].includes(key)) continue;
    const near = toDidYouMean(key, ["name", "project", "labels", "annotations"]);
    report.warning(["metadata", key], `unknown field '${key}' is ignored`, near ?? "keep notes of your own under annotations");
  }
  const name = isMap(written) ? readName(map, "name", report) : "";
  const own = map["project"] === undefined || map["project"] === null ? null : readName(map, "project", report);
  if (own !== null && own !== "" && project !== null && own !== project) {
    const label = `${kind.toLowerCase()} / ${name}`;
    report.error(["metadata", "project"], `${label} project mismatch: --project=${project} but metadata.project=${own}`);
  }
  return {
    name: kind === "RuntimePolicy" ? toPolicyName(name, report) : name,
    project: own || (project ?? DEFAULT_PROJECT),
    labels: readTextMap(map, "labels", report),
    annotations: readTextMap(map, "annotations", report),
  };
}

/** A project has one policy, whatever its author calls it. */
function toPolicyName(name: string, report: Report): string {
  if (name !== "" && name !== "runtime") {
    report.warning(["metadata", "name"], `is stored under the name 'runtime', not '${name}': a project has one runtime policy`);
  }
  return name === "" ? "" : "runtime";
}

function readText(written: YamlMap, path: readonly [string] | readonly [string, string], report: Report): string {
  const value = written[path.at(-1) ?? ""];
  if (typeof value === "string" && value.trim() !== "") return value;
  if (value === undefined || value === null) report.error(path, "is missing");
  else if (typeof value === "string") report.error(path, "cannot be empty");
  else report.error(path, `must be a text, not ${preview(value)}`, toQuotesHint(value));
  return "";
}

function readName(map: YamlMap, key: string, report: Report): string {
  const name = readText(map, ["metadata", key], report);
  if (name === "" || isResourceName(name)) return name;
  report.error(["metadata", key], `is not a name: ${preview(name)}`, NAME_HINT);
  return "";
}

function readTextMap(map: YamlMap, key: string, report: Report): Readonly<Record<string, string>> {
  const written = map[key] ?? {};
  if (!isMap(written)) {
    report.error(["metadata", key], `must be a map from names to texts, not ${preview(written)}`);
    return {};
  }
  const entries = Object.entries(written).flatMap(([name, value]) => {
    if (typeof value === "string") return [[name, value] as const];
    report.error(["metadata", key, name], `must be a text, not ${preview(value)}`, toQuotesHint(value));
    return [];
  });
  return Object.fromEntries(entries);
}

function isMap(value: unknown): value is YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
