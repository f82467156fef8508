// What is said on issues and pull requests, and the reactions to it.
import type { Actor } from "../http/call.ts";
import { Refused } from "../http/reply.ts";
import { toCommentJson, toIssueJson } from "../render/issue.ts";
import type { Issue, IssueComment, Reaction, ReactionContent } from "../state/repository.ts";
import { toRole } from "../state/rights.ts";
import { isAtLeast } from "../state/role.ts";
import type { World } from "../state/world.ts";
import { emit } from "./emit.ts";
import { checkText, touch } from "./issues.ts";

export function addComment(world: World, issue: Issue, actor: Actor, body: string): IssueComment {
  checkText("IssueComment", body);
  if (body.trim() === "")
    throw new Refused(422, "Validation Failed", { errors: [{ resource: "IssueComment", code: "missing_field", field: "body" }] });
  // An app may not, whatever its permissions: https://github.com/renovatebot/renovate/issues/6215
  const mayInLocked = actor.via === null && isAtLeast(toRole(issue.repository, actor.account.login), "triage");
  if (issue.locked && !mayInLocked) throw new Refused(403, "Unable to create comment because issue is locked.");
  const now = world.clock.iso();
  const { account, via } = actor;
  const facts = { issue, author: account, via, body, createdAt: now, updatedAt: now, minimizedReason: null };
  const comment: IssueComment = { ...world.identify("IC"), ...facts, reactions: [], edits: [] };
  issue.repository.comments.set(comment.id, comment);
  world.nodes.set(comment.nodeId, { kind: "IssueComment", value: comment });
  touch(world, issue);
  emitComment(world, comment, actor, "created");
  return comment;
}

export function editComment(world: World, comment: IssueComment, actor: Actor, body: string): void {
  checkText("IssueComment", body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = world.clock.iso();
  comment.edits.push({ of: "body", by: actor.account, at: comment.updatedAt });
  emitComment(world, comment, actor, "edited", { changes: { body: { from } } });
}

export function deleteComment(world: World, comment: IssueComment, actor: Actor): void {
  comment.issue.repository.comments.delete(comment.id);
  world.nodes.delete(comment.nodeId);
  emitComment(world, comment, actor, "deleted");
}

/** A comment on a pull request is an `issue_comment` too. */
function emitComment(world: World, comment: IssueComment, { account }: Actor, action: string, extra = {}): void {
  const { issue } = comment;
  const about = () => ({ issue: toIssueJson(world, issue), comment: toCommentJson(world, comment), ...extra });
  emit(world, issue.repository, { event: "issue_comment", action, sender: account, about });
}

/** The one there is when somebody reacts the same way again. GitHub sends no webhook for reactions. */
export function react(
  world: World,
  reactions: Reaction[],
  { account }: Actor,
  content: ReactionContent,
): { reaction: Reaction; fresh: boolean } {
  const known = reactions.find((reaction) => reaction.account === account && reaction.content === content);
  if (known !== undefined) return { reaction: known, fresh: false };
  const reaction: Reaction = { ...world.identify("REA"), account, content, createdAt: world.clock.iso() };
  reactions.push(reaction);
  return { reaction, fresh: true };
}
