// What is told late may have been taken back since: then it starts nothing. What counts is how things stand on the forge now.
import type { Saying } from "../../core/commands/command.ts";
import { diffComments } from "../../core/commands/diff-comments.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import { parseComment } from "../../core/commands/parse-comment.ts";
import type { StartRequest, ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { parseCommentLines } from "../comments/parse-comment-lines.ts";
import { isAskedAfter } from "./asked-order.ts";
import type { Said } from "./comment-knock.ts";
import type { Telling } from "./telling.ts";

type Thread = StartRequest["thread"];
type LoadComment = Pick<ThreadYard, "loadComment">;

/** @param told how it was when it happened */
export function isOverSince(told: { readonly issue: Stand } | { readonly pullRequest: Stand }, now: Thread): boolean {
  // A pull request that is closed cannot be worked on, whenever that is asked for.
  return now.pullRequest === null && ("issue" in told ? told.issue : told.pullRequest).isOpen && !now.isOpen;
}

interface Stand {
  readonly isOpen: boolean;
}

/** @returns why it starts nothing, in words; null: it stands */
export async function findTakenBack(knock: Telling, now: Thread, yard: LoadComment): Promise<string | null> {
  if (isOverSince(knock, now)) return "it was closed since";
  if (knock.type === "comment.created") {
    const comment = await yard.loadComment({ thread: knock.thread, id: knock.comment.id, on: "thread" });
    if (comment === null) return "the comment was deleted since";
    return comment.body === knock.comment.body ? null : "the comment was edited since";
  }
  if (knock.type === "issue.assigned" || knock.type === "pull-request.assigned") {
    return now.assignees.includes(knock.assignee) ? null : `${knock.assignee} was unassigned since`;
  }
  return now.labels.includes(knock.label) ? null : `the label ${knock.label} was removed since`;
}

/** A label or an assignment is there once: what the same one started since was given anew, so this one was taken back. */
export function isMarkedAgain(knock: Telling, runs: readonly ListedRun[]): boolean {
  const isSame = ({ task }: ListedRun) =>
    // Its issue and its pull request have labels of their own.
    task?.origin?.thread === knock.thread &&
    (("label" in knock && task.label === knock.label) || ("assignee" in knock && task.assignee === knock.assignee));
  return runs.some((run) => isSame(run) && isAskedAfter(run, { at: knock.at, comment: null }));
}

export interface SaidThere {
  readonly said: Said;
  /** As it is now. */
  readonly thread: Thread;
  readonly grammar: Grammar;
  readonly yard: LoadComment;
}

/** @returns what stands now where it was said; null: it was deleted */
export async function loadSayings({ said, thread, grammar, yard }: SaidThere): Promise<readonly Saying[] | null> {
  const { id, on } = said.comment;
  const now = id === null || on === "text" ? thread : await yard.loadComment({ thread: thread.number, id, on });
  return now && parseComment(parseCommentLines(now.body ?? ""), grammar);
}

/** Those of the sayings that stand where they were said still; what was added since is told by itself. */
export async function keepSaid(sayings: readonly Saying[], there: SaidThere): Promise<readonly Saying[]> {
  const now = await loadSayings(there);
  if (now === null) return [];
  const { removed } = diffComments(sayings, now, there.grammar);
  return sayings.filter((saying) => !removed.includes(saying));
}
