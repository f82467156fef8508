// What only GraphQL can change: hidden comments, drafts, transfers, projects.
import { transferIssue } from "../acts/issues.ts";
import { setDraft } from "../acts/pulls.ts";
import { canDo } from "../http/authorize.ts";
import { toActor, type Viewer } from "../http/call.ts";
import { Refused } from "../http/reply.ts";
import { isPull, type PullIssue } from "../render/pull.ts";
import type { Project, ProjectItem } from "../state/project.ts";
import type { Node, World } from "../state/world.ts";
import { createObjects } from "./objects.ts";
import { repositoryOf } from "./queries.ts";

interface Input<T> {
  readonly input: T & { readonly clientMutationId?: string | null };
}

export function createMutations(world: World, viewer: Viewer): Readonly<Record<string, unknown>> {
  const objects = createObjects(world);

  function nodeOf<K extends Node["kind"]>(id: string, ...kinds: readonly K[]): Node & { kind: K } {
    const node = world.nodes.get(id);
    if (node === undefined || !kinds.some((kind) => kind === node.kind))
      throw new Refused(404, `Could not resolve to a node with the global id of '${id}'.`);
    return node as Node & { kind: K };
  }

  function demand(node: Node, permission: string): void {
    const repository = repositoryOf(node);
    if (repository !== null && canDo(viewer, repository, { permission, role: "write" })) return;
    throw new Refused(403, "Resource not accessible by integration");
  }

  function setHidden(id: string, reason: string | null): unknown {
    const node = nodeOf(id, "IssueComment");
    demand(node, "issues:write");
    node.value.minimizedReason = reason;
    return objects.toComment(node.value);
  }

  function toDraft(id: string, draft: boolean): unknown {
    const node = nodeOf(id, "PullRequest");
    demand(node, "pull_requests:write");
    setDraft(world, asPull(node.value), toActor({ viewer }), draft);
    return objects.toItem(node.value);
  }

  function itemOf(project: Project, id: string): ProjectItem {
    const item = project.items.find(({ nodeId }) => nodeId === id);
    if (item === undefined) throw new Refused(404, `Could not resolve to a node with the global id of '${id}'.`);
    return item;
  }

  return {
    minimizeComment: ({ input }: Input<{ subjectId: string; classifier: string }>) => ({
      clientMutationId: input.clientMutationId,
      minimizedComment: setHidden(input.subjectId, input.classifier.toLowerCase().replace("_", "-")),
    }),
    unminimizeComment: ({ input }: Input<{ subjectId: string }>) => ({
      clientMutationId: input.clientMutationId,
      unminimizedComment: setHidden(input.subjectId, null),
    }),
    markPullRequestReadyForReview: ({ input }: Input<{ pullRequestId: string }>) => ({
      clientMutationId: input.clientMutationId,
      pullRequest: toDraft(input.pullRequestId, false),
    }),
    convertPullRequestToDraft: ({ input }: Input<{ pullRequestId: string }>) => ({
      clientMutationId: input.clientMutationId,
      pullRequest: toDraft(input.pullRequestId, true),
    }),
    transferIssue: ({ input }: Input<{ issueId: string; repositoryId: string }>) => {
      const node = nodeOf(input.issueId, "Issue");
      const target = nodeOf(input.repositoryId, "Repository");
      demand(node, "issues:write");
      demand(target, "issues:write");
      return {
        clientMutationId: input.clientMutationId,
        issue: objects.toItem(transferIssue(world, node.value, toActor({ viewer }), target.value)),
      };
    },
    addProjectV2ItemById: ({ input }: Input<{ projectId: string; contentId: string }>) => {
      const project = nodeOf(input.projectId, "ProjectV2").value;
      const issue = nodeOf(input.contentId, "Issue", "PullRequest").value;
      const known = project.items.find((item) => item.issue === issue);
      return { clientMutationId: input.clientMutationId, item: objects.toProjectItem(known ?? addProjectItem(world, project, issue)) };
    },
    updateProjectV2ItemFieldValue: ({ input }: Input<FieldChange>) => {
      const project = nodeOf(input.projectId, "ProjectV2").value;
      const field = project.fields.find(({ nodeId }) => nodeId === input.fieldId);
      if (field === undefined) throw new Refused(404, `Could not resolve to a node with the global id of '${input.fieldId}'.`);
      const { singleSelectOptionId, text, number } = input.value;
      const chosen = field.options?.find(({ id }) => id === singleSelectOptionId)?.name ?? text ?? number;
      if (chosen === undefined || chosen === null) throw new Refused(422, "The value does not fit the field.");
      const item = itemOf(project, input.itemId);
      item.values.set(field.name, chosen);
      return { clientMutationId: input.clientMutationId, projectV2Item: objects.toProjectItem(item) };
    },
  };
}

interface FieldChange {
  readonly projectId: string;
  readonly itemId: string;
  readonly fieldId: string;
  readonly value: { readonly singleSelectOptionId?: string | null; readonly text?: string | null; readonly number?: number | null };
}

export function addProjectItem(world: World, project: Project, issue: ProjectItem["issue"]): ProjectItem {
  const item: ProjectItem = { nodeId: world.identify("PVTI").nodeId, project, issue, values: new Map() };
  project.items.push(item);
  world.nodes.set(item.nodeId, { kind: "ProjectV2Item", value: item });
  return item;
}

function asPull(issue: Parameters<typeof isPull>[0]): PullIssue {
  if (!isPull(issue)) throw new Error(`#${issue.number} is no pull request`);
  return issue;
}
