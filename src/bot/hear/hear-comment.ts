// What somebody said in a comment: read, permitted or not, done, and answered once. An edit is heard for what it adds.
import type { Saying } from "../../core/commands/command.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import { parseComment } from "../../core/commands/parse-comment.ts";
import type { Asker, Permission } from "../../core/commands/permission.ts";
import { hasEnded } from "../../core/run/state.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { parseCommentLines } from "../comments/parse-comment-lines.ts";
import { renderReply } from "../comments/render-reply.ts";
import { answerAll, findRefusal } from "./answer-all.ts";
import { asTold } from "./as-told.ts";
import { type CommentKnock, toSaid } from "./comment-knock.ts";
import { guardLoop } from "./guard-loop.ts";
import { hearEdit } from "./hear-edit.ts";

export interface Surroundings {
  readonly yard: ThreadYard;
  loadRenderer(): Promise<Renderer>;
  loadGrammar(): Promise<Grammar>;
}

/** @returns why it led to nothing; null when something was heard */
export async function hearComment(knock: CommentKnock, { yard, loadRenderer, loadGrammar }: Surroundings): Promise<string | null> {
  const { comment, body, key, occasion: said } = toSaid(knock);
  const grammar = await loadGrammar();
  const whole = parseComment(parseCommentLines(body), grammar);
  const edit = "before" in knock ? await hearEdit({ ...knock, comment: comment.id, after: whole }, { yard, grammar }) : null;
  const sayings: readonly Saying[] = edit?.sayings ?? whole;
  if (sayings.length === 0) return edit?.withdrew ? null : "the comment gives no command";
  const looping = knock.sender.isBot ? await guardLoop(knock, yard) : null;
  if (looping !== null) return looping;
  const target = { thread: knock.thread, comment: comment.canReact ? comment.id : null, isOnLine: comment.isOnLine };
  const { login } = knock.sender;
  const [permission, found] = await Promise.all([yard.loadPermission(login), yard.loadThread(knock.thread)]);
  if (found === null) return "the thread is gone";
  const thread = asTold(found, knock);
  const runs = await yard.listRunsSeen(thread);
  const asker: Asker = { permission, isRequester: runs.some((run) => !hasEnded(run) && run.task?.origin?.by === login) };
  const about = { grammar, asker, by: login, at: knock.at, comment: comment.id, runs };
  const refusals = sayings.map((saying) => findRefusal(saying, { ...about, before: null })?.command ?? null);
  const isRefused = !refusals.includes(null);
  const isAnswered = yard.mayAnswer({
    login,
    permission,
    thread: knock.thread,
    key: said,
    refused: isRefused ? [...new Set(refusals)].join(" ") : null,
  });
  if (isAnswered && !isRefused) await yard.acknowledge({ to: login, target, reaction: "eyes" });
  const renderer = await loadRenderer();
  const occasion = { ...about, yard, renderer, thread, url: comment.url, body, key: said };
  const { parts, skipped } = await answerAll(sayings, occasion);
  if (!isAnswered) return isRefused ? await noteRefusal(knock, permission, yard) : null;
  if (isRefused && (await yard.loadCommandSettings()).refusals === "react") {
    await yard.acknowledge({ to: login, target, reaction: "-1" });
    return null;
  }
  const reply = renderReply(renderer, parts, skipped);
  if (reply === null) await yard.acknowledge({ to: login, target, reaction: "+1" });
  else await yard.reply({ to: login, thread: knock.thread, key, body: reply, shows: toShown(sayings, grammar) });
  return null;
}

/** They were told before; whoever asks why may read it. */
async function noteRefusal({ thread, sender: { login } }: CommentKnock, permission: Permission, yard: ThreadYard): Promise<string> {
  const why = `'${login}' has ${permission} permission, which is not enough for what they asked for`;
  await yard.remark(thread, why);
  return why;
}

/** What alone is shown; null: something else is said besides. */
function toShown(sayings: readonly Saying[], { catalogue }: Grammar): string | null {
  const names = new Set(sayings.map((saying) => (saying.type === "command" ? saying.name : null)));
  const [name = null] = names;
  return names.size === 1 && name !== null && catalogue[name]?.changes === false ? name : null;
}
