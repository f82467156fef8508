// Comments on issues and pull requests, and reactions to both.
import { addComment, deleteComment, editComment, react } from "../acts/comments.ts";
import { canDo } from "../http/authorize.ts";
import { param, type RepositoryCall, text, toActor } from "../http/call.ts";
import { created, found, noContent, ok, page, Refused, type Reply } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { toCommentJson, toReactionJson } from "../render/issue.ts";
import type { Issue, IssueComment, Reaction, ReactionContent } from "../state/repository.ts";
import { commentOf, issueOf } from "./find-issue.ts";

const READ = { permission: ["issues:read", "pull_requests:read"] };
const WRITE = { permission: ["issues:write", "pull_requests:write"], role: "read" } as const;

function listComments({ repository, query }: RepositoryCall, issue: Issue | null): readonly IssueComment[] {
  const since = query.get("since");
  const all = [...repository.comments.values()].filter((comment) => issue === null || comment.issue === issue);
  const shown = all.filter(({ updatedAt }) => since === null || Date.parse(updatedAt) >= Date.parse(since));
  if (issue !== null || query.get("sort") === null) return shown;
  const key = ({ createdAt, updatedAt, id }: IssueComment) =>
    Date.parse(query.get("sort") === "updated" ? updatedAt : createdAt) + id / 1000;
  const sign = query.get("direction") === "asc" ? 1 : -1;
  return shown.toSorted((a, b) => sign * (key(a) - key(b)));
}

/** One's own, or with the right to maintain others'. An app may change every comment where it may write. */
function mineOf(call: RepositoryCall): IssueComment {
  const comment = commentOf(call);
  const may =
    canDo(call.viewer, call.repository, { permission: "issues:write", role: "write" }) ||
    canDo(call.viewer, call.repository, { permission: "pull_requests:write", role: "write" });
  if (comment.author !== toActor(call).account && !may) throw new Refused(403, "Must have admin rights to Repository.");
  return comment;
}

function reactionRoutes(path: string, reactionsOf: (call: RepositoryCall) => Reaction[]): readonly Route[] {
  return [
    repositoryRoute(`GET ${path}`, READ, (call) => {
      const content = call.query.get("content");
      const shown = reactionsOf(call).filter((reaction) => content === null || reaction.content === content);
      return page(call, shown, (reaction) => toReactionJson(call.world, reaction));
    }),
    repositoryRoute(`POST ${path}`, WRITE, (call): Reply => {
      const content = text(call.body, "content") as ReactionContent;
      const { reaction, fresh } = react(call.world, reactionsOf(call), toActor(call), content);
      return { status: fresh ? 201 : 200, body: toReactionJson(call.world, reaction) };
    }),
    repositoryRoute(`DELETE ${path}/{reaction_id}`, WRITE, (call) => {
      const reactions = reactionsOf(call);
      const reaction = found(reactions.find(({ id }) => id === Number(param(call, "reaction_id"))));
      if (reaction.account !== toActor(call).account) throw new Refused(403, "Must be the author of the reaction.");
      reactions.splice(reactions.indexOf(reaction), 1);
      return noContent();
    }),
  ];
}

export const COMMENT_ROUTES: readonly Route[] = [
  repositoryRoute("GET /issues/comments", READ, (call) =>
    page(call, listComments(call, null), (comment) => toCommentJson(call.world, comment)),
  ),
  repositoryRoute("GET /issues/{issue_number}/comments", READ, (call) =>
    page(call, listComments(call, issueOf(call)), (comment) => toCommentJson(call.world, comment)),
  ),
  repositoryRoute("POST /issues/{issue_number}/comments", WRITE, (call) => {
    const comment = addComment(call.world, issueOf(call), toActor(call), text(call.body, "body") ?? "");
    return created(toCommentJson(call.world, comment));
  }),
  repositoryRoute("GET /issues/comments/{comment_id}", READ, (call) => ok(toCommentJson(call.world, commentOf(call)))),
  repositoryRoute("PATCH /issues/comments/{comment_id}", WRITE, (call) => {
    const comment = mineOf(call);
    editComment(call.world, comment, toActor(call), text(call.body, "body") ?? "");
    return ok(toCommentJson(call.world, comment));
  }),
  repositoryRoute("DELETE /issues/comments/{comment_id}", WRITE, (call) => {
    deleteComment(call.world, mineOf(call), toActor(call));
    return noContent();
  }),
  ...reactionRoutes("/issues/{issue_number}/reactions", (call) => issueOf(call).reactions),
  ...reactionRoutes("/pulls/comments/{comment_id}/reactions", (call) => {
    return found(call.repository.reviewComments.get(Number(param(call, "comment_id")))).reactions;
  }),
  ...reactionRoutes("/issues/comments/{comment_id}/reactions", (call) => commentOf(call).reactions),
];
