// One command, done: what came of it for the answer, and whether it failed. Whether the person may give it was asked before.
import { COMMANDS, type CommandName } from "../../core/commands/catalogue.ts";
import type { Command, CommandOf } from "../../core/commands/command.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import type { Asker } from "../../core/commands/permission.ts";
import { hasEnded } from "../../core/run/state.ts";
import { toCommandHelp, toTopicHelp } from "../../core/views/command-help.ts";
import { type AnsweredRun, toAnsweredRun } from "../../core/views/thread-answers.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { Queue, StartOutcome, StartRequest, ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { ReplyPart } from "../comments/render-reply.ts";
import { findNamed, findToRetry, findToStop } from "./find-meant.ts";
import { findMarkedTwin } from "./find-twin.ts";
import { toTaskId } from "./task-id.ts";

export interface Occasion {
  readonly yard: ThreadYard;
  readonly renderer: Renderer;
  readonly grammar: Grammar;
  readonly thread: StartRequest["thread"];
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
  help: ({ words }, occasion) => showHelp(words.topic, occasion),
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
  if (!command.dryRun) return isAskedTwice(request, occasion) ? QUIETLY : toObeyed(await yard.start(request), occasion);
  const preview = await yard.preview(request);
  if (!preview.ok) return toObeyed(preview, occasion);
  const given = Object.entries(variables).map(([name, value]) => ({ name, value }));
  const who = { needs: COMMANDS.run.permission, has: occasion.asker.permission };
  return answerWith(occasion, "threads/preview", { what: "run", ...preview, told: request.instructions, variables: given, ...who });
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
  if (command.dryRun) return answerWith(occasion, "threads/preview", toDry(`stop ${meant.runs.map(({ id }) => id).join(", ")}`));
  const refusals = [];
  for (const { id, status } of meant.runs) {
    refusals.push(status === "cancelled" ? null : await yard.cancel(id, { login: by, reason: toText(command) }));
  }
  if (refusals.includes(null)) return QUIETLY;
  return refuse(occasion, "the run is ending just now and cannot be stopped any more");
}

async function retry(command: CommandOf<"retry">, occasion: Occasion): Promise<Obeyed> {
  const { yard } = occasion;
  const request = toRequest(command, occasion);
  // The run that this very command started, should it be heard again.
  const runs = occasion.runs.filter(({ id }) => id !== request.taskId);
  const open = runs.find((each) => !hasEnded(each));
  if (open) return refuse(occasion, "a run is under way here", `\`/${occasion.grammar.verb} cancel\` stops it`);
  const meant = findToRetry(command.words.run, runs);
  if (!meant.ok) return refuse(occasion, meant.message, meant.hint);
  const { id, task, workflow } = meant.run;
  if (command.dryRun) return answerWith(occasion, "threads/preview", toDry(`run ${task?.workflow ?? workflow} once more`));
  return toObeyed(await yard.retry(id, request), occasion);
}

/** Also what somebody says after a mention while a run is under way. */
export async function tell(text: string, dryRun: boolean, occasion: Occasion): Promise<Obeyed> {
  const { yard, by, runs } = occasion;
  const open = runs.find((each) => !hasEnded(each));
  const { verb } = occasion.grammar;
  if (!open) return refuse(occasion, "no run is under way here that could hear it", `\`/${verb} <workflow> <text>\` starts one with it`);
  if (dryRun) return answerWith(occasion, "threads/preview", toDry(`tell the run ${open.id}`));
  const refused = await yard.tell(open.id, by, text);
  if (refused === null) return QUIETLY;
  const hint = `\`/${verb} retry <text>\` tells the next run`;
  return refuse(
    occasion,
    refused === "run.no-turn-left" ? "no agent is at work or to come in this run, so nobody would hear it" : "the run ends just now",
    hint,
  );
}

async function pause(command: CommandOf<"pause">, occasion: Occasion): Promise<Obeyed> {
  const { where, thread } = toScope(command.words.scope, occasion);
  if (command.dryRun) return answerWith(occasion, "threads/preview", toDry(`let nothing more begin ${where}`));
  await occasion.yard.pause(thread, { by: occasion.by, reason: toText(command) });
  return await showQueue(occasion);
}

async function resume(command: CommandOf<"resume">, occasion: Occasion): Promise<Obeyed> {
  const { where, thread } = toScope(command.words.scope, occasion);
  if (command.dryRun) return answerWith(occasion, "threads/preview", toDry(`let work begin again ${where}`));
  await occasion.yard.resume(thread);
  return await showQueue(occasion);
}

function toScope(scope: string | null, { thread: { number } }: Occasion): { readonly where: string; readonly thread: number | null } {
  return scope === "all" ? { where: "in this repository", thread: null } : { where: `in #${number}`, thread: number };
}

async function showStatus(command: CommandOf<"status">, occasion: Occasion): Promise<Obeyed> {
  const { runs, grammar } = occasion;
  const word = command.words.run;
  const named = word === null || word === "all" ? null : findNamed(word, runs);
  if (named?.ok === false) return refuse(occasion, named.message, named.hint);
  const some = named === null ? runs.slice(0, word === null ? 3 : 20) : [named.run];
  return answerWith(occasion, "threads/runs", { runs: some.map(toAnsweredRun), verb: grammar.verb });
}

async function showQueue(occasion: Occasion): Promise<Obeyed> {
  const { running, waiting, halted, pauses } = await occasion.yard.loadQueue();
  const { verb } = occasion.grammar;
  const paused = pauses.get(occasion.thread.number) ?? null;
  const waits = waiting.map((run) => toWaiting(run, pauses));
  return answerWith(occasion, "threads/queue", { running: running.map(toAnsweredRun), waiting: waits, halted, paused, verb });
}

function toWaiting(run: ListedRun, pauses: Queue["pauses"]): AnsweredRun {
  const shown = toAnsweredRun(run);
  return shown.thread !== null && pauses.has(shown.thread) ? { ...shown, status: "is paused" } : shown;
}

async function showWhy(occasion: Occasion): Promise<Obeyed> {
  const { yard, thread, runs } = occasion;
  const [{ waiting, halted, pauses }, remarks] = await Promise.all([yard.loadQueue(), yard.listRemarks(thread.number)]);
  const place = waiting.findIndex(({ id }) => runs.some((run) => run.id === id));
  return answerWith(occasion, "threads/why", {
    runs: runs.slice(0, 3).map(toAnsweredRun),
    ahead: Math.max(0, place),
    halted,
    paused: pauses.get(thread.number) ?? null,
    verb: occasion.grammar.verb,
    remarks: remarks.map(({ at, text }) => ({ at: `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`, text })),
  });
}

async function showSettings(occasion: Occasion): Promise<Obeyed> {
  const [settings, manners] = await Promise.all([occasion.yard.listSettings(), occasion.yard.loadManners()]);
  return answerWith(occasion, "threads/config", {
    ...manners,
    settings: settings.slice(0, MOST_SETTINGS),
    left: Math.max(0, settings.length - MOST_SETTINGS),
    alone: occasion.grammar.shortVerbs.map((word) => `/${word}`),
    verb: occasion.grammar.verb,
  });
}

function showHelp(topic: string | null, { grammar, asker }: Occasion): Obeyed {
  const about = topic === null ? null : toTopicHelp(grammar, topic, asker);
  const part: ReplyPart = about === null ? { type: "help", help: toCommandHelp(grammar, asker) } : { type: "topic", help: about };
  return { parts: [part], failed: false };
}

function toRequest(command: Command, occasion: Occasion): Omit<StartRequest, "workflow" | "steps" | "variables"> {
  const { thread, by, comment, grammar } = occasion;
  const taskId = toTaskId(command, { grammar, thread: thread.number, comment });
  return { taskId, instructions: toText(command), thread, by, comment };
}

function toText({ text, body }: Command): string {
  return [text, body].filter((part) => part !== "").join("\n");
}

function toDry(what: string) {
  return { what, workflow: "", branch: "", base: null, position: 1, steps: [], told: "", variables: [], needs: null, has: "" };
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
