// Accounts, apps and repositories come into being, change their names and owners, and go.
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { createBareRepository } from "../git/bare-repository.ts";
import type { Actor } from "../http/call.ts";
import { toAccountJson } from "../render/account.ts";
import type { Account } from "../state/account.ts";
import type { App, Permissions } from "../state/app.ts";
import { type Repository, toFullName } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { emit } from "./emit.ts";

export function createAccount(world: World, login: string, type: Account["type"]): Account {
  const identity = world.identify(type === "Organization" ? "O" : type === "Bot" ? "BOT" : "U");
  const account: Account = { ...identity, login, type, createdAt: world.clock.iso(), members: new Map(), teams: new Map() };
  world.accounts.set(login.toLowerCase(), account);
  return account;
}

/** GitHub's own person whenever nobody in particular acted. */
export function findOrCreateAccount(world: World, login: string, type: Account["type"] = "User"): Account {
  return world.accounts.get(login.toLowerCase()) ?? createAccount(world, login, type);
}

/** Making an RSA key takes a good part of a second; one for each process is enough for tests. */
let privateKey: string | null = null;

function openPrivateKey(): string {
  privateKey ??= generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  return privateKey;
}

export interface NewApp {
  readonly name: string;
  readonly owner: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly webhookUrl: string | null;
  readonly webhookSecret: string;
}

export function createApp(world: World, { name, owner, permissions, events, webhookUrl, webhookSecret }: NewApp): App {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const key = openPrivateKey();
  const identity = world.identify("A");
  const app: App = {
    ...identity,
    slug,
    name,
    owner,
    bot: createAccount(world, `${slug}[bot]`, "Bot"),
    clientId: `Iv23li${identity.id}`,
    clientSecret: `secret-of-${slug}`,
    publicKey: createPublicKey(key),
    privateKey: key,
    createdAt: world.clock.iso(),
    permissions,
    events,
    webhookUrl,
    webhookSecret,
  };
  world.apps.set(app.id, app);
  return app;
}

export interface NewRepository {
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly parent?: Repository | null;
}

export function createRepository(
  world: World,
  owner: Account,
  name: string,
  { private: hidden = false, defaultBranch = "main", parent = null }: NewRepository,
): Repository {
  const identity = world.identify("R");
  const now = world.clock.iso();
  const repository: Repository = {
    ...identity,
    createdAt: now,
    git: createBareRepository(join(world.directory, `${identity.id}.git`)),
    parent,
    owner,
    name,
    private: hidden,
    archived: false,
    deleted: false,
    defaultBranch,
    pushedAt: now,
    collaborators: new Map(),
    labels: new Map(),
    milestones: new Map(),
    issues: new Map(),
    transferred: new Map(),
    comments: new Map(),
    issueEvents: [],
    reviewComments: new Map(),
    suites: new Map(),
    checks: new Map(),
    statuses: [],
  };
  world.repositories.set(repository.id, repository);
  world.nodes.set(repository.nodeId, { kind: "Repository", value: repository });
  place(world, repository);
  return repository;
}

export function forkRepository(world: World, parent: Repository, owner: Account): Repository {
  const fork = createRepository(world, owner, parent.name, { defaultBranch: parent.defaultBranch, parent });
  parent.git.refs();
  cpSync(parent.git.path, fork.git.path, { recursive: true });
  for (const ref of fork.git.refs("refs/pull").keys()) fork.git.setRef(ref, null);
  return fork;
}

export function renameRepository(world: World, repository: Repository, { account }: Actor, name: string): void {
  const from = repository.name;
  repository.name = name;
  place(world, repository);
  emit(world, repository, {
    event: "repository",
    action: "renamed",
    sender: account,
    about: () => ({ changes: { repository: { name: { from } } } }),
  });
}

/** @param branch one that is there */
export function switchDefaultBranch(world: World, repository: Repository, { account }: Actor, branch: string): void {
  const from = repository.defaultBranch;
  repository.defaultBranch = branch;
  repository.git.git("symbolic-ref", "HEAD", `refs/heads/${branch}`);
  emit(world, repository, {
    event: "repository",
    action: "edited",
    sender: account,
    about: () => ({ changes: { default_branch: { from } } }),
  });
}

export function transferRepository(world: World, repository: Repository, { account }: Actor, owner: Account): void {
  const from = repository.owner;
  repository.owner = owner;
  place(world, repository);
  const kind = from.type === "Organization" ? "organization" : "user";
  const about = () => ({ changes: { owner: { from: { [kind]: toAccountJson(world, from) } } } });
  emit(world, repository, { event: "repository", action: "transferred", sender: account, about });
}

export function archiveRepository(world: World, repository: Repository, { account }: Actor): void {
  repository.archived = true;
  emit(world, repository, { event: "repository", action: "archived", sender: account, about: () => ({}) });
}

export function deleteRepository(world: World, repository: Repository, { account }: Actor): void {
  // Told first: afterwards no installation has it any more.
  emit(world, repository, { event: "repository", action: "deleted", sender: account, about: () => ({}) });
  repository.deleted = true;
  if (world.addresses.get(toFullName(repository).toLowerCase()) === repository)
    world.addresses.delete(toFullName(repository).toLowerCase());
}

function place(world: World, repository: Repository): void {
  world.addresses.set(toFullName(repository).toLowerCase(), repository);
}
