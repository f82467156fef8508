// Everything that the pretend GitHub remembers, in memory, and how it is found again.
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { Account } from "./account.ts";
import type { App, Installation, Token } from "./app.ts";
import type { Clock } from "./clock.ts";
import type { Project, ProjectItem } from "./project.ts";
import type { Issue, IssueComment, Repository, Review, ReviewComment } from "./repository.ts";

export interface World {
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  /** Where the bare repositories are. */
  readonly directory: string;
  /** Of the API, without a slash at the end; known once it listens. */
  url: string;
  /** By login in lower case. */
  readonly accounts: Map<string, Account>;
  readonly apps: Map<number, App>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  readonly repositories: Map<number, Repository>;
  /** Full names in lower case, former ones too, to where the repository is now. */
  readonly addresses: Map<string, Repository>;
  readonly projects: Project[];
  /** Codes that a manifest may be fetched with once. */
  readonly manifests: Map<string, Readonly<Record<string, unknown>>>;
  /** What GraphQL finds by its global id. */
  readonly nodes: Map<string, Node>;
  /** A fresh number and the global id that goes with it. */
  identify(prefix: string): { readonly id: number; readonly nodeId: string };
}

export type Node =
  | { readonly kind: "Issue"; readonly value: Issue }
  | { readonly kind: "PullRequest"; readonly value: Issue }
  | { readonly kind: "IssueComment"; readonly value: IssueComment }
  | { readonly kind: "PullRequestReview"; readonly value: Review }
  | { readonly kind: "PullRequestReviewComment"; readonly value: ReviewComment }
  | { readonly kind: "Repository"; readonly value: Repository }
  | { readonly kind: "ProjectV2"; readonly value: Project }
  | { readonly kind: "ProjectV2Item"; readonly value: ProjectItem };

export function createWorld({ clock, webhooks, directory }: Pick<World, "clock" | "webhooks" | "directory">): World {
  let last = 1000;
  return {
    clock,
    webhooks,
    directory,
    url: "http://127.0.0.1",
    accounts: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    repositories: new Map(),
    addresses: new Map(),
    projects: [],
    manifests: new Map(),
    nodes: new Map(),
    identify(prefix) {
      last += 1;
      return { id: last, nodeId: `${prefix}_kwDO${last.toString(36).toUpperCase().padStart(6, "0")}` };
    },
  };
}

export function findInstallation(world: World, app: App, account: Account): Installation | undefined {
  return [...world.installations.values()].find((found) => found.app === app && found.account === account);
}

/** Whether an installation's choice of repositories covers this one. */
export function isInstalledOn({ account, repositories }: Installation, repository: Repository): boolean {
  return !repository.deleted && account === repository.owner && (repositories === "all" || repositories.has(repository.id));
}

export function findIssue(world: World, id: number): Issue | undefined {
  return [...world.repositories.values()].flatMap(({ issues }) => [...issues.values()]).find((issue) => issue.id === id);
}
