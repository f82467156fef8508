// A resource as the manifest that would declare it.
import { DEFAULT_PROJECT, type Resource } from "../core/resources/resource.ts";

export interface ManifestData {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** @param project that the reader has in mind: it need not be said. Null says it wherever it is not the default. */
export function toManifestData({ apiVersion, kind, metadata, spec }: Resource, project: string | null): ManifestData {
  const { name, labels, annotations } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(project === null && metadata.project !== DEFAULT_PROJECT ? { project: metadata.project } : {}),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    },
    spec,
  };
}
