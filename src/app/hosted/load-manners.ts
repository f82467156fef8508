// How the App behaves in a repository's threads, as its project says; read each time, since a push may change it.
import { DEFAULT_PROJECT } from "../../core/resources/resource.ts";
import type { ProjectSpec } from "../../resources/kinds/project.ts";
import type { ResourceControl } from "../../runtime/control/resources.ts";
import type { Manners } from "../../runtime/threads/manners.ts";

export async function loadManners(resources: Pick<ResourceControl, "list">): Promise<Manners> {
  const [listed] = await resources.list({ project: DEFAULT_PROJECT, kind: "Project", name: DEFAULT_PROJECT, revealSecrets: false });
  const { comments } = (listed?.resource.spec ?? {}) as ProjectSpec;
  return { comments: comments?.runs ?? "sticky" };
}
