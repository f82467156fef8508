// A resource as YAML that says of each value where it comes from and what it overrides. How it is colored is for a door.
import { toCanonicalJson } from "../../core/resources/canonical.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { cutToWidth } from "../../std/display-width.ts";
import { escapeObeyed } from "../../std/safe-text.ts";
import { isBuiltinKind } from "../kinds/index.ts";
import { type AnnotatedLine, renderAnnotatedYaml } from "./annotated-yaml.ts";
import { toDefaultWords } from "./default-words.ts";
import { hasSecrets, maskSecrets, toLeaves } from "./leaves.ts";
import { toSourceWords } from "./source-words.ts";

export interface Declarations {
  /** What holds. */
  readonly resource: Resource;
  /** Declarations that it overrides, the nearest first. */
  readonly overrides: readonly Resource[];
}

export type DescriptionLine = AnnotatedLine;

const VALUE_WIDTH = 60;

/**
 * The lines together are YAML of what holds. Secrets are masked, in comments too; what a spec leaves out is told in comments.
 *
 * @param root of the repository: files in it are named from there
 */
export function renderDescription(declarations: Declarations, root: string): readonly DescriptionLine[] {
  const toShown = (each: Resource) => withFileFrom(root, maskSecrets(each));
  const resource = toShown(declarations.resource);
  const overrides = declarations.overrides.map(toShown).map((each) => ({ ...each, leaves: toLeaves(each) }));
  const leaves = toLeaves(resource);
  const { apiVersion, kind, metadata, spec, source } = resource;
  const defaults = isBuiltinKind(kind) ? toDefaultWords(kind, spec) : new Map<object, readonly string[]>();

  function toOverrideWords(path: string, value: unknown): readonly string[] {
    return overrides.flatMap((overridden) => {
      if (!overridden.leaves.has(path)) return [];
      const words = `overrides ${toSourceWords(overridden.source, path)}`;
      if (hasSecrets(resource) && path.startsWith("spec.data")) return [words];
      const other = overridden.leaves.get(path);
      return toCanonicalJson(other) === toCanonicalJson(value) ? [] : [`${words}: ${toShort(other)}`];
    });
  }

  function beside(path: string): string {
    if (path === "apiVersion") return toSourceWords(source, null);
    const value = leaves.get(path);
    return value === undefined ? "" : [toSourceWords(source, path), ...toOverrideWords(path, value)].join(", ");
  }

  const lines = renderAnnotatedYaml(
    { apiVersion, kind, metadata: toShownMetadata(metadata), spec },
    { beside, below: (map) => defaults.get(map) ?? [] },
  );
  const lost = overrides.flatMap((overridden) => [
    `# overridden: ${toSourceWords(overridden.source, null)}`,
    ...[...overridden.leaves].flatMap(([path, value]) =>
      leaves.has(path) ? [] : [`#   ${path}: ${toShort(value)}${toLineWords(overridden, path)}`],
    ),
  ]);
  return [...lines, ...lost.map((comment) => ({ text: "", comment: escapeObeyed(comment) }))];
}

function withFileFrom(root: string, resource: Resource): Resource {
  const { source } = resource;
  if (!source.file.startsWith(`${root}/`)) return resource;
  return { ...resource, source: { ...source, file: source.file.slice(root.length + 1) } };
}

function toShownMetadata({ name, project, labels, annotations }: Resource["metadata"]) {
  return {
    name,
    project,
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

function toShort(value: unknown): string {
  return cutToWidth(JSON.stringify(value), VALUE_WIDTH);
}

function toLineWords({ source: { lines = {} } }: Resource, path: string): string {
  return Object.hasOwn(lines, path) ? ` (line ${lines[path]})` : "";
}
