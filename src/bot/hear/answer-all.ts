// The sayings of one comment, one after the other: whether the person may, what comes of it, and once only. Posts nothing.
import { COMMANDS } from "../../core/commands/catalogue.ts";
import { type Command, isCommand, type Saying } from "../../core/commands/command.ts";
import { toDemand } from "../../core/commands/command-entry.ts";
import { type Grammar, toWorkflowNames } from "../../core/commands/grammar.ts";
import { type Asker, decidePermission } from "../../core/commands/permission.ts";
import { printCommand } from "../../core/commands/print-command.ts";
import { hasEnded } from "../../core/run/state.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { type ReplyPart, renderReply } from "../comments/render-reply.ts";
import { listThreads } from "./asked-order.ts";
import { findNamed, findToStop, toStopWord } from "./find-meant.ts";
import { decideTalk, hearTalk } from "./hear-talk.ts";
import { type Obeyed, type Occasion, obey } from "./obey.ts";
import { toShortHash } from "./task-id.ts";

type Refused = Extract<ReplyPart, { readonly type: "not-permitted" }>;

export interface Answers {
  readonly parts: readonly ReplyPart[];
  /** Not tried, because one before them failed; as they are printed. */
  readonly skipped: readonly string[];
}

/** @param occasion without what is to be known of each of them */
export async function answerAll(sayings: readonly Saying[], occasion: Omit<Occasion, "before">): Promise<Answers> {
  const parts: ReplyPart[] = [];
  for (const [index, saying] of sayings.entries()) {
    // What one of them started is there for the next.
    const runs = index === 0 ? occasion.runs : await occasion.yard.listRunsSeen(occasion.thread);
    const obeyed = await answerOnce(saying, index, { ...occasion, runs });
    parts.push(...obeyed.parts);
    const goesOn = saying.type !== "talk" && saying.keepGoing;
    if (obeyed.failed && !goesOn) return { parts, skipped: sayings.slice(index + 1).map((each) => toSource(each, occasion.grammar)) };
  }
  return { parts, skipped: [] };
}

/** What changes nothing may be answered anew; everything else is answered as it was the first time. */
async function answerOnce(saying: Saying, index: number, occasion: Omit<Occasion, "before">): Promise<Obeyed> {
  const { yard, thread, runs, unthreaded, renderer, grammar, key } = occasion;
  const changes = saying.type === "talk" || (saying.type === "command" && grammar.catalogue[saying.name]?.changes === true);
  if (!changes) return await answer(saying, { ...occasion, before: null });
  const id = `${key}/${index}/${toShortHash(toSource(saying, grammar))}`;
  const heard = await yard.recall(thread.number, id);
  if (heard?.answer) return { parts: heard.answer.texts.map((text) => ({ type: "answer", text })), failed: heard.answer.failed };
  const open = heard?.open ?? [...runs, ...unthreaded].filter((run) => !hasEnded(run)).map((run) => run.id);
  if (heard === null) await yard.remember(thread.number, id, { open, answer: null });
  const obeyed = await answer(saying, { ...occasion, before: heard?.open ?? null });
  const texts = obeyed.parts.map((part) => renderReply(renderer, [part]) ?? "");
  await yard.remember(thread.number, id, { open, answer: { texts, failed: obeyed.failed } });
  return obeyed;
}

async function answer(saying: Saying, occasion: Occasion): Promise<Obeyed> {
  if (saying.type === "mistake") return { parts: [{ type: "mistake", mistake: saying }], failed: true };
  if (saying.type === "talk") return await hearTalk(saying, occasion);
  await noteStop(saying, occasion);
  const refused = findRefusal(saying, occasion);
  return refused === null ? await obey(saying, occasion) : { parts: [refused], failed: true };
}

/** Whoever may not stop others may take back what they asked for themselves, though it is not there yet. */
async function noteStop(command: Command, { yard, thread, asker, runs, ...heard }: Occasion): Promise<void> {
  if (!isCommand(command, "cancel") || command.dryRun) return;
  const isForOthers = decidePermission(COMMANDS.cancel, { ...asker, isRequester: false }) === null;
  const word = toStopWord(command.words.run, runs, { ...heard, isForOthers });
  if (word === null) return;
  for (const number of listThreads(thread.number, runs)) await yard.noteStop(number, word);
}

/** An answer that is the same each time somebody says this. */
interface Echo {
  /** What it says, for comparison. */
  readonly says: string;
  readonly isRefusal: boolean;
}

/** Null: there is more to say. */
export async function findEcho(saying: Saying, occasion: Occasion): Promise<Echo | null> {
  if (saying.type === "talk") {
    const lot = await decideTalk(saying, occasion);
    if (lot.is === "nothing") return { says: "how to start", isRefusal: false };
    return lot.is === "refused" ? { says: lot.part.command, isRefusal: true } : null;
  }
  const refused = findRefusal(saying, occasion);
  if (refused === null) return null;
  // Who may not run one workflow may run none.
  const isRun = saying.type === "command" && isCommand(saying, "run");
  return { says: isRun ? saying.name : refused.command, isRefusal: true };
}

/** Null: it is permitted, or no command; what somebody says to us is permitted or not by what waits for it. */
function findRefusal(saying: Saying, about: Occasion): Refused | null {
  const { catalogue } = about.grammar;
  const entry = saying.type === "command" ? catalogue[saying.name] : undefined;
  if (saying.type !== "command" || entry === undefined) return null;
  const demand = toDemand(entry, { words: Object.values(saying.words), isUnthreaded: isUnthreaded(saying, about) });
  const refusal = decidePermission(demand, toAsker(saying, about));
  if (refusal === null) return null;
  return {
    type: "not-permitted",
    command: toShort(saying, about.grammar),
    requester: demand.requesterMay,
    isForAll: isForAll(saying),
    refusal,
  };
}

function isUnthreaded({ words }: Command, { runs, unthreaded }: Occasion): boolean {
  const word = words["run"] ?? null;
  const named = word === null ? null : findNamed(word, runs, unthreaded);
  return named?.ok === true && unthreaded.includes(named.run);
}

/** Whoever asked for a run may stop that one; where several are meant, each has to be theirs. */
function toAsker(command: Command, about: Occasion): Asker {
  const { asker, by, runs } = about;
  if (!isCommand(command, "cancel")) return asker;
  const isTheirs = ({ task }: ListedRun) => task?.origin?.by === by;
  const meant = findToStop(command.words.run, runs, about);
  return { ...asker, isRequester: meant.ok ? meant.runs.every(isTheirs) : runs.some(isTheirs) };
}

/** Without its arguments, which a stranger wrote, but for a workflow that there is. */
function toShort(command: Command, grammar: Grammar): string {
  const { verb } = grammar;
  if (!isCommand(command, "run")) return `/${verb} ${command.name}${isForAll(command) ? " all" : ""}`;
  const { workflow } = command.words;
  return `/${verb} ${toWorkflowNames(grammar).includes(workflow) ? workflow : "<workflow>"}`;
}

function isForAll({ words }: Command): boolean {
  return words["scope"] === "all";
}

function toSource(saying: Saying, grammar: Grammar): string {
  if (saying.type === "command") return printCommand(saying, grammar);
  return saying.type === "mistake" ? saying.source.trim() : saying.text;
}
