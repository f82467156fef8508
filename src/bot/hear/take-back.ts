// What takes back what was asked for in a thread: the issue is closed or gone, a label or an assignee is taken off, a comment is deleted.
// It means what was asked for before it, since it may be told after something younger.
import { hasEnded } from "../../core/run/state.ts";
import type { CancelWords, StartRequest, ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { KnockOf } from "../knock/knock.ts";
import { findAsked, isAskedAfter } from "./asked-order.ts";
import { toMark } from "./to-mark.ts";

type Thread = StartRequest["thread"];
type Closed = KnockOf<"issue.closed">;
type Gone = KnockOf<"issue.deleted" | "issue.transferred">;
type Unmarked = KnockOf<"issue.unlabelled" | "pull-request.unlabelled" | "issue.unassigned" | "pull-request.unassigned">;
type Deleted = KnockOf<"comment.deleted" | "review-comment.deleted">;

/** Each answers why it led to nothing; null when it stopped something. */
export interface TakingBack {
  close(knock: Closed): Promise<string | null>;
  end(knock: Gone): Promise<string | null>;
  unmark(knock: Unmarked): Promise<string | null>;
  deleteComment(knock: Deleted): Promise<string | null>;
}

interface Meant {
  readonly open: readonly ListedRun[];
  /** By what happened since. */
  readonly isUndone: boolean;
}

export function createTakingBack(yard: ThreadYard): TakingBack {
  /** What happened within one second came in an order that only the forge knows. */
  async function findMeant(
    { thread, at }: Closed | Unmarked,
    { isMeant, isUndone }: { isMeant(run: ListedRun): boolean; isUndone(now: Thread): boolean },
  ): Promise<Meant> {
    const moment = { at, comment: null };
    const runs = await yard.listRuns(thread);
    const open = runs.filter((run) => !hasEnded(run) && isMeant(run) && !isAskedAfter(run, moment));
    const isInDoubt = open.some((run) => findAsked(run)?.at === at);
    const now = isInDoubt ? await yard.loadThread(thread) : null;
    return { open, isUndone: now !== null && isUndone(now) };
  }

  /** For what was asked for before and is told later. */
  async function note({ thread, at, sender }: Closed | Unmarked, did: string, mark: string | null): Promise<void> {
    await yard.noteStop(thread, { at, comment: null, by: sender.login, did, mark, isForOthers: true, since: null });
  }

  async function stop(runs: readonly ListedRun[], why: Omit<CancelWords, "isOurs">): Promise<void> {
    for (const { id } of runs) await yard.cancel(id, { ...why, isOurs: true });
  }

  async function leaveBranches(thread: number): Promise<void> {
    const runs = await yard.listRuns(thread);
    for (const branch of new Set(runs.flatMap(({ task }) => task?.origin?.branch ?? []))) await yard.leaveBranch(branch);
  }

  return {
    async close(knock) {
      await note(knock, "closed the issue", null);
      const { open, isUndone } = await findMeant(knock, { isMeant: () => true, isUndone: ({ isOpen }) => isOpen });
      if (isUndone) return "the issue is open again";
      await stop(open, { reason: `'${knock.sender.login}' closed the issue`, login: knock.sender.login });
      await leaveBranches(knock.thread);
      return open.length === 0 ? "nothing was under way in the thread" : null;
    },
    async end({ type, thread }) {
      const open = (await yard.listRuns(thread)).filter((run) => !hasEnded(run));
      await stop(open, { reason: type === "issue.deleted" ? "the issue was deleted" : "the issue was transferred", login: null });
      await leaveBranches(thread);
      return open.length === 0 ? "nothing was under way in the thread" : null;
    },
    async unmark(knock) {
      const mark = toUnmarking(knock);
      await note(knock, mark.did, toMark(knock));
      const { open, isUndone } = await findMeant(knock, mark);
      if (isUndone) return "it is there again";
      await stop(open, { reason: `'${knock.sender.login}' ${mark.did}`, login: knock.sender.login });
      return open.length === 0 ? "nothing that it started is under way" : null;
    },
    /** What has not begun when its comment goes, nobody wants any more. */
    async deleteComment({ thread, comment, sender }) {
      const isWaiting = ({ status, task }: ListedRun) =>
        (status === "queued" || status === "created") && task?.origin?.comment === comment.id;
      const waiting = (await yard.listRuns(thread)).filter(isWaiting);
      await stop(waiting, { reason: "the comment that asked for it was deleted", login: sender.login });
      return waiting.length === 0 ? "nothing that the comment asked for waits" : null;
    },
  };
}

function toUnmarking(knock: Unmarked) {
  if ("label" in knock) {
    const { label } = knock;
    const isMeant = ({ task }: ListedRun) => task?.label === label;
    return { isMeant, isUndone: ({ labels }: Thread) => labels.includes(label), did: `removed the label '${label}'` };
  }
  const { assignee } = knock;
  const isMeant = ({ task }: ListedRun) => task?.assignee === assignee;
  return { isMeant, isUndone: ({ assignees }: Thread) => assignees.includes(assignee), did: `unassigned '${assignee}'` };
}
