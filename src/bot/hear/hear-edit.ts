// What an edit changes of what was said. What it adds is heard. Soon after the writing it also takes back, or puts in other words, what was
// asked for and has not begun; later the words stand as they were.
import type { Command, Saying } from "../../core/commands/command.ts";
import { diffComments } from "../../core/commands/diff-comments.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import { parseComment } from "../../core/commands/parse-comment.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { parseCommentLines } from "../comments/parse-comment-lines.ts";
import type { Knock } from "../knock/knock.ts";
import { toTaskId } from "./task-id.ts";

export interface Edit extends Pick<Knock, "at" | "sender"> {
  readonly thread: number;
  readonly comment: number | null;
  readonly before: string;
  readonly writtenAt: number | null;
  readonly after: readonly Saying[];
}

export interface HeardEdit {
  /** To be tried. */
  readonly sayings: readonly Saying[];
  /** Whether something that waited was taken back. */
  readonly withdrew: boolean;
}

export interface EditSurroundings {
  readonly yard: ThreadYard;
  readonly grammar: Grammar;
  /** What stands there now, where the edit may have been undone since; null: it is as the edit says. */
  readonly loadNow: (() => Promise<readonly Saying[]>) | null;
}

const SOON_MS = 30_000;

export async function hearEdit(edit: Edit, { yard, grammar, loadNow }: EditSurroundings): Promise<HeardEdit> {
  const { after, at, writtenAt, thread } = edit;
  const before = parseComment(parseCommentLines(edit.before), grammar);
  const { added, reworded } = diffComments(before, after, grammar);
  if (writtenAt === null || at - writtenAt > SOON_MS) return { sayings: added, withdrew: false };
  const toId = (command: Command) => toTaskId(command, { grammar, thread, comment: edit.comment });
  const stays = new Set(after.filter(isStart).map(toId));
  const runs = new Map((await yard.listRuns(thread)).map((run) => [run.id, run]));
  const gone = before.filter(isStart).flatMap((command) => {
    const run = runs.get(toId(command));
    return run === undefined || stays.has(run.id) || hasBegun(run) ? [] : [{ command, run }];
  });
  const stands = new Set(gone.length === 0 ? [] : (await loadNow?.())?.filter(isStart).map(toId));
  const withdrawn = new Set<string>();
  for (const { command, run } of gone) {
    if (stands.has(run.id)) continue;
    // One that is cancelled already may have been so by this very edit, heard a second time.
    if (run.status !== "cancelled") await yard.cancel(run.id, { reason: "the comment was edited", login: edit.sender.login, isOurs: true });
    withdrawn.add(toLine(command));
  }
  const sayings = after.filter(
    (saying) => added.includes(saying) || (reworded.includes(saying) && isStart(saying) && withdrawn.has(toLine(saying))),
  );
  return { sayings, withdrew: withdrawn.size > 0 };

  function toLine(command: Command): string {
    return toId({ ...command, body: "" });
  }
}

function isStart(saying: Saying): saying is Command {
  return saying.type === "command" && (saying.name === "run" || saying.name === "retry") && !saying.dryRun;
}

function hasBegun({ status, startedAt }: ListedRun): boolean {
  return startedAt !== null || !(status === "queued" || status === "created" || status === "cancelled");
}
