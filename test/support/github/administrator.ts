// What somebody does on settings pages: where the app is installed, what it may see, and what a repository is called.
import { acceptPermissions, chooseRepositories, install, suspend, uninstall, unsuspend } from "./acts/installations.ts";
import { archiveRepository, deleteRepository, renameRepository, switchDefaultBranch, transferRepository } from "./acts/repositories.ts";
import type { Actor } from "./http/call.ts";
import type { Account } from "./state/account.ts";
import type { App, Installation } from "./state/app.ts";
import type { Repository } from "./state/repository.ts";
import type { Role } from "./state/role.ts";
import type { World } from "./state/world.ts";

export interface Administrator {
  installs(app: App, at: Account, repositories?: "all" | readonly Repository[]): Installation;
  chooses(installation: Installation, repositories: readonly Repository[]): void;
  suspends(installation: Installation): void;
  unsuspends(installation: Installation): void;
  uninstalls(installation: Installation): void;
  acceptsPermissions(installation: Installation): void;
  renames(repository: Repository, name: string): void;
  switchesDefaultBranch(repository: Repository, branch: string): void;
  /** A whole repository, to another owner. */
  handsOver(repository: Repository, to: Account): void;
  archives(repository: Repository): void;
  deletesRepository(repository: Repository): void;
  /** `none` takes the role away. */
  gives(login: string, role: Role, on: Repository): void;
}

export function createAdministrator(world: World, account: Account): Administrator {
  const me: Actor = { account, via: null };
  return {
    installs: (app, at, repositories = "all") => install(world, app, at, account, repositories),
    chooses: (installation, repositories) => chooseRepositories(world, installation, account, repositories),
    suspends: (installation) => suspend(world, installation, account),
    unsuspends: (installation) => unsuspend(world, installation, account),
    uninstalls: (installation) => uninstall(world, installation, account),
    acceptsPermissions: (installation) => acceptPermissions(world, installation, account),
    renames: (repository, name) => renameRepository(world, repository, me, name),
    switchesDefaultBranch: (repository, branch) => switchDefaultBranch(world, repository, me, branch),
    handsOver: (repository, to) => transferRepository(world, repository, me, to),
    archives: (repository) => archiveRepository(world, repository, me),
    deletesRepository: (repository) => deleteRepository(world, repository, me),
    gives: (login, role, on) => void on.collaborators.set(login.toLowerCase(), role),
  };
}
