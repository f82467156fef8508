// Reviews of a pull request, comments on its lines, and who is asked to review.
import {
  addReviewComment,
  deleteReviewComment,
  dismissReview,
  editReviewComment,
  type NewReview,
  type NewReviewComment,
  removeReviewers,
  requestReviewers,
  reviewPull,
} from "../acts/pulls.ts";
import { type Fields, listOf, number, param, type RepositoryCall, text, texts, toActor } from "../http/call.ts";
import { created, found, invalid, noContent, ok, page } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { toAccountJson } from "../render/account.ts";
import { isPull, type PullIssue, toPullSummary, toReviewCommentJson, toReviewJson } from "../render/pull.ts";
import type { Account } from "../state/account.ts";
import type { Review, ReviewComment } from "../state/repository.ts";
import { pullOf } from "./find-issue.ts";

const READ = { permission: "pull_requests:read" };
const WRITE = { permission: "pull_requests:write", role: "read" } as const;

function reviewOf(call: RepositoryCall): Review {
  return found(pullOf(call).pull.reviews.find(({ id }) => id === Number(param(call, "review_id"))));
}

function commentOf(call: RepositoryCall): { readonly comment: ReviewComment; readonly issue: PullIssue } {
  const comment = found(call.repository.reviewComments.get(Number(param(call, "comment_id"))));
  if (!isPull(comment.issue)) throw new Error("a review comment belongs to a pull request");
  return { comment, issue: comment.issue };
}

function toNewComment(fields: Fields): NewReviewComment {
  const side = text(fields, "side") === "LEFT" ? "LEFT" : "RIGHT";
  return {
    path: text(fields, "path") ?? "",
    body: text(fields, "body") ?? "",
    line: number(fields, "line") ?? number(fields, "position") ?? null,
    side,
    inReplyTo: number(fields, "in_reply_to"),
  };
}

function reviewersOf(call: RepositoryCall): readonly Account[] {
  return (texts(call.body, "reviewers") ?? []).map((login) => {
    const account = call.world.accounts.get(login.toLowerCase());
    if (account === undefined) throw invalid("PullRequest", "reviewers", "invalid", "Reviews may only be requested from collaborators.");
    return account;
  });
}

export const REVIEW_ROUTES: readonly Route[] = [
  repositoryRoute("GET /pulls/{pull_number}/reviews", READ, (call) =>
    page(call, pullOf(call).pull.reviews, (review) => toReviewJson(call.world, review)),
  ),
  repositoryRoute("POST /pulls/{pull_number}/reviews", WRITE, (call) => {
    const review = reviewPull(call.world, pullOf(call), toActor(call), {
      event: (text(call.body, "event") ?? null) as NewReview["event"],
      body: text(call.body, "body") ?? "",
      commitId: text(call.body, "commit_id"),
      comments: listOf(call.body["comments"]).map(toNewComment),
    });
    return ok(toReviewJson(call.world, review));
  }),
  repositoryRoute("GET /pulls/{pull_number}/reviews/{review_id}", READ, (call) => ok(toReviewJson(call.world, reviewOf(call)))),
  repositoryRoute("PUT /pulls/{pull_number}/reviews/{review_id}/dismissals", { ...WRITE, role: "write" }, (call) => {
    const review = reviewOf(call);
    dismissReview(call.world, pullOf(call), toActor(call), review);
    return ok(toReviewJson(call.world, review));
  }),
  repositoryRoute("GET /pulls/{pull_number}/comments", READ, (call) => {
    const issue = pullOf(call);
    const shown = [...call.repository.reviewComments.values()].filter((comment) => comment.issue === issue);
    return page(call, shown, (comment) => toReviewCommentJson(call.world, comment));
  }),
  repositoryRoute("POST /pulls/{pull_number}/comments", WRITE, (call) => {
    const comment = addReviewComment(call.world, pullOf(call), toActor(call), toNewComment(call.body));
    return created(toReviewCommentJson(call.world, comment));
  }),
  repositoryRoute("POST /pulls/{pull_number}/comments/{comment_id}/replies", WRITE, (call) => {
    const { comment, issue } = commentOf(call);
    const { path, line, side, id } = comment;
    const reply = addReviewComment(call.world, issue, toActor(call), {
      path,
      line,
      side,
      body: text(call.body, "body") ?? "",
      inReplyTo: id,
    });
    return created(toReviewCommentJson(call.world, reply));
  }),
  repositoryRoute("GET /pulls/comments/{comment_id}", READ, (call) => ok(toReviewCommentJson(call.world, commentOf(call).comment))),
  repositoryRoute("PATCH /pulls/comments/{comment_id}", WRITE, (call) => {
    const { comment, issue } = commentOf(call);
    editReviewComment(call.world, issue, toActor(call), comment, text(call.body, "body") ?? "");
    return ok(toReviewCommentJson(call.world, comment));
  }),
  repositoryRoute("DELETE /pulls/comments/{comment_id}", WRITE, (call) => {
    const { comment, issue } = commentOf(call);
    deleteReviewComment(call.world, issue, toActor(call), comment);
    return noContent();
  }),
  repositoryRoute("GET /pulls/{pull_number}/requested_reviewers", READ, (call) =>
    ok({ users: pullOf(call).pull.reviewers.map((account) => toAccountJson(call.world, account)), teams: [] }),
  ),
  repositoryRoute("POST /pulls/{pull_number}/requested_reviewers", WRITE, (call) => {
    const issue = pullOf(call);
    requestReviewers(call.world, issue, toActor(call), reviewersOf(call));
    return created(toPullSummary(call.world, issue));
  }),
  repositoryRoute("DELETE /pulls/{pull_number}/requested_reviewers", WRITE, (call) => {
    const issue = pullOf(call);
    removeReviewers(call.world, issue, toActor(call), reviewersOf(call));
    return ok(toPullSummary(call.world, issue));
  }),
];
