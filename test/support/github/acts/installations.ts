// Where an app is installed, what it may do there, and the short-lived tokens for it.
import { randomBytes } from "node:crypto";
import { isGranted } from "../http/authorize.ts";
import { Refused } from "../http/reply.ts";
import { toInstallationJson, toRepositoryMention } from "../render/account.ts";
import type { Account } from "../state/account.ts";
import type { App, Installation, Permissions } from "../state/app.ts";
import type { Repository } from "../state/repository.ts";
import { isInstalledOn, type World } from "../state/world.ts";
import { emitToApp } from "./emit.ts";

export function install(
  world: World,
  app: App,
  account: Account,
  sender: Account,
  repositories: "all" | readonly Repository[] = "all",
): Installation {
  const now = world.clock.iso();
  const installation: Installation = {
    ...world.identify("MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u"),
    app,
    account,
    createdAt: now,
    updatedAt: now,
    permissions: app.permissions,
    repositories: repositories === "all" ? "all" : new Set(repositories.map(({ id }) => id)),
    suspendedAt: null,
    suspendedBy: null,
  };
  world.installations.set(installation.id, installation);
  emitInstallation(world, installation, sender, "created");
  return installation;
}

export function uninstall(world: World, installation: Installation, sender: Account): void {
  world.installations.delete(installation.id);
  emitInstallation(world, installation, sender, "deleted");
}

export function suspend(world: World, installation: Installation, sender: Account): void {
  Object.assign(installation, { suspendedAt: world.clock.iso(), suspendedBy: sender });
  emitInstallation(world, installation, sender, "suspend");
}

export function unsuspend(world: World, installation: Installation, sender: Account): void {
  Object.assign(installation, { suspendedAt: null, suspendedBy: null });
  emitInstallation(world, installation, sender, "unsuspend");
}

/** The account's owner accepts what the app asks for since its settings changed. */
export function acceptPermissions(world: World, installation: Installation, sender: Account): void {
  installation.permissions = installation.app.permissions;
  emitInstallation(world, installation, sender, "new_permissions_accepted");
}

export function chooseRepositories(world: World, installation: Installation, sender: Account, chosen: readonly Repository[]): void {
  const before = listRepositories(world, installation);
  installation.repositories = new Set(chosen.map(({ id }) => id));
  const added = chosen.filter((repository) => !before.includes(repository));
  const removed = before.filter((repository) => !chosen.includes(repository));
  for (const action of ["added", "removed"] as const) {
    if ((action === "added" ? added : removed).length === 0) continue;
    const about = () => ({
      installation: toInstallationJson(world, installation),
      repository_selection: "selected",
      repositories_added: action === "added" ? added.map(toRepositoryMention) : [],
      repositories_removed: action === "removed" ? removed.map(toRepositoryMention) : [],
      requester: null,
    });
    emitToApp(world, installation, { event: "installation_repositories", action, sender, about });
  }
}

export function listRepositories(world: World, installation: Installation): readonly Repository[] {
  return [...world.repositories.values()].filter((repository) => isInstalledOn(installation, repository));
}

function emitInstallation(world: World, installation: Installation, sender: Account, action: string): void {
  const repositories = listRepositories(world, installation).map(toRepositoryMention);
  const about = () => ({
    installation: toInstallationJson(world, installation),
    repositories,
    ...(action === "created" ? { requester: null } : {}),
  });
  emitToApp(world, installation, { event: "installation", action, sender, about });
}

const LIFETIME_MS = 3_600_000;

export interface TokenWanted {
  readonly permissions: Permissions | undefined;
  readonly repositories: readonly string[] | undefined;
  readonly repositoryIds: readonly number[] | undefined;
}

export interface MintedToken {
  readonly token: string;
  readonly expiresAt: number;
  readonly permissions: Permissions;
  /** Null: not narrowed. */
  readonly repositories: readonly Repository[] | null;
}

/** @throws 422 for more than the installation has, 403 for a suspended one */
export function mintToken(world: World, installation: Installation, wanted: TokenWanted): MintedToken {
  if (installation.suspendedAt !== null) throw new Refused(403, "This installation has been suspended");
  const excess = Object.entries(wanted.permissions ?? {}).filter(
    ([name, strength]) => !isGranted(installation.permissions, `${name}:${strength}`),
  );
  if (excess.length > 0) throw new Refused(422, "The permissions requested are not granted to this installation.");
  const narrowed = wanted.repositories !== undefined || wanted.repositoryIds !== undefined;
  const all = listRepositories(world, installation);
  const named = (wanted.repositories ?? []).map((name) => all.find((repository) => repository.name.toLowerCase() === name.toLowerCase()));
  const numbered = (wanted.repositoryIds ?? []).map((id) => all.find((repository) => repository.id === id));
  const chosen = [...named, ...numbered].map((repository) => {
    if (repository === undefined) {
      throw new Refused(422, "There is at least one repository that does not exist or is not accessible to the parent installation.");
    }
    return repository;
  });
  const permissions: Permissions = { metadata: "read", ...(wanted.permissions ?? installation.permissions) };
  const token = `ghs_${randomBytes(18).toString("hex")}`;
  const expiresAt = world.clock.now() + LIFETIME_MS;
  const repositories = narrowed ? chosen : null;
  const ids = narrowed ? new Set(chosen.map(({ id }) => id)) : null;
  world.tokens.set(token, { kind: "installation", installation, permissions, repositories: ids, expiresAt });
  return { token, expiresAt, permissions, repositories };
}
