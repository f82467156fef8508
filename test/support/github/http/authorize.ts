// Whether the one who asks may: an installation by its permissions and its choice of repositories, a person by their role.
import type { Permissions } from "../state/app.ts";
import type { Repository } from "../state/repository.ts";
import { toRole } from "../state/rights.ts";
import { isAtLeast, type Role } from "../state/role.ts";
import { isInstalledOn } from "../state/world.ts";
import type { Viewer } from "./call.ts";
import { notAccessible, notFound, Refused } from "./reply.ts";
import type { Access } from "./route.ts";

const STRENGTHS = ["read", "write", "admin"];

/** @throws the refusal that GitHub gives */
export function authorize(viewer: Viewer, access: Access, method: string, repository: Repository | null): void {
  if (access.appOnly) {
    if (viewer.kind !== "app") throw new Refused(401, "A JSON web token could not be decoded");
    return;
  }
  if (access.open) return;
  if (viewer.kind === "app") throw new Refused(403, "Resource not accessible by integration");
  if (repository === null) {
    if (viewer.kind === "anonymous") throw new Refused(401, "Requires authentication");
    return;
  }
  if (!canSee(viewer, repository)) throw notFound();
  if (method !== "GET" && viewer.kind === "anonymous") throw new Refused(401, "Requires authentication");
  if (viewer.kind === "installation") {
    const wanted = [access.permission ?? "metadata:read"].flat();
    const publicRead = method === "GET" && !repository.private;
    if (!publicRead && !wanted.some((permission) => isGranted(viewer.permissions, permission))) throw notAccessible();
    // A public repository that was not chosen can be read by anybody, and written by nobody's app.
    if (method !== "GET" && !covers(viewer, repository)) throw notAccessible();
  }
  if (viewer.kind === "user") {
    const role = toRole(repository, viewer.account.login);
    if (!isAtLeast(role, access.role ?? (method === "GET" ? "read" : "write")))
      throw new Refused(403, "Must have write access to Repository.");
  }
  if (repository.archived && method !== "GET") throw new Refused(403, "Repository was archived so is read-only.");
}

export function canSee(viewer: Viewer, repository: Repository): boolean {
  if (repository.deleted) return false;
  if (!repository.private) return true;
  if (viewer.kind === "user") return toRole(repository, viewer.account.login) !== "none";
  return viewer.kind === "installation" && covers(viewer, repository);
}

function covers({ installation, repositories }: Viewer & { kind: "installation" }, repository: Repository): boolean {
  return isInstalledOn(installation, repository) && (repositories === null || repositories.has(repository.id));
}

/** `issues:write` is granted by write or admin. */
export function isGranted(permissions: Permissions, wanted: string): boolean {
  const [name = "", strength = "read"] = wanted.split(":");
  const has = permissions[name] ?? (name === "metadata" ? "read" : undefined);
  return has !== undefined && STRENGTHS.indexOf(has) >= STRENGTHS.indexOf(strength);
}

/** A role of a person, for what an app does by a permission of the same strength. */
export function canDo(viewer: Viewer, repository: Repository, { permission, role }: { permission: string; role: Role }): boolean {
  if (viewer.kind === "installation") return covers(viewer, repository) && isGranted(viewer.permissions, permission);
  return viewer.kind === "user" && isAtLeast(toRole(repository, viewer.account.login), role);
}
