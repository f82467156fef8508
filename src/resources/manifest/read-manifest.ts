// A manifest that holds: its envelope, its spec in one spelling, and the way back to where each part of it was written.
import type { Problem } from "../../core/errors.ts";
import type { Resource, ResourceSource } from "../../core/resources/resource.ts";
import type { KindEntry } from "../kinds/index.ts";
import type { Path, Place } from "../yaml-tree.ts";

export interface ReadManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Resource["metadata"];
  /** As in `Resource`: aliases resolved, defaults not filled in. Of a custom kind: as it was written. */
  readonly spec: Resource["spec"];
  readonly file: string;
  /** 1-based line of the document's first key. */
  readonly line: number;
  /** Null for a custom kind. */
  readonly entry: KindEntry | null;
  /** Where a part of the manifest stands: `["spec", "steps", 2]`, or `spec.steps[2]` as `ResourceReference` and `ManifestExpression` write paths, with `spec.` before. */
  placeOf(path: Path | string): Place;
  /** As in `ResourceSource`. */
  readLines(): Readonly<Record<string, number>>;
  /** A problem at such a part, under the spelling that its author used. */
  toProblem(path: Path | string, message: string, options?: ProblemOptions): Problem;
}

export interface ProblemOptions {
  readonly hint?: string | null;
  /** @defaultValue error */
  readonly severity?: Problem["severity"];
}

/** `spec.steps[2].template` → `["spec", "steps", 2, "template"]` */
export function parsePath(path: string): Path {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) => (index === undefined ? (key ?? "") : Number(index)));
}

export function toResource(manifest: ReadManifest, origin: ResourceSource["origin"]): Resource {
  const { apiVersion, kind, metadata, spec, file, line } = manifest;
  return { apiVersion, kind, metadata, spec, source: { origin, file, line, lines: manifest.readLines() } };
}
