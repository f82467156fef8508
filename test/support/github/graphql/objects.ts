// The world's things as GraphQL objects: plain fields, and functions where a field takes arguments or leads on.

import { WEB } from "../render/account.ts";
import { findBlocked, toIssueWebUrl } from "../render/issue.ts";
import { isPull, type PullIssue, toMergeable } from "../render/pull.ts";
import type { Account } from "../state/account.ts";
import type { Project, ProjectItem } from "../state/project.ts";
import { type Edit, type Issue, type IssueComment, type Label, type Milestone, type Repository, toFullName } from "../state/repository.ts";
import { toAssociation } from "../state/rights.ts";
import type { World } from "../state/world.ts";
import { type Paging, toConnection } from "./connection.ts";

type Shape = Readonly<Record<string, unknown>>;

export interface Objects {
  toRepository(repository: Repository): Shape;
  toItem(issue: Issue): Shape;
  toComment(comment: IssueComment): Shape;
  toProject(project: Project): Shape;
  toProjectItem(item: ProjectItem): Shape;
}

interface TimelineEvent {
  readonly by: Account;
  readonly at: string;
  /** Null: another title. */
  readonly label: string | null;
}

interface TimelineFilter extends Paging {
  readonly itemTypes?: readonly string[] | null;
}

interface IssueFilter extends Paging {
  readonly labels?: readonly string[] | null;
  readonly states?: readonly ("OPEN" | "CLOSED" | "MERGED")[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: "ASC" | "DESC" } | null;
  readonly filterBy?: {
    readonly labels?: readonly string[] | null;
    readonly since?: string | null;
    readonly assignee?: string | null;
  } | null;
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
}

export function createObjects(world: World): Objects {
  function toActor({ id, nodeId, login, type }: Account): Shape {
    const url = type === "Bot" ? `${WEB}/apps/${login.replace(/\[bot\]$/, "")}` : `${WEB}/${login}`;
    // GraphQL leaves out the suffix that REST gives to bots.
    return {
      __typename: type,
      id: nodeId,
      databaseId: id,
      login: login.replace(/\[bot\]$/, ""),
      url,
      avatarUrl: `https://avatars.githubusercontent.com/u/${id}`,
    };
  }

  function toLabel({ nodeId, name, color, description }: Label): Shape {
    return { __typename: "Label", id: nodeId, name, color, description };
  }

  function toMilestone({ nodeId, number, title, description, state, dueOn }: Milestone): Shape {
    return { __typename: "Milestone", id: nodeId, number, title, description, state: state.toUpperCase(), dueOn };
  }

  function toRepository(repository: Repository): Shape {
    const { git, defaultBranch } = repository;
    const all = () => [...repository.issues.values()];
    return {
      __typename: "Repository",
      id: repository.nodeId,
      databaseId: repository.id,
      name: repository.name,
      nameWithOwner: toFullName(repository),
      owner: toActor(repository.owner),
      url: `${WEB}/${toFullName(repository)}`,
      isPrivate: repository.private,
      isArchived: repository.archived,
      visibility: repository.private ? "PRIVATE" : "PUBLIC",
      defaultBranchRef: () => {
        const sha = git.refs().get(`refs/heads/${defaultBranch}`);
        return sha === undefined
          ? null
          : {
              __typename: "Ref",
              id: `REF_${defaultBranch}`,
              name: defaultBranch,
              prefix: "refs/heads/",
              target: { __typename: "Commit", oid: sha, id: `C_${sha}` },
            };
      },
      object: ({ expression }: { expression: string }) => {
        // A repository's HEAD is its default branch.
        const sha = git.resolve(expression.replace(/^HEAD(?=:|$)/, `refs/heads/${defaultBranch}`));
        return sha === null ? null : { __typename: git.typeOf(sha) === "tree" ? "Tree" : "Blob", id: `O_${sha}`, oid: sha };
      },
      issue: ({ number }: { number: number }) => toItemOrNull(repository.issues.get(number), false),
      pullRequest: ({ number }: { number: number }) => toItemOrNull(repository.issues.get(number), true),
      issueOrPullRequest: ({ number }: { number: number }) => toItemOrNull(repository.issues.get(number), null),
      issues: (filter: IssueFilter) =>
        toConnection(
          select(
            all().filter((issue) => issue.pull === null),
            filter,
          ),
          filter,
          toItem,
        ),
      pullRequests: (filter: IssueFilter) => toConnection(select(all().filter(isPull), filter), filter, toItem),
      labels: (paging: Paging) => toConnection([...repository.labels.values()], paging, toLabel),
      milestones: (paging: Paging) => toConnection([...repository.milestones.values()], paging, toMilestone),
    };
  }

  function toItemOrNull(issue: Issue | undefined, pull: boolean | null): Shape | null {
    return issue === undefined || (pull !== null && isPull(issue) !== pull) ? null : toItem(issue);
  }

  function toItem(issue: Issue): Shape {
    const { repository } = issue;
    const shared = {
      id: issue.nodeId,
      databaseId: issue.id,
      number: issue.number,
      title: issue.title,
      body: issue.body ?? "",
      url: toIssueWebUrl(issue),
      author: toActor(issue.author),
      authorAssociation: toAssociation(repository, issue.author.login),
      closed: issue.state === "closed",
      closedAt: issue.closedAt,
      createdAt: issue.createdAt,
      updatedAt: issue.updatedAt,
      locked: issue.locked,
      repository: () => toRepository(repository),
      milestone: issue.milestone === null ? null : toMilestone(issue.milestone),
      labels: (paging: Paging) => toConnection(issue.labels, paging, toLabel),
      assignees: (paging: Paging) => toConnection(issue.assignees, paging, toActor),
      comments: (paging: Paging) => toConnection(listComments(issue), paging, toComment),
      projectItems: (paging: Paging) => toConnection(listProjectItems(world, issue), paging, toProjectItem),
      ...toEdited(issue.edits),
      timelineItems: (filter: TimelineFilter) => toConnection(listEvents(issue, filter), filter, toEvent),
    };
    return isPull(issue) ? { ...shared, ...toPullFields(issue) } : { ...shared, ...toIssueFields(issue) };
  }

  function toIssueFields(issue: Issue): Shape {
    const blocking = () => findBlocked(world, issue);
    const open = (issues: readonly Issue[]) => issues.filter(({ state }) => state === "open").length;
    const completed = issue.subIssues.filter(({ state }) => state === "closed").length;
    const total = issue.subIssues.length;
    return {
      __typename: "Issue",
      state: issue.state.toUpperCase(),
      stateReason: issue.stateReason?.toUpperCase() ?? null,
      parent: () => (issue.parent === null ? null : toItem(issue.parent)),
      subIssues: (paging: Paging) => toConnection(issue.subIssues, paging, toItem),
      subIssuesSummary: { total, completed, percentCompleted: total === 0 ? 0 : Math.round((100 * completed) / total) },
      blockedBy: (paging: Paging) => toConnection(issue.blockedBy, paging, toItem),
      blocking: (paging: Paging) => toConnection(blocking(), paging, toItem),
      issueFieldValues: (paging: Paging) => toConnection([...issue.fields], paging, ([name, value]) => toFieldValue(issue, name, value)),
      issueDependenciesSummary: () => ({
        blockedBy: open(issue.blockedBy),
        totalBlockedBy: issue.blockedBy.length,
        blocking: open(blocking()),
        totalBlocking: blocking().length,
      }),
    };
  }

  /** Those of its timeline that anything here asks for. */
  function listEvents(issue: Issue, { itemTypes }: TimelineFilter): readonly TimelineEvent[] {
    const labels = issue.repository.issueEvents.filter((event) => event.issue === issue && event.event === "labeled");
    const labeled = labels.map(({ actor: by, createdAt: at, label }) => ({ by, at, label: label?.name ?? "" }));
    const renamed = issue.edits.filter(({ of }) => of === "title").map(({ by, at }) => ({ by, at, label: null }));
    return [...labeled, ...renamed]
      .filter(({ label }) => itemTypes?.includes(label === null ? "RENAMED_TITLE_EVENT" : "LABELED_EVENT") ?? true)
      .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  }

  function toEvent({ by, at, label }: TimelineEvent): Shape {
    const shared = { createdAt: at, actor: toActor(by) };
    return label === null
      ? { __typename: "RenamedTitleEvent", id: `RTE_${at}`, ...shared }
      : { __typename: "LabeledEvent", ...shared, label: { __typename: "Label", name: label } };
  }

  function toFieldValue(issue: Issue, name: string, value: string): Shape {
    const field = { __typename: "IssueFieldSingleSelect", id: `IFSS_${name}`, name };
    return { __typename: "IssueFieldSingleSelectValue", id: `IFSSV_${issue.number}_${name}`, name: value, value, optionId: null, field };
  }

  function toPullFields(issue: PullIssue): Shape {
    const { pull } = issue;
    const mergeable = () => {
      const able = toMergeable(issue);
      return able === null ? "UNKNOWN" : able ? "MERGEABLE" : "CONFLICTING";
    };
    return {
      __typename: "PullRequest",
      databaseId: pull.id,
      state: pull.mergedAt === null ? issue.state.toUpperCase() : "MERGED",
      isDraft: pull.draft,
      merged: pull.mergedAt !== null,
      mergedAt: pull.mergedAt,
      mergeable,
      headRefName: pull.head.ref,
      headRefOid: pull.headSha,
      baseRefName: pull.base,
      baseRefOid: pull.baseSha,
      isCrossRepository: pull.head.repository !== issue.repository,
      headRepository: () => toRepository(pull.head.repository),
      baseRepository: () => toRepository(issue.repository),
      reviews: (paging: Paging) =>
        toConnection(pull.reviews, paging, (review) => ({
          __typename: "PullRequestReview",
          id: review.nodeId,
          databaseId: review.id,
          state: review.state,
          body: review.body,
          author: toActor(review.author),
          submittedAt: review.submittedAt,
        })),
    };
  }

  /** Newest first. */
  function toEdited(edits: readonly Edit[]): Shape {
    const ofBody = edits.filter(({ of }) => of === "body").toReversed();
    const [last] = ofBody;
    return {
      lastEditedAt: last?.at ?? null,
      editor: last === undefined ? null : toActor(last.by),
      userContentEdits: (paging: Paging) =>
        toConnection(ofBody, paging, ({ by, at }) => ({
          __typename: "UserContentEdit",
          id: `UCE_${at}`,
          editedAt: at,
          editor: toActor(by),
        })),
    };
  }

  function toComment(comment: IssueComment): Shape {
    const { id, nodeId, author, body, createdAt, updatedAt, minimizedReason, issue } = comment;
    return {
      __typename: "IssueComment",
      id: nodeId,
      databaseId: id,
      author: toActor(author),
      body,
      createdAt,
      updatedAt,
      isMinimized: minimizedReason !== null,
      minimizedReason,
      url: `${toIssueWebUrl(issue)}#issuecomment-${id}`,
      issue: () => toItem(issue),
      ...toEdited(comment.edits),
    };
  }

  function toProject(project: Project): Shape {
    return {
      __typename: "ProjectV2",
      id: project.nodeId,
      databaseId: project.id,
      number: project.number,
      title: project.title,
      closed: false,
      owner: toActor(project.owner),
      url: `${WEB}/orgs/${project.owner.login}/projects/${project.number}`,
      field: ({ name }: { name: string }) => toField(project, name),
      fields: (paging: Paging) => toConnection(project.fields, paging, (field) => toField(project, field.name)),
      items: (paging: Paging) => toConnection(project.items, paging, toProjectItem),
    };
  }

  function toField(project: Project, name: string): Shape | null {
    const field = project.fields.find((other) => other.name === name);
    if (field === undefined) return null;
    const { nodeId, options } = field;
    const of = { id: nodeId, name, project: () => toProject(project) };
    return options === null
      ? { __typename: "ProjectV2Field", ...of, dataType: "TEXT" }
      : { __typename: "ProjectV2SingleSelectField", ...of, dataType: "SINGLE_SELECT", options };
  }

  function toValue(item: ProjectItem, name: string): Shape | null {
    const value = item.values.get(name);
    const options = item.project.fields.find((field) => field.name === name)?.options ?? null;
    if (value === undefined) return null;
    const of = { id: `${item.nodeId}-${name}`, field: () => toField(item.project, name) };
    if (typeof value === "number") return { __typename: "ProjectV2ItemFieldNumberValue", ...of, number: value };
    if (options === null) return { __typename: "ProjectV2ItemFieldTextValue", ...of, text: value };
    const optionId = options.find((option) => option.name === value)?.id ?? null;
    return { __typename: "ProjectV2ItemFieldSingleSelectValue", ...of, name: value, optionId };
  }

  function toProjectItem(item: ProjectItem): Shape {
    const names = [...item.values.keys()];
    return {
      __typename: "ProjectV2Item",
      id: item.nodeId,
      type: isPull(item.issue) ? "PULL_REQUEST" : "ISSUE",
      isArchived: false,
      content: () => toItem(item.issue),
      project: () => toProject(item.project),
      fieldValueByName: ({ name }: { name: string }) => toValue(item, name),
      fieldValues: (paging: Paging) => toConnection(names, paging, (name) => toValue(item, name)),
    };
  }

  return { toRepository, toItem, toComment, toProject, toProjectItem };
}

function listComments(issue: Issue): readonly IssueComment[] {
  return [...issue.repository.comments.values()].filter((comment) => comment.issue === issue);
}

function listProjectItems({ projects }: World, issue: Issue): readonly ProjectItem[] {
  return projects.flatMap(({ items }) => items).filter((item) => item.issue === issue);
}

function select(issues: readonly Issue[], filter: IssueFilter): readonly Issue[] {
  const { labels, states, orderBy, filterBy, headRefName, baseRefName } = filter;
  const names = [...(labels ?? []), ...(filterBy?.labels ?? [])].map((name) => name.toLowerCase());
  const chosen = issues.filter((issue) => {
    const state = issue.pull?.mergedAt ? "MERGED" : issue.state === "open" ? "OPEN" : "CLOSED";
    const own = issue.labels.map(({ name }) => name.toLowerCase());
    return (
      (states == null || states.includes(state)) &&
      // Any of them, unlike REST, which wants all.
      (names.length === 0 || names.some((name) => own.includes(name))) &&
      (filterBy?.since == null || Date.parse(issue.updatedAt) >= Date.parse(filterBy.since)) &&
      (filterBy?.assignee == null || issue.assignees.some(({ login }) => login === filterBy.assignee)) &&
      (headRefName == null || issue.pull?.head.ref === headRefName) &&
      (baseRefName == null || issue.pull?.base === baseRefName)
    );
  });
  if (orderBy == null) return chosen;
  const key = (issue: Issue) => Date.parse(orderBy.field === "UPDATED_AT" ? issue.updatedAt : issue.createdAt) + issue.number / 1000;
  return chosen.toSorted((a, b) => (key(a) - key(b)) * (orderBy.direction === "ASC" ? 1 : -1));
}
