// Issues, and comments on issues and pull requests. GitHub tells of labels and assignments of pull requests elsewhere.
import { z } from "zod";
import type { Knock, KnockComment } from "./knock.ts";
import { Assignee, Body, FormerBody, Issue, Label, Link, Login, Name, ObjectId, ThreadNumber, Time, toSender } from "./payload.ts";
import { type Ignored, type RepositoryFrame, readSubject, toPlace, toUnusedAction, UNCHANGED } from "./reading.ts";

const Subject = z.object({ issue: Issue });
const IssueEdited = z.object({ issue: Issue, changes: FormerBody });
const Labelled = z.object({ issue: Issue, label: Label });
const Assigned = z.object({ issue: Issue, assignee: Assignee });
const Transferred = z.object({
  issue: Issue,
  changes: z
    .object({
      new_issue: z.object({ number: ThreadNumber }),
      new_repository: z.object({ id: ObjectId, name: Name, owner: z.object({ login: Name }) }),
    })
    .nullish()
    .catch(null),
});

export function readIssueKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  const on = ({ number, updatedAt, issue }: z.infer<typeof Issue>) => ({ ...toPlace(frame, updatedAt), thread: number, issue });
  switch (frame.action) {
    case "opened":
    case "closed":
    case "reopened":
    case "deleted": {
      const { action } = frame;
      // What is deleted was changed last when it still stood there.
      const read = (issue: z.infer<typeof Issue>) => (action === "deleted" ? { ...issue, updatedAt: null } : issue);
      return readSubject(Subject, payload, ({ issue }) => ({ type: `issue.${action}`, ...on(read(issue)) }));
    }
    case "edited":
      return readSubject(IssueEdited, payload, ({ issue, changes: before }) => {
        if (before === null) return UNCHANGED;
        return { type: "issue.edited", ...on(issue), before, writtenAt: issue.createdAt };
      });
    case "labeled":
    case "unlabeled": {
      const type = frame.action === "labeled" ? "issue.labelled" : "issue.unlabelled";
      return readSubject(Labelled, payload, ({ issue, label }) => ({ type, ...on(issue), label }));
    }
    case "assigned":
    case "unassigned": {
      const { action } = frame;
      return readSubject(Assigned, payload, ({ issue, assignee }) => ({ type: `issue.${action}`, ...on(issue), assignee }));
    }
    case "transferred":
      return readSubject(Transferred, payload, ({ issue, changes }) => {
        const to = changes == null ? null : toTransfer(changes);
        return { type: "issue.transferred", ...on({ ...issue, updatedAt: null }), to };
      });
    default:
      return toUnusedAction("an issue", frame.action);
  }
}

function toTransfer({ new_issue: issue, new_repository: { id, name, owner } }: NonNullable<z.infer<typeof Transferred>["changes"]>) {
  return { id, owner: owner.login, name, number: issue.number };
}

const Comment = z.object({ id: ObjectId, body: Body, user: Login, html_url: Link, created_at: Time, updated_at: Time });
const Commented = z.object({ issue: Issue, comment: Comment });
const Edited = z.object({ issue: Issue, comment: Comment, changes: FormerBody });

export function readCommentKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  const on = ({ number, issue }: z.infer<typeof Issue>, at: number | null) => ({ ...toPlace(frame, at), thread: number, issue });
  switch (frame.action) {
    case "created":
      return readSubject(Commented, payload, ({ issue, comment }) => ({
        type: "comment.created",
        ...on(issue, comment.created_at),
        comment: toComment(comment),
      }));
    case "edited":
      return readSubject(Edited, payload, ({ issue, comment, changes: before }) => {
        if (before === null) return UNCHANGED;
        const { created_at: writtenAt, updated_at: at } = comment;
        return { type: "comment.edited", ...on(issue, at), comment: toComment(comment), before, writtenAt };
      });
    case "deleted":
      return readSubject(Commented, payload, ({ issue, comment }) => ({
        type: "comment.deleted",
        ...on(issue, null),
        comment: toComment(comment),
      }));
    default:
      return toUnusedAction("a comment", frame.action);
  }
}

function toComment({ id, body, user, html_url: url }: z.infer<typeof Comment>): KnockComment {
  const { login: author, isBot } = toSender(user);
  return { id, body, author, isByBot: isBot, url };
}
