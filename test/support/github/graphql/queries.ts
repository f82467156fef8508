// Where a GraphQL query begins: the viewer, a repository, an owner's project, or anything by its id.
import { canSee } from "../http/authorize.ts";
import { toActor, type Viewer } from "../http/call.ts";
import { Refused } from "../http/reply.ts";
import { type Repository, toFullName } from "../state/repository.ts";
import type { Node, World } from "../state/world.ts";
import { type Paging, toConnection } from "./connection.ts";
import { createObjects } from "./objects.ts";

export function createQueries(world: World, viewer: Viewer): Readonly<Record<string, unknown>> {
  const objects = createObjects(world);

  function toNode(id: string): unknown {
    const node = world.nodes.get(id);
    const where = node === undefined ? null : repositoryOf(node);
    if (node === undefined || (where !== null && !canSee(viewer, where)))
      throw new Refused(404, `Could not resolve to a node with the global id of '${id}'`);
    switch (node.kind) {
      case "Issue":
      case "PullRequest":
        return objects.toItem(node.value);
      case "IssueComment":
        return objects.toComment(node.value);
      case "Repository":
        return objects.toRepository(node.value);
      case "ProjectV2":
        return objects.toProject(node.value);
      case "ProjectV2Item":
        return objects.toProjectItem(node.value);
      case "PullRequestReview":
      case "PullRequestReviewComment":
        return { __typename: node.kind, id, databaseId: node.value.id, body: node.value.body };
    }
  }

  function toOwner(login: string, type: "Organization" | "User"): unknown {
    const account = world.accounts.get(login.toLowerCase());
    if (account === undefined || account.type !== type)
      throw new Refused(404, `Could not resolve to ${type === "User" ? "a User" : "an Organization"} with the login of '${login}'.`);
    const mine = world.projects.filter(({ owner }) => owner === account);
    return {
      __typename: type,
      id: account.nodeId,
      databaseId: account.id,
      login: account.login,
      projectV2: ({ number }: { number: number }) => {
        const project = mine.find((other) => other.number === number);
        return project === undefined ? null : objects.toProject(project);
      },
      projectsV2: (paging: Paging) => toConnection(mine, paging, objects.toProject),
    };
  }

  return {
    viewer: () => ({ __typename: "User", id: toActor({ viewer }).account.nodeId, login: toActor({ viewer }).account.login }),
    node: ({ id }: { id: string }) => toNode(id),
    // One that is not there is null, with an error of its own.
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map(async (id) => toNode(id)),
    organization: ({ login }: { login: string }) => toOwner(login, "Organization"),
    user: ({ login }: { login: string }) => toOwner(login, "User"),
    repository: ({ owner, name, followRenames = true }: { owner: string; name: string; followRenames?: boolean }) => {
      const repository = world.addresses.get(`${owner}/${name}`.toLowerCase());
      const renamed = repository !== undefined && toFullName(repository).toLowerCase() !== `${owner}/${name}`.toLowerCase();
      if (repository === undefined || !canSee(viewer, repository) || (renamed && !followRenames)) {
        throw new Refused(404, `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return objects.toRepository(repository);
    },
  };
}

/** Null for what belongs to no repository. */
export function repositoryOf(node: Node): Repository | null {
  switch (node.kind) {
    case "Issue":
    case "PullRequest":
      return node.value.repository;
    case "IssueComment":
    case "PullRequestReview":
    case "PullRequestReviewComment":
      return node.value.issue.repository;
    case "Repository":
      return node.value;
    case "ProjectV2":
    case "ProjectV2Item":
      return null;
  }
}
