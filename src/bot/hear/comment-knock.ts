// Everything that people write and that may give commands: an issue's text, a comment, a review, a comment on a line. The same for all.
import type { KnockOf } from "../knock/knock.ts";
import { toShortHash } from "./task-id.ts";

export type CommentKnock = KnockOf<
  | "issue.opened"
  | "issue.edited"
  | "pull-request.opened"
  | "pull-request.edited"
  | "comment.created"
  | "comment.edited"
  | "review.submitted"
  | "review.edited"
  | "review-comment.created"
  | "review-comment.edited"
>;

export interface Said {
  readonly comment: {
    /** Null: it stands in the thread's own text. */
    readonly id: number | null;
    readonly url: string;
    readonly on: "text" | "thread" | "line" | "review";
  };
  readonly body: string;
  /** Of the answer: one for everything that the same text ever says. */
  readonly key: string;
  /** By this it is known should it be heard again; each edit is another. */
  readonly occasion: string;
}

export function toSaid(knock: CommentKnock): Said {
  const said = toText(knock);
  if (!("before" in knock)) return { ...said, occasion: said.key };
  // GitHub counts in seconds, and some people are quick.
  return { ...said, occasion: `${said.key}@${knock.at}-${toShortHash(`${knock.before}\n${said.body}`)}` };
}

function toText(knock: CommentKnock): Omit<Said, "occasion"> {
  switch (knock.type) {
    case "issue.opened":
    case "issue.edited":
      return toOwnText(knock.thread, knock.issue);
    case "pull-request.opened":
    case "pull-request.edited":
      return toOwnText(knock.thread, knock.pullRequest);
    case "review.submitted":
    case "review.edited": {
      const { id, body, url } = knock.review;
      return { comment: { id, url, on: "review" }, body, key: `review/${id}` };
    }
    case "review-comment.created":
    case "review-comment.edited": {
      const { id, body, url } = knock.comment;
      return { comment: { id, url, on: "line" }, body, key: `line/${id}` };
    }
    default: {
      const { id, body, url } = knock.comment;
      return { comment: { id, url, on: "thread" }, body, key: String(id) };
    }
  }
}

function toOwnText(thread: number, { body, url }: { readonly body: string; readonly url: string }): Omit<Said, "occasion"> {
  return { comment: { id: null, url, on: "text" }, body, key: `thread/${thread}` };
}
