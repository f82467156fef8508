// What somebody said in a comment: read, permitted or not, done, and answered once. An edit is heard for what it adds.
import type { Command, Saying } from "../../core/commands/command.ts";
import { diffComments } from "../../core/commands/diff-comments.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import { parseComment } from "../../core/commands/parse-comment.ts";
import { type Asker, type Demand, decidePermission } from "../../core/commands/permission.ts";
import { printCommand } from "../../core/commands/print-command.ts";
import { hasEnded } from "../../core/run/state.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { parseCommentLines } from "../comments/parse-comment-lines.ts";
import { type ReplyPart, renderReply } from "../comments/render-reply.ts";
import type { KnockOf } from "../knock/knock.ts";
import { guardLoop } from "./guard-loop.ts";
import { type Obeyed, type Occasion, obey, tell, toDemand } from "./obey.ts";

export type CommentKnock = KnockOf<
  "comment.created" | "comment.edited" | "review-comment.created" | "review.submitted" | "issue.opened" | "pull-request.opened"
>;

export interface Surroundings {
  readonly yard: ThreadYard;
  loadRenderer(): Promise<Renderer>;
  loadGrammar(): Promise<Grammar>;
}

/** Words to a run that is under way need what telling it needs. */
const TALK: Demand = { permission: "write", requesterMay: false };

/** @returns why it led to nothing; null when something was heard */
export async function hearComment(knock: CommentKnock, { yard, loadRenderer, loadGrammar }: Surroundings): Promise<string | null> {
  const { id, body, key } = toWords(knock);
  const grammar = await loadGrammar();
  const said = listen(knock, body, grammar);
  if (said.length === 0) return "the comment gives no command";
  const looping = knock.sender.isBot ? await guardLoop(knock, yard) : null;
  if (looping !== null) return looping;
  // Reviews and their comments have reactions of their own kind, which nobody needs.
  const comment = knock.type === "review.submitted" || knock.type === "review-comment.created" ? null : id;
  await yard.acknowledge({ thread: knock.thread, comment }, "eyes");
  const { login } = knock.sender;
  const [permission, thread, runs] = await Promise.all([
    yard.loadPermission(login),
    yard.loadThread(knock.thread),
    yard.listRuns(knock.thread),
  ]);
  if (thread === null) return "the thread is gone";
  const open = runs.find((run) => !hasEnded(run)) ?? runs[0];
  const asker: Asker = { permission, isRequester: open?.task?.origin?.by === login };
  const renderer = await loadRenderer();
  const occasion = { yard, renderer, grammar, thread, by: login, asker, comment: id, runs };
  const { parts, skipped } = await answerAll(said, occasion);
  const reply = renderReply(renderer, parts, skipped);
  if (reply === null) await yard.acknowledge({ thread: knock.thread, comment }, "+1");
  else await yard.reply({ thread: knock.thread, key, body: reply });
  return null;
}

interface Words {
  /** Of the comment; null: it stands in the thread's own text. */
  readonly id: number | null;
  readonly body: string;
  /** Of the answer. */
  readonly key: string;
}

function toWords(knock: CommentKnock): Words {
  switch (knock.type) {
    case "issue.opened":
      return { id: null, body: knock.issue.body, key: `thread/${knock.thread}` };
    case "pull-request.opened":
      return { id: null, body: knock.pullRequest.body, key: `thread/${knock.thread}` };
    case "review.submitted":
      return { id: knock.review.id, body: knock.review.body, key: `review/${knock.review.id}` };
    default:
      return { id: knock.comment.id, body: knock.comment.body, key: String(knock.comment.id) };
  }
}

/** Only what an edit adds is heard. */
function listen(knock: CommentKnock, body: string, grammar: Grammar): readonly Saying[] {
  const said = parseComment(parseCommentLines(body), grammar);
  if (knock.type !== "comment.edited") return said;
  return diffComments(parseComment(parseCommentLines(knock.before), grammar), said, grammar).added;
}

interface Answers {
  readonly parts: readonly ReplyPart[];
  /** Not tried, because one before them failed; as they are printed. */
  readonly skipped: readonly string[];
}

async function answerAll(said: readonly Saying[], occasion: Omit<Occasion, "runs"> & Pick<Occasion, "runs">): Promise<Answers> {
  const parts: ReplyPart[] = [];
  for (const [index, saying] of said.entries()) {
    // What one of them started is there for the next.
    const runs = index === 0 ? occasion.runs : await occasion.yard.listRuns(occasion.thread.number);
    const obeyed = await answerOne(saying, { ...occasion, runs });
    parts.push(...obeyed.parts);
    const goesOn = saying.type !== "talk" && saying.keepGoing;
    if (obeyed.failed && !goesOn) return { parts, skipped: said.slice(index + 1).map((each) => toSource(each, occasion.grammar)) };
  }
  return { parts, skipped: [] };
}

async function answerOne(saying: Saying, occasion: Occasion): Promise<Obeyed> {
  if (saying.type === "mistake") return { parts: [{ type: "mistake", mistake: saying }], failed: true };
  const demand = saying.type === "talk" ? TALK : toDemand(saying);
  const refusal = decidePermission(demand, occasion.asker);
  const { verb } = occasion.grammar;
  if (refusal !== null) {
    const command = saying.type === "talk" ? `/${verb} tell` : toShort(saying, verb);
    return { parts: [{ type: "not-permitted", command, requester: demand.requesterMay, refusal }], failed: true };
  }
  if (saying.type === "command") return await obey(saying, occasion);
  return await tell([saying.text, saying.body].filter((part) => part !== "").join("\n"), false, occasion);
}

/** Without its arguments, which a stranger wrote. */
function toShort({ name }: Command, verb: string): string {
  return name === "run" ? `/${verb} <workflow>` : `/${verb} ${name}`;
}

function toSource(saying: Saying, grammar: Grammar): string {
  if (saying.type === "command") return printCommand(saying, grammar);
  return saying.type === "mistake" ? saying.source.trim() : saying.text;
}
