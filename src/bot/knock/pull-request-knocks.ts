// Pull requests, their reviews and the comments on their lines.
import { z } from "zod";
import type { Knock } from "./knock.ts";
import { Assignee, Body, Label, Link, Login, Name, ObjectId, PullRequest, Text, Time, toSender } from "./payload.ts";
import { type Ignored, type RepositoryFrame, readSubject, toPlace, toUnusedAction } from "./reading.ts";

const Subject = z.object({ pull_request: PullRequest });
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

const Submitted = z.object({
  pull_request: PullRequest,
  review: z.object({ id: ObjectId, state: Name, body: Body, user: Login, html_url: Link, submitted_at: Time, commit_id: Text }),
});

export function readReviewKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  if (frame.action !== "submitted") return toUnusedAction("a review", frame.action);
  return readSubject(Submitted, payload, ({ pull_request: read, review }) => ({
    type: "review.submitted",
    ...toThread(frame, read, review.submitted_at),
    review: {
      id: review.id,
      state: review.state.toLowerCase(),
      body: review.body,
      author: review.user.login,
      url: review.html_url,
      commit: review.commit_id,
    },
  }));
}

const Line = z.int().nullish();
const Commented = z.object({
  pull_request: PullRequest,
  comment: z.object({
    id: ObjectId,
    body: Body,
    user: Login,
    html_url: Link,
    created_at: Time,
    path: Link,
    line: Line,
    original_line: Line,
    commit_id: Name,
    in_reply_to_id: ObjectId.nullish(),
    pull_request_review_id: ObjectId.nullish(),
  }),
});

export function readReviewCommentKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  if (frame.action !== "created") return toUnusedAction("a review comment", frame.action);
  return readSubject(Commented, payload, ({ pull_request: read, comment }) => {
    const { login: author, isBot } = toSender(comment.user);
    return {
      type: "review-comment.created",
      ...toThread(frame, read, comment.created_at),
      comment: {
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
      },
    };
  });
}
