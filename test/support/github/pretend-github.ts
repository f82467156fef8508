// The pretend GitHub for tests and plays: a real server on the loopback interface, real git, real signatures, and people who act.
// Against it run the real app, Octokit and git; what they send is judged by GitHub's own OpenAPI description.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install } from "./acts/installations.ts";
import { createLabel } from "./acts/labels.ts";
import { createAccount, createApp, createRepository, findOrCreateAccount, forkRepository } from "./acts/repositories.ts";
import { createGraphql } from "./graphql/graphql.ts";
import { listenForApi } from "./http/api-server.ts";
import { createFaults, type Fault } from "./http/faults.ts";
import { createLimits, type Limits } from "./http/limits.ts";
import { openOpenApi } from "./http/open-api.ts";
import { createRequestLog, type RequestLog } from "./http/request-log.ts";
import { createRouter } from "./http/route.ts";
import { createPerson, type Files, type Person, pushFiles } from "./person.ts";
import { createRoutes } from "./routes/index.ts";
import type { Account } from "./state/account.ts";
import type { App, Installation, Permissions } from "./state/app.ts";
import { type Clock, createClock } from "./state/clock.ts";
import type { Project } from "./state/project.ts";
import type { Repository } from "./state/repository.ts";
import type { Role } from "./state/role.ts";
import { createWorld, findInstallation, type World } from "./state/world.ts";
import { createWebhooks, type Webhooks } from "./webhooks/webhooks.ts";

export interface PretendGitHubOptions {
  /** @defaultValue `yardmaster` */
  readonly appName?: string;
  /** @defaultValue everything that a bot for issues, pull requests and checks needs */
  readonly permissions?: Permissions;
  /** @defaultValue `*`, all */
  readonly events?: readonly string[];
  /** The clock stands still there. @defaultValue the machine's time, moving */
  readonly startsAt?: string;
  /** Judges every reply too, for the tests of the pretend GitHub itself. @defaultValue false: it costs time */
  readonly judgeReplies?: boolean;
}

export interface RepositorySettings {
  /** The first commit. @defaultValue a README */
  readonly files?: Files;
  readonly private?: boolean;
  readonly labels?: readonly string[];
  readonly collaborators?: Readonly<Record<string, Role>>;
  /** Whether the app is installed there. @defaultValue true */
  readonly installed?: boolean;
  readonly defaultBranch?: string;
}

export interface PretendGitHub {
  /** Of the REST API; `/graphql` and `/<owner>/<name>.git` are there too. */
  readonly url: string;
  readonly app: App;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  readonly requests: RequestLog;
  readonly limits: Limits;
  readonly world: World;
  /** `acme/site`; the owner becomes an organization unless it is a person already. */
  repository(fullName: string, settings?: RepositorySettings): Repository;
  organization(login: string, members: Readonly<Record<string, "member" | "admin">>): Account;
  team(organization: string, slug: string, members: readonly string[], roles: Readonly<Record<string, Role>>): void;
  fork(repository: Repository, login: string): Repository;
  project(owner: string, title: string, fields: Readonly<Record<string, readonly string[] | null>>): Project;
  installation(owner: string): Installation;
  as(login: string): Person;
  account(login: string): Account;
  /** A person's token for the API and for git. */
  tokenOf(login: string): string;
  /** What a browser would have handed to the app after somebody confirmed its manifest. */
  confirmManifest(manifest: Readonly<Record<string, unknown>>): string;
  expireTokens(): void;
  /** From now on webhooks go there. */
  deliverTo(url: string): void;
  /** `POST /repos/acme/site/issues/*\/comments` is answered that way. @defaultValue once */
  fails(pattern: string, fault: Fault, times?: number): void;
  recovers(): void;
  /** Every webhook that was not held back has been answered. */
  settled(): Promise<void>;
  readonly violations: readonly string[];
  /** @throws with everything that was sent against GitHub's description */
  assertNoViolations(): void;
  stop(): Promise<void>;
}

const PERMISSIONS: Permissions = {
  checks: "write",
  contents: "write",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
  statuses: "write",
};

export async function createPretendGitHub(options: PretendGitHubOptions = {}): Promise<PretendGitHub> {
  const { appName = "yardmaster", permissions = PERMISSIONS, events = ["*"], startsAt, judgeReplies = false } = options;
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "pretend-github-")));
  const clock = createClock();
  if (startsAt !== undefined) clock.stopAt(startsAt);
  const webhooks = createWebhooks(clock);
  const world = createWorld({ clock, webhooks, directory });
  const limits = createLimits(clock);
  const faults = createFaults();
  const requests = createRequestLog();
  const violations: string[] = [];
  const violate = (violation: string) => void violations.push(violation);
  const server = await listenForApi({
    world,
    router: createRouter(createRoutes(limits)),
    openApi: openOpenApi(),
    graphql: createGraphql(world, limits, violate),
    faults,
    limits,
    requests,
    violate,
    judgeReplies,
  });
  const account = (login: string) => findOrCreateAccount(world, login);
  const organization = (login: string) => world.accounts.get(login.toLowerCase()) ?? createAccount(world, login, "Organization");
  const owner = organization("yard-makers");
  const app = createApp(world, { name: appName, owner, permissions, events, webhookUrl: null, webhookSecret: "a secret between the two" });

  function repository(fullName: string, settings: RepositorySettings = {}): Repository {
    const [login = "", name = ""] = fullName.split("/");
    const { files = { "README.md": `# ${name}\n` }, labels = [], collaborators = {}, installed = true, ...facts } = settings;
    const home = organization(login);
    const made = createRepository(world, home, name, facts);
    for (const [person, role] of Object.entries(collaborators)) made.collaborators.set(account(person).login.toLowerCase(), role);
    const founder = { account: home, via: null };
    quietly(() => {
      if (Object.keys(files).length > 0) pushFiles(world, made, founder, { branch: made.defaultBranch, files, message: "First" });
      for (const label of labels) createLabel(world, made, founder, { name: label });
    });
    if (installed) includeIn(home, made);
    return made;
  }

  /** What was there before the app came is no news. */
  function quietly(work: () => void): void {
    const known = [...world.installations];
    world.installations.clear();
    work();
    for (const [id, installation] of known) world.installations.set(id, installation);
  }

  function includeIn(home: Account, made: Repository): void {
    const known = findInstallation(world, app, home);
    if (known === undefined) install(world, app, home, home, [made]);
    else if (known.repositories !== "all") known.repositories.add(made.id);
  }

  return {
    url: server.url,
    app,
    clock,
    webhooks,
    requests,
    limits,
    world,
    violations,
    repository,
    organization(login, members) {
      const made = organization(login);
      for (const [member, role] of Object.entries(members)) made.members.set(account(member).login.toLowerCase(), role);
      return made;
    },
    team(login, slug, members, roles) {
      const home = organization(login);
      const repositories = new Map(
        Object.entries(roles).flatMap(([name, role]) => {
          const found = world.addresses.get(`${login}/${name}`.toLowerCase());
          return found === undefined ? [] : [[found.id, role] as const];
        }),
      );
      for (const member of members)
        if (!home.members.has(member.toLowerCase())) home.members.set(account(member).login.toLowerCase(), "member");
      home.teams.set(slug, { ...world.identify("T"), slug, members: new Set(members.map((member) => member.toLowerCase())), repositories });
    },
    fork: (parent, login) => forkRepository(world, parent, account(login)),
    project(login, title, fields) {
      const number = world.projects.length + 1;
      const columns = Object.entries(fields).map(([name, options]) => ({
        nodeId: world.identify("PVTF").nodeId,
        name,
        options: options?.map((option) => ({ id: world.identify("OPT").nodeId, name: option })) ?? null,
      }));
      const project: Project = { ...world.identify("PVT"), number, owner: organization(login), title, fields: columns, items: [] };
      world.projects.push(project);
      world.nodes.set(project.nodeId, { kind: "ProjectV2", value: project });
      return project;
    },
    installation(login) {
      const found = findInstallation(world, app, organization(login));
      if (found === undefined) throw new Error(`the app is not installed at ${login}`);
      return found;
    },
    account,
    as: (login) => createPerson(world, account(login)),
    tokenOf(login) {
      const token = `ghp_${account(login).login}`;
      world.tokens.set(token, { kind: "user", account: account(login) });
      return token;
    },
    confirmManifest(manifest) {
      const code = `code${world.manifests.size + 1}`;
      world.manifests.set(code, manifest);
      return code;
    },
    expireTokens() {
      for (const token of world.tokens.values()) if (token.kind === "installation") token.expiresAt = clock.now();
    },
    deliverTo(url) {
      app.webhookUrl = url;
    },
    fails: (pattern, fault, times) => faults.add(pattern, fault, times),
    recovers: () => faults.clear(),
    settled: () => webhooks.settled(),
    assertNoViolations() {
      if (violations.length > 0) throw new Error(`GitHub would not have understood:\n${violations.join("\n")}`);
    },
    async stop() {
      await webhooks.stop();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
