// One command, done: what came of it for the answer, and whether it failed. Whether the person may give it was asked before.
import type { CommandName } from "../../core/commands/catalogue.ts";
import type { Command, CommandOf } from "../../core/commands/command.ts";
import { findEntry, type Grammar } from "../../core/commands/grammar.ts";
import type { Asker } from "../../core/commands/permission.ts";
import { hasEnded } from "../../core/run/state.ts";
import { toCommandHelp, toTopicHelp } from "../../core/views/command-help.ts";
import { toConfigCheck } from "../../core/views/config-check.ts";
import { type AnsweredRun, toAnsweredRun } from "../../core/views/thread-answers.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import { renderStanding } from "../../runtime/presence/texts.ts";
import type { Queue, StartOutcome, StartRequest, ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { ReplyPart } from "../comments/render-reply.ts";
import { isAskedAfter } from "./asked-order.ts";
import { findNamed, findToRetry, findToStop } from "./find-meant.ts";
import { findStop } from "./find-stop.ts";
import { findMarkedTwin } from "./find-twin.ts";
import { toTaskId } from "./task-id.ts";

export interface Occasion {
  readonly yard: ThreadYard;
  readonly renderer: Renderer;
  readonly grammar: Grammar;
  readonly thread: StartRequest["thread"];
  /** It is told late, and the thread was closed since. */
  readonly isOver: boolean;
  readonly by: string;
  /** When it was said; milliseconds since the epoch. */
  readonly at: number;
  readonly asker: Asker;
  /** The comment in which it was said; null: the thread's own text. */
  readonly comment: number | null;
  readonly url: string;
  readonly body: string;
  /** By this it is known should it be heard again. */
  readonly key: string;
  /** Of the thread, newest first. */
  readonly runs: readonly ListedRun[];
  /** That nobody asked for in a thread, and that are named here. */
  readonly unthreaded: readonly ListedRun[];
  /** Runs that were under way when this was heard before, and maybe not done; null: it is heard for the first time. */
  readonly before: readonly string[] | null;
}

export interface Obeyed {
  readonly parts: readonly ReplyPart[];
  readonly failed: boolean;
}

/** Done, and shown elsewhere: by a reaction, and in the run's own comment. */
export const QUIETLY: Obeyed = { parts: [], failed: false };
const MOST_SETTINGS = 60;
const MOST_TOPICS = 5;

const ACTS: { readonly [Name in CommandName]: (command: CommandOf<Name>, occasion: Occasion) => Promise<Obeyed> | Obeyed } = {
  run,
  cancel,
  retry,
  tell: (command, occasion) => tell(toText(command), command.dryRun, occasion),
  pause,
  resume,
  status: showStatus,
  queue: (_, occasion) => showQueue(occasion),
  why: (_, occasion) => showWhy(occasion),
  config: (_, occasion) => showSettings(occasion),
  help: ({ words, text }, occasion) => showHelp(words.topic, text, occasion),
};

/** @param command of the catalogue, as the parser makes them */
export async function obey(command: Command, occasion: Occasion): Promise<Obeyed> {
  const act = ACTS[command.name as CommandName] as (command: Command, occasion: Occasion) => Promise<Obeyed> | Obeyed;
  return await act(command, occasion);
}

async function run(command: CommandOf<"run">, occasion: Occasion): Promise<Obeyed> {
  const { yard } = occasion;
  const { step: steps, set: variables } = command.options;
  const request = { ...toRequest(command, occasion), workflow: command.words.workflow, steps, variables };
  if (!command.dryRun) {
    if (isAskedTwice(request, occasion)) return QUIETLY;
    return (await refuseTakenBack(request.taskId, occasion)) ?? toObeyed(await yard.start(request), occasion);
  }
  const preview = await yard.preview(request);
  if (!preview.ok) return toObeyed(preview, occasion);
  const given = Object.entries(variables).map(([name, value]) => ({ name, value }));
  return answerWith(occasion, "threads/preview", { what: "run", ...preview, told: request.instructions, variables: given });
}

/** @param taskId of the run; one that is there already, since this is heard again, is not asked for anew @returns null: it stands */
export async function refuseTakenBack(taskId: string | null, occasion: Occasion): Promise<Obeyed | null> {
  if (occasion.runs.some(({ id }) => id === taskId)) return null;
  const again = "ask again to have it done anyway";
  if (occasion.isOver) return refuse(occasion, "this arrived late, and the issue was closed in the meantime", again);
  const stopped = await findStop(occasion.thread.number, { ...occasion, mark: null }, occasion.yard);
  return stopped === null ? null : refuse(occasion, stopped, again);
}

/** A label says nothing besides: a command that does is another wish. */
function isAskedTwice({ workflow, steps, variables, instructions, comment }: StartRequest, { by, at, thread, runs }: Occasion): boolean {
  const saysMore = steps.length > 0 || Object.keys(variables).length > 0 || instructions !== "";
  return comment === null && !saysMore && findMarkedTwin({ workflow, by, at, thread: thread.number }, runs) !== null;
}

async function cancel(command: CommandOf<"cancel">, occasion: Occasion): Promise<Obeyed> {
  const { yard, by, runs } = occasion;
  const meant = findToStop(command.words.run, runs, occasion);
  if (!meant.ok) return refuse(occasion, meant.message, meant.hint);
  if (command.dryRun) return answerWith(occasion, "threads/preview", toDry(`stop ${meant.runs.map(({ id }) => toCode(id)).join(", ")}`));
  const refusals = [];
  for (const { id, status } of meant.runs) {
    refusals.push(status === "cancelled" ? null : await yard.cancel(id, { login: by, reason: toText(command), isOurs: false }));
  }
  if (refusals.includes(null)) return QUIETLY;
  return refuse(occasion, "the run is already ending and can no longer be stopped");
}

async function retry(command: CommandOf<"retry">, occasion: Occasion): Promise<Obeyed> {
  const { yard, unthreaded } = occasion;
  const request = toRequest(command, occasion);
  // The run that this very command started, should it be heard again.
  const runs = occasion.runs.filter(({ id }) => id !== request.taskId);
  const { run: word } = command.words;
  const askedBefore = runs.filter((each) => !isAskedAfter(each, occasion));
  const meant = findToRetry(word, word === null ? askedBefore : runs, unthreaded);
  const isUnthreaded = meant.ok && unthreaded.includes(meant.run);
  const open = askedBefore.filter((each) => !hasEnded(each));
  if (!isUnthreaded && open.length > 0) {
    return open.every(({ cancelRequested }) => cancelRequested)
      ? refuse(occasion, "the run is still stopping: ask again in a moment")
      : refuse(occasion, "a run is under way here", `\`/${occasion.grammar.verb} cancel\` stops it`);
  }
  if (!meant.ok) return refuse(occasion, meant.message, meant.hint);
  const { id, task, workflow } = meant.run;
  if (command.dryRun) return answerWith(occasion, "threads/preview", toDry(`run ${toCode(task?.workflow ?? workflow)} once more`));
  // What is taken back in this thread, or closed with it, is not that one.
  if (isUnthreaded) return await retryUnthreaded(id, request, occasion);
  return (await refuseTakenBack(request.taskId, occasion)) ?? toObeyed(await yard.retry(id, request), occasion);
}

/** Nothing in this thread would show it: the answer names it. */
async function retryUnthreaded(id: string, request: ReturnType<typeof toRequest>, occasion: Occasion): Promise<Obeyed> {
  const { yard, grammar } = occasion;
  const outcome = await yard.retryUnthreaded(id, request);
  const run = outcome.ok ? await yard.findRun(outcome.run) : null;
  return run === null
    ? toObeyed(outcome, occasion)
    : answerWith(occasion, "threads/runs", { runs: [toAnsweredRun(run)], verb: grammar.verb });
}

/** Also what somebody says after a mention while a run is under way. */
export async function tell(text: string, dryRun: boolean, occasion: Occasion): Promise<Obeyed> {
  const { yard, by, runs } = occasion;
  const open = runs.find((each) => !hasEnded(each) && !isAskedAfter(each, occasion));
  const { verb } = occasion.grammar;
  if (!open) return refuse(occasion, "no run is under way here to pass this on to", `\`/${verb} <workflow> <text>\` starts one with it`);
  if (dryRun) return answerWith(occasion, "threads/preview", toDry(`tell the run ${toCode(open.id)}`));
  const refused = await yard.tell(open.id, by, text);
  if (refused === null) return QUIETLY;
  const hint = `\`/${verb} retry <text>\` tells the next run`;
  return refuse(
    occasion,
    refused === "run.no-turn-left" ? "no agent will work in this run any more, so nobody would read it" : "the run is just ending",
    hint,
  );
}

async function pause(command: CommandOf<"pause">, occasion: Occasion): Promise<Obeyed> {
  const { where, thread } = toScope(command.words.scope, occasion);
  if (command.dryRun) return answerWith(occasion, "threads/preview", toDry(`pause work ${where}`));
  const isHeld = await occasion.yard.pause(thread, { by: occasion.by, reason: toText(command), saidAt: occasion.at });
  if (!isHeld) return refuse(occasion, `somebody resumed work ${where} after this was said`);
  const { renderer, grammar } = occasion;
  const now = renderer.template("threads/paused-now").render({ verb: grammar.verb, isAll: thread === null });
  const queue = await occasion.yard.loadQueue();
  // What is paused besides.
  const others = thread === null ? { halted: null, pauses: queue.pauses } : { halted: queue.halted, pauses: new Map() };
  return answerQueue(occasion, queue, [now, renderPauses(occasion, others)]);
}

async function resume(command: CommandOf<"resume">, occasion: Occasion): Promise<Obeyed> {
  const { where, thread } = toScope(command.words.scope, occasion);
  if (command.dryRun) return answerWith(occasion, "threads/preview", toDry(`resume work ${where}`));
  const { halted, pauses } = await occasion.yard.loadQueue();
  const wasPaused = thread === null ? halted !== null : pauses.has(thread);
  const isHeld = await occasion.yard.resume(thread, { saidAt: occasion.at });
  if (!isHeld) return refuse(occasion, `somebody paused work ${where} after this was said`);
  const told = answerWith(occasion, "threads/resumed", { where, wasPaused });
  return { ...told, parts: [...told.parts, ...(await showQueue(occasion)).parts] };
}

function toScope(scope: string | null, { thread: { number } }: Occasion): { readonly where: string; readonly thread: number | null } {
  return scope === "all" ? { where: "in this repository", thread: null } : { where: `in #${number}`, thread: number };
}

async function showStatus(command: CommandOf<"status">, occasion: Occasion): Promise<Obeyed> {
  const { yard, runs, unthreaded, grammar } = occasion;
  const word = command.words.run;
  const named = word === null || word === "all" ? null : findNamed(word, runs, unthreaded);
  if (named?.ok === false) return refuse(occasion, named.message, named.hint);
  const some = named === null ? runs.slice(0, word === null ? 3 : 20) : [named.run];
  const ended = await yard.loadStandings(some.filter(({ status }) => status === "failed" || status === "completed"));
  const find = (id: string) => ended.find(({ card }) => card.run === id)?.card.failure ?? null;
  return answerWith(occasion, "threads/runs", { runs: some.map((run) => toAnsweredRun(run, find(run.id))), verb: grammar.verb });
}

async function showQueue(occasion: Occasion): Promise<Obeyed> {
  const queue = await occasion.yard.loadQueue();
  return answerQueue(occasion, queue, [renderPauses(occasion, queue)]);
}

/** @param above what is paused, in words */
function answerQueue(occasion: Occasion, { running, waiting, pauses }: Queue, above: readonly string[]): Obeyed {
  return answerWith(occasion, "threads/queue", {
    running: running.map((run) => toAnsweredRun(run)),
    waiting: waiting.map((run) => toWaiting(run, pauses)),
    pauses: above
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .join("\n\n"),
  });
}

function toWaiting(run: ListedRun, pauses: Queue["pauses"]): AnsweredRun {
  const shown = toAnsweredRun(run);
  return shown.thread !== null && pauses.has(shown.thread) ? { ...shown, status: "paused" } : shown;
}

function renderPauses({ renderer, thread, grammar }: Occasion, { halted, pauses }: Pick<Queue, "halted" | "pauses">): string {
  const paused = pauses.get(thread.number) ?? null;
  return renderer.template("threads/pauses").render({ halted, paused, verb: grammar.verb });
}

/** The same as each run's own comment says, and what is told by no comment. */
async function showWhy(occasion: Occasion): Promise<Obeyed> {
  const { yard, thread, runs, renderer } = occasion;
  const [{ halted, pauses }, remarks, standings] = await Promise.all([
    yard.loadQueue(),
    yard.listRemarks(thread.number),
    yard.loadStandings(runs.slice(0, 3)),
  ]);
  const isTold = standings.some(({ card }) => card.need !== null && card.need.code !== "start");
  return await belowProblems(occasion, "threads/why", {
    runs: standings.map(({ card, url }) => ({ standing: renderStanding(renderer, card), url })),
    pauses: isTold ? "" : renderPauses(occasion, { halted, pauses }),
    remarks: remarks.map(({ at, text }) => ({ at: `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`, text })),
  });
}

async function showSettings(occasion: Occasion): Promise<Obeyed> {
  const { yard } = occasion;
  const [all, limits, manners] = await Promise.all([yard.listSettings(), yard.listLimits(), yard.loadManners()]);
  const settings = all.filter(({ isBuiltIn }) => !isBuiltIn);
  return await belowProblems(occasion, "threads/config", {
    ...manners,
    settings: settings.slice(0, MOST_SETTINGS),
    builtin: all.filter(({ isBuiltIn }) => isBuiltIn).map(({ label }) => label),
    limits,
    left: Math.max(0, settings.length - MOST_SETTINGS),
    alone: occasion.grammar.shortVerbs.map((word) => `/${word}`),
    verb: occasion.grammar.verb,
  });
}

/** What does not hold comes first: the rest is only what held before. */
async function belowProblems<Name extends "threads/why" | "threads/config">(
  occasion: Occasion,
  name: Name,
  scope: Parameters<typeof answerWith<Name>>[2],
): Promise<Obeyed> {
  const answer = answerWith(occasion, name, scope);
  const problems = await occasion.yard.listProblems();
  if (problems.length === 0) return answer;
  const { problems: shown, left } = toConfigCheck(problems);
  return { ...answer, parts: [...answerWith(occasion, "threads/problems", { problems: shown, left }).parts, ...answer.parts] };
}

/** @param text may name more topics; what is none is politeness */
function showHelp(topic: string | null, text: string, { grammar, asker }: Occasion): Obeyed {
  const others = text.split(/[\s,]+/, MOST_TOPICS).map((word) => findEntry(grammar, word)?.name ?? word);
  const topics = topic === null ? [] : new Set([topic, ...others]);
  const parts = [...topics].flatMap((each): ReplyPart[] => {
    const help = toTopicHelp(grammar, each, asker);
    return help === null ? [] : [{ type: "topic", help }];
  });
  return { parts: parts.length > 0 ? parts : [{ type: "help", help: toCommandHelp(grammar, asker) }], failed: false };
}

function toRequest(command: Command, occasion: Occasion): Omit<StartRequest, "workflow" | "steps" | "variables"> {
  const { thread, by, at, comment, grammar } = occasion;
  const taskId = toTaskId(command, { grammar, thread: thread.number, comment });
  return { taskId, instructions: toText(command), thread, by, comment, askedAt: at };
}

function toText({ text, body }: Command): string {
  return [text, body].filter((part) => part !== "").join("\n");
}

/** Of a name without backticks. */
function toCode(name: string): string {
  return `\`${name}\``;
}

function toDry(what: string) {
  return { what, workflow: "", branch: "", base: null, position: 1, steps: [], told: "", variables: [] };
}

function toObeyed(outcome: StartOutcome, occasion: Occasion): Obeyed {
  return outcome.ok ? QUIETLY : refuse(occasion, outcome.message, outcome.hint);
}

export function refuse(occasion: Occasion, message: string, hint: string | null = null): Obeyed {
  return { ...answerWith(occasion, "threads/refused", { message, hint }), failed: true };
}

export function answerWith<Name extends Parameters<Renderer["template"]>[0]>(
  { renderer }: Pick<Occasion, "renderer">,
  name: Name,
  scope: Parameters<ReturnType<typeof renderer.template<Name>>["render"]>[0],
): Obeyed {
  return { parts: [{ type: "answer", text: renderer.template(name).render(scope).trim() }], failed: false };
}
