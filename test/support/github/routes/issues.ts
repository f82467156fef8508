// Issues: listing, opening, changing, assigning, locking.
import {
  assign,
  closeItem,
  editItem,
  isAssignable,
  lock,
  openIssue,
  reopenItem,
  setLabels,
  setMilestone,
  unassign,
  unlock,
} from "../acts/issues.ts";
import { createMilestone } from "../acts/labels.ts";
import { canDo } from "../http/authorize.ts";
import { listOf, number, param, type RepositoryCall, text, textOrNull, texts, toActor } from "../http/call.ts";
import { created, found, invalid, noContent, ok, page, Refused, type Reply } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { toIssueEventJson, toIssueJson, toMilestoneJson } from "../render/issue.ts";
import type { Issue, Milestone } from "../state/repository.ts";
import { issueOf } from "./find-issue.ts";

const READ = { permission: "issues:read" };
/** An app with either may write on both: an issue's routes serve pull requests too. */
const WRITE = { permission: ["issues:write", "pull_requests:write"], role: "triage" } as const;

/** Labels come as names or as objects that hold one. */
export function labelNames(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.map((label) => (typeof label === "string" ? label : (text(listOf([label])[0] ?? {}, "name") ?? "")));
}

function matches(call: RepositoryCall, issue: Issue): boolean {
  const { query } = call;
  const state = query.get("state") ?? "open";
  const wanted = (query.get("labels") ?? "").split(",").filter(Boolean);
  const names = issue.labels.map(({ name }) => name.toLowerCase());
  const assignee = query.get("assignee");
  const creator = query.get("creator");
  const since = query.get("since");
  const milestone = query.get("milestone");
  return (
    (state === "all" || issue.state === state) &&
    wanted.every((name) => names.includes(name.toLowerCase())) &&
    (assignee === null || hasAssignee(issue, assignee)) &&
    (creator === null || issue.author.login.toLowerCase() === creator.toLowerCase()) &&
    (since === null || Date.parse(issue.updatedAt) >= Date.parse(since)) &&
    (milestone === null ||
      (milestone === "none"
        ? issue.milestone === null
        : milestone === "*"
          ? issue.milestone !== null
          : issue.milestone?.number === Number(milestone)))
  );
}

function hasAssignee({ assignees }: Issue, wanted: string): boolean {
  if (wanted === "none") return assignees.length === 0;
  return wanted === "*" ? assignees.length > 0 : assignees.some(({ login }) => login.toLowerCase() === wanted.toLowerCase());
}

function sort(call: RepositoryCall, issues: readonly Issue[]): readonly Issue[] {
  const by = call.query.get("sort") ?? "created";
  const key = ({ createdAt, updatedAt, number: own, repository, ...issue }: Issue) => {
    if (by === "comments") return [...repository.comments.values()].filter((comment) => comment.issue.id === issue.id).length * 1e6 + own;
    return Date.parse(by === "updated" ? updatedAt : createdAt) + own / 1000;
  };
  const sign = call.query.get("direction") === "asc" ? 1 : -1;
  return issues.toSorted((a, b) => sign * (key(a) - key(b)));
}

function milestoneOf(call: RepositoryCall): Milestone | null | undefined {
  const value = call.body["milestone"];
  if (value === undefined || value === null) return value;
  const milestone = call.repository.milestones.get(Number(value));
  if (milestone === undefined) throw invalid("Issue", "milestone", "invalid");
  return milestone;
}

function create(call: RepositoryCall): Reply {
  const title = call.body["title"];
  const assignee = text(call.body, "assignee");
  const issue = openIssue(call.world, call.repository, toActor(call), {
    title: String(title ?? ""),
    body: textOrNull(call.body, "body") ?? null,
    labels: labelNames(call.body["labels"]),
    assignees: [...(texts(call.body, "assignees") ?? []), ...(assignee === undefined ? [] : [assignee])],
    milestone: milestoneOf(call) ?? null,
  });
  return created(toIssueJson(call.world, issue));
}

/** Its author may change words and state; the rest takes a role. */
function change(call: RepositoryCall): Reply {
  const { world, body } = call;
  const issue = issueOf(call);
  const actor = toActor(call);
  const trusted =
    canDo(call.viewer, call.repository, { permission: "issues:write", role: "triage" }) ||
    canDo(call.viewer, call.repository, { permission: "pull_requests:write", role: "triage" });
  if (!trusted && issue.author !== actor.account) throw new Refused(403, "Must have admin rights to Repository.");
  const title = text(body, "title") ?? (number(body, "title") === undefined ? undefined : String(number(body, "title")));
  editItem(world, issue, actor, { title, body: textOrNull(body, "body") });
  if (trusted) {
    if (body["labels"] !== undefined) setLabels(world, issue, actor, labelNames(body["labels"]));
    const assignees = texts(body, "assignees");
    if (assignees !== undefined) {
      const gone = issue.assignees.filter(({ login }) => !assignees.includes(login));
      unassign(
        world,
        issue,
        actor,
        gone.map(({ login }) => login),
      );
      assign(world, issue, actor, assignees);
    }
    const milestone = milestoneOf(call);
    if (milestone !== undefined) setMilestone(world, issue, actor, milestone);
  }
  const state = text(body, "state");
  const reason = (text(body, "state_reason") ?? "completed") as Issue["stateReason"];
  if (state === "closed") closeItem(world, issue, actor, reason);
  if (state === "open") reopenItem(world, issue, actor);
  return ok(toIssueJson(world, issue));
}

export const ISSUE_ROUTES: readonly Route[] = [
  repositoryRoute("GET /issues", READ, (call) => {
    const shown = [...call.repository.issues.values()].filter((issue) => matches(call, issue));
    return page(call, sort(call, shown), (issue) => toIssueJson(call.world, issue));
  }),
  repositoryRoute("POST /issues", { permission: "issues:write", role: "read" }, create),
  repositoryRoute("GET /issues/events", READ, (call) =>
    page(call, call.repository.issueEvents.toReversed(), (event) => toIssueEventJson(call.world, event)),
  ),
  repositoryRoute("GET /issues/{issue_number}", READ, (call) => ok(toIssueJson(call.world, issueOf(call)))),
  repositoryRoute("PATCH /issues/{issue_number}", { ...WRITE, role: "read" }, change),
  repositoryRoute("POST /issues/{issue_number}/assignees", WRITE, (call) => {
    const issue = issueOf(call);
    // GitHub leaves out whoever cannot be assigned, without a word.
    const able = (texts(call.body, "assignees") ?? []).filter((login) => {
      const account = call.world.accounts.get(login.toLowerCase());
      return account !== undefined && isAssignable(call.repository, account);
    });
    assign(call.world, issue, toActor(call), able);
    return created(toIssueJson(call.world, issue));
  }),
  repositoryRoute("DELETE /issues/{issue_number}/assignees", WRITE, (call) => {
    const issue = issueOf(call);
    unassign(call.world, issue, toActor(call), texts(call.body, "assignees") ?? []);
    return ok(toIssueJson(call.world, issue));
  }),
  repositoryRoute("PUT /issues/{issue_number}/lock", WRITE, (call) => {
    lock(call.world, issueOf(call), toActor(call), text(call.body, "lock_reason") ?? null);
    return noContent();
  }),
  repositoryRoute("DELETE /issues/{issue_number}/lock", WRITE, (call) => {
    unlock(call.world, issueOf(call), toActor(call));
    return noContent();
  }),
  repositoryRoute("GET /milestones", READ, (call) => {
    const state = call.query.get("state") ?? "open";
    const shown = [...call.repository.milestones.values()].filter((milestone) => state === "all" || milestone.state === state);
    return page(call, shown, (milestone) => toMilestoneJson(call.world, call.repository, milestone));
  }),
  repositoryRoute("POST /milestones", WRITE, (call) => {
    const wanted = {
      title: text(call.body, "title") ?? "",
      description: text(call.body, "description") ?? null,
      dueOn: text(call.body, "due_on") ?? null,
    };
    return created(toMilestoneJson(call.world, call.repository, createMilestone(call.world, call.repository, toActor(call), wanted)));
  }),
  repositoryRoute("GET /milestones/{milestone_number}", READ, (call) => {
    const milestone = found(call.repository.milestones.get(Number(param(call, "milestone_number"))));
    return ok(toMilestoneJson(call.world, call.repository, milestone));
  }),
];
