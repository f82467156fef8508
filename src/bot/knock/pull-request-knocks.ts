// Pull requests, their reviews and the comments on their lines.
import { z } from "zod";
import type { Knock, KnockReview, KnockReviewComment } from "./knock.ts";
import { Assignee, Body, FormerBody, Label, Link, Login, Name, ObjectId, PullRequest, Text, Time, toSender } from "./payload.ts";
import { type Ignored, type RepositoryFrame, readSubject, toPlace, toUnusedAction, UNCHANGED } from "./reading.ts";

const Subject = z.object({ pull_request: PullRequest });
const PullEdited = z.object({ pull_request: PullRequest, changes: FormerBody });
const Synchronized = z.object({ pull_request: PullRequest, before: Text });
const Labelled = z.object({ pull_request: PullRequest, label: Label });
const Assigned = z.object({ pull_request: PullRequest, assignee: Assignee });

type Read = z.infer<typeof PullRequest>;

function toThread(frame: RepositoryFrame, { number, pullRequest }: Read, at: number | null) {
  return { ...toPlace(frame, at), thread: number, pullRequest };
}

export function readPullRequestKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  const on = (read: Read) => toThread(frame, read, read.updatedAt);
  switch (frame.action) {
    case "opened":
    case "reopened": {
      const { action } = frame;
      return readSubject(Subject, payload, ({ pull_request: read }) => ({ type: `pull-request.${action}`, ...on(read) }));
    }
    case "closed":
      return readSubject(Subject, payload, ({ pull_request: read }) => ({
        type: read.pullRequest.isMerged ? "pull-request.merged" : "pull-request.closed",
        ...on(read),
      }));
    case "edited":
      return readSubject(PullEdited, payload, ({ pull_request: read, changes: before }) => {
        return before === null ? UNCHANGED : { type: "pull-request.edited", ...on(read), before, writtenAt: read.createdAt };
      });
    case "synchronize":
      return readSubject(Synchronized, payload, ({ pull_request: read, before }) => ({
        type: "pull-request.synchronized",
        ...on(read),
        before,
      }));
    case "labeled":
    case "unlabeled": {
      const type = frame.action === "labeled" ? "pull-request.labelled" : "pull-request.unlabelled";
      return readSubject(Labelled, payload, ({ pull_request: read, label }) => ({ type, ...on(read), label }));
    }
    case "assigned":
    case "unassigned": {
      const { action } = frame;
      return readSubject(Assigned, payload, ({ pull_request: read, assignee }) => ({
        type: `pull-request.${action}`,
        ...on(read),
        assignee,
      }));
    }
    default:
      return toUnusedAction("a pull request", frame.action);
  }
}

const Review = z.object({
  id: ObjectId,
  state: Name,
  body: Body,
  user: Login,
  html_url: Link,
  submitted_at: Time,
  updated_at: Time,
  commit_id: Text,
});
const Submitted = z.object({ pull_request: PullRequest, review: Review });
const ReviewEdited = z.object({ pull_request: PullRequest, review: Review, changes: FormerBody });

export function readReviewKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  switch (frame.action) {
    case "submitted":
      return readSubject(Submitted, payload, ({ pull_request: read, review }) => ({
        type: "review.submitted",
        ...toThread(frame, read, review.submitted_at),
        review: toReview(review),
      }));
    case "edited":
      return readSubject(ReviewEdited, payload, ({ pull_request: read, review, changes: before }) => {
        if (before === null) return UNCHANGED;
        const { submitted_at: writtenAt, updated_at: at } = review;
        return { type: "review.edited", ...toThread(frame, read, at), review: toReview(review), before, writtenAt };
      });
    default:
      return toUnusedAction("a review", frame.action);
  }
}

function toReview({ id, state, body, user, html_url: url, commit_id: commit }: z.infer<typeof Review>): KnockReview {
  return { id, state: state.toLowerCase(), body, author: user.login, url, commit };
}

const Line = z.int().nullish();
const Comment = z.object({
  id: ObjectId,
  body: Body,
  user: Login,
  html_url: Link,
  created_at: Time,
  updated_at: Time,
  path: Link,
  line: Line,
  original_line: Line,
  commit_id: Name,
  in_reply_to_id: ObjectId.nullish(),
  pull_request_review_id: ObjectId.nullish(),
});
const Commented = z.object({ pull_request: PullRequest, comment: Comment });
const CommentEdited = z.object({ pull_request: PullRequest, comment: Comment, changes: FormerBody });

export function readReviewCommentKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  switch (frame.action) {
    case "created":
    case "deleted": {
      const { action } = frame;
      return readSubject(Commented, payload, ({ pull_request: read, comment }) => ({
        type: `review-comment.${action}`,
        // One that waited in a review was created when it was written, days before anybody was told of it.
        ...toThread(frame, read, action === "created" ? toLatest(comment.created_at, comment.updated_at, read.updatedAt) : null),
        comment: toLineComment(comment),
      }));
    }
    case "edited":
      return readSubject(CommentEdited, payload, ({ pull_request: read, comment, changes: before }) => {
        if (before === null) return UNCHANGED;
        const { created_at: writtenAt, updated_at: at } = comment;
        return { type: "review-comment.edited", ...toThread(frame, read, at), comment: toLineComment(comment), before, writtenAt };
      });
    default:
      return toUnusedAction("a review comment", frame.action);
  }
}

function toLatest(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function toLineComment(comment: z.infer<typeof Comment>): KnockReviewComment {
  const { login: author, isBot } = toSender(comment.user);
  return {
    id: comment.id,
    body: comment.body,
    author,
    isByBot: isBot,
    url: comment.html_url,
    path: comment.path,
    line: comment.line ?? comment.original_line ?? null,
    commit: comment.commit_id,
    replyTo: comment.in_reply_to_id ?? null,
    review: comment.pull_request_review_id ?? null,
  };
}
