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
import { answerAll, findEcho } from "./answer-all.ts";
import { asTold } from "./as-told.ts";
import { type CommentKnock, toSaid } from "./comment-knock.ts";
import { isOverSince, keepSaid, loadSayings } from "./find-taken-back.ts";
import { findUnthreaded } from "./find-unthreaded.ts";
import { guardLoop } from "./guard-loop.ts";
import { hearEdit } from "./hear-edit.ts";
import { findStrangeHand, tellWordsChanged } from "./words-changed.ts";

export interface Surroundings {
  readonly yard: ThreadYard;
  loadRenderer(): Promise<Renderer>;
  loadGrammar(): Promise<Grammar>;
  /** It may have been taken back since, or edited. @defaultValue false */
  readonly isLate?: boolean;
}

/** @returns why it led to nothing; null when something was heard */
export async function hearComment(knock: CommentKnock, surroundings: Surroundings): Promise<string | null> {
  const { yard, loadRenderer, loadGrammar, isLate = false } = surroundings;
  const said = toSaid(knock);
  const { comment, body, key } = said;
  const grammar = await loadGrammar();
  const whole = parseComment(parseCommentLines(body), grammar);
  const loadNow = async () => {
    const thread = await yard.loadThread(knock.thread);
    return (thread && (await loadSayings({ said, thread, grammar, yard }))) ?? [];
  };
  const around = { yard, grammar, loadNow: isLate ? loadNow : null };
  const edit = "before" in knock ? await hearEdit({ ...knock, comment: comment.id, after: whole }, around) : null;
  const told: readonly Saying[] = edit?.sayings ?? whole;
  if (told.length === 0) return edit?.withdrew ? null : "the comment gives no command";
  // GitHub's REST interface has no reactions to reviews: what is said in one is acknowledged on the pull request.
  const target = { thread: knock.thread, comment: comment.on === "review" ? null : comment.id, isOnLine: comment.on === "line" };
  const { login } = knock.sender;
  const [permission, found] = await Promise.all([yard.loadPermission(login), yard.loadThread(knock.thread)]);
  if (found === null) return "the thread is gone";
  const sayings = isLate ? await keepSaid(told, { said, thread: found, grammar, yard }) : told;
  if (sayings.length === 0) return "it was deleted or edited since";
  const looping = knock.sender.isBot ? await guardLoop(knock, yard) : null;
  if (looping !== null) return looping;
  const thread = asTold(found, knock);
  const runs = await yard.listRunsSeen(thread);
  const unthreaded = await findUnthreaded(sayings, runs, yard);
  const asker: Asker = { permission, isRequester: runs.some((run) => !hasEnded(run) && run.task?.origin?.by === login) };
  const renderer = await loadRenderer();
  const about = { yard, renderer, grammar, thread, isOver: isLate && isOverSince(knock, found), by: login, at: knock.at, asker };
  const occasion = { ...about, comment: comment.id, url: comment.url, body, key: said.occasion, runs, unthreaded };
  // Heard again, it may have started some of them.
  const others = runs.filter(({ task }) => comment.id === null || task?.origin?.comment !== comment.id);
  const echoes = await Promise.all(sayings.map((saying) => findEcho(saying, { ...occasion, runs: others, before: null })));
  const isRefused = echoes.every((echo) => echo?.isRefusal);
  const isAnswered = yard.mayAnswer({
    login,
    permission,
    thread: knock.thread,
    key: said.occasion,
    echo: echoes.includes(null) ? null : [...new Set(echoes.map((echo) => echo?.says))].join(" "),
  });
  const mayAsk = async (permission: Permission) => {
    const theirs = { ...occasion, asker: { permission, isRequester: false }, runs: others, before: null };
    return !(await Promise.all(sayings.map((saying) => findEcho(saying, theirs)))).some((echo) => echo?.isRefusal);
  };
  const strange = isRefused ? null : await findStrangeHand(knock, yard, mayAsk);
  if (strange !== null) {
    await yard.remark(knock.thread, await tellWordsChanged(knock, { yard, by: strange, again: "comment", loadRenderer }));
    return null;
  }
  if (isAnswered && !isRefused) await yard.acknowledge({ to: login, target, reaction: "eyes" });
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
