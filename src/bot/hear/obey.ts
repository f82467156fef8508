// One command, done: what came of it for the answer, and whether it failed. Whether the person may give it was asked before.
import { createHash } from "node:crypto";
import { COMMANDS } from "../../core/commands/catalogue.ts";
import { type Command, type CommandOf, isCommand } from "../../core/commands/command.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import type { Asker } from "../../core/commands/permission.ts";
import { printCommand } from "../../core/commands/print-command.ts";
import { hasEnded } from "../../core/run/state.ts";
import { toCommandHelp, toTopicHelp } from "../../core/views/command-help.ts";
import { toAnsweredRun } from "../../core/views/thread-answers.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { StartOutcome, StartRequest, ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { ReplyPart } from "../comments/render-reply.ts";

export interface Occasion {
  readonly yard: ThreadYard;
  readonly renderer: Renderer;
  readonly grammar: Grammar;
  readonly thread: StartRequest["thread"];
  readonly by: string;
  readonly asker: Asker;
  /** The comment in which it was said; null: the thread's own text. */
  readonly comment: number | null;
  /** Of the thread, newest first. */
  readonly runs: readonly ListedRun[];
}

export interface Obeyed {
  readonly parts: readonly ReplyPart[];
  readonly failed: boolean;
}

/** Done, and shown elsewhere: by a reaction, and in the run's own comment. */
const QUIETLY: Obeyed = { parts: [], failed: false };
const MOST_SETTINGS = 60;

export async function obey(command: Command, occasion: Occasion): Promise<Obeyed> {
  if (isCommand(command, "run")) return await run(command, occasion);
  if (isCommand(command, "cancel")) return await cancel(command, occasion);
  if (isCommand(command, "retry")) return await retry(command, occasion);
  if (isCommand(command, "tell")) return await tell(toText(command), command.dryRun, occasion);
  if (isCommand(command, "pause")) return await pause(command, occasion);
  if (isCommand(command, "resume")) return await resume(command, occasion);
  if (isCommand(command, "status")) return await showStatus(command, occasion);
  if (isCommand(command, "queue")) return await showQueue(occasion);
  if (isCommand(command, "why")) return await showWhy(occasion);
  if (isCommand(command, "config")) return await showSettings(occasion);
  return showHelp(command.words["topic"] ?? null, occasion);
}

async function run(command: CommandOf<"run">, occasion: Occasion): Promise<Obeyed> {
  const { yard } = occasion;
  const { step: steps, set: variables } = command.options;
  const request = { ...toRequest(command, occasion), workflow: command.words.workflow, steps, variables };
  if (!command.dryRun) return toObeyed(await yard.start(request), occasion);
  const preview = await yard.preview(request);
  return preview.ok ? answer(occasion, "threads/preview", { what: "run", ...preview }) : toObeyed(preview, occasion);
}

async function cancel(command: CommandOf<"cancel">, occasion: Occasion): Promise<Obeyed> {
  const { yard, by, runs } = occasion;
  const open = runs.filter((each) => !hasEnded(each));
  const meant = command.words.run === "all" ? open : findMeant(command.words.run, open);
  if (meant.length === 0) return refuse(occasion, "nothing is under way here that could be stopped");
  if (command.dryRun) return answer(occasion, "threads/preview", toDry(`stop ${meant.map(({ id }) => id).join(", ")}`));
  const refusals = [];
  for (const { id } of meant) refusals.push(await yard.cancel(id, { login: by, reason: toText(command) }));
  if (!refusals.every((code) => code !== null)) return QUIETLY;
  return refuse(occasion, "the run is ending just now and cannot be stopped any more");
}

async function retry(command: CommandOf<"retry">, occasion: Occasion): Promise<Obeyed> {
  const { yard, runs } = occasion;
  const open = runs.find((each) => !hasEnded(each));
  if (open) return refuse(occasion, "a run is under way here", `/${occasion.grammar.verb} cancel stops it`);
  const [meant] = findMeant(command.words.run, runs);
  if (!meant) return refuse(occasion, "nothing has run here that could be tried again");
  if (command.dryRun) return answer(occasion, "threads/preview", toDry(`run ${meant.task?.workflow ?? meant.workflow} once more`));
  return toObeyed(await yard.retry(meant.id, toRequest(command, occasion)), occasion);
}

/** Also what somebody says after a mention while a run is under way. */
export async function tell(text: string, dryRun: boolean, occasion: Occasion): Promise<Obeyed> {
  const { yard, by, runs } = occasion;
  const open = runs.find((each) => !hasEnded(each));
  const { verb } = occasion.grammar;
  if (!open) return refuse(occasion, "no run is under way here that could hear it", `/${verb} <workflow> <text> starts one with it`);
  if (dryRun) return answer(occasion, "threads/preview", toDry(`tell the run ${open.id}`));
  const refused = await yard.tell(open.id, by, text);
  if (refused === null) return QUIETLY;
  const hint = `/${verb} retry <text> tells the next run`;
  return refuse(
    occasion,
    refused === "run.no-turn-left" ? "the last step is under way: no later turn would hear it" : "the run ends just now",
    hint,
  );
}

async function pause(command: CommandOf<"pause">, occasion: Occasion): Promise<Obeyed> {
  if (command.dryRun) return answer(occasion, "threads/preview", toDry("let nothing more begin in this repository"));
  await occasion.yard.pause(occasion.by, toText(command));
  return await showQueue(occasion);
}

async function resume(command: CommandOf<"resume">, occasion: Occasion): Promise<Obeyed> {
  if (command.dryRun) return answer(occasion, "threads/preview", toDry("let work begin again in this repository"));
  await occasion.yard.resume();
  return await showQueue(occasion);
}

async function showStatus(command: CommandOf<"status">, occasion: Occasion): Promise<Obeyed> {
  const { runs, grammar } = occasion;
  const some =
    command.words.run === null ? runs.slice(0, 3) : command.words.run === "all" ? runs.slice(0, 20) : findMeant(command.words.run, runs);
  return answer(occasion, "threads/runs", { runs: some.map(toAnsweredRun), verb: grammar.verb });
}

async function showQueue(occasion: Occasion): Promise<Obeyed> {
  const { running, waiting, halted } = await occasion.yard.loadQueue();
  const { verb } = occasion.grammar;
  return answer(occasion, "threads/queue", { running: running.map(toAnsweredRun), waiting: waiting.map(toAnsweredRun), halted, verb });
}

async function showWhy(occasion: Occasion): Promise<Obeyed> {
  const { yard, thread, runs } = occasion;
  const [{ waiting, halted }, remarks] = await Promise.all([yard.loadQueue(), yard.listRemarks(thread.number)]);
  const place = waiting.findIndex(({ task }) => task?.origin?.thread === thread.number);
  return answer(occasion, "threads/why", {
    runs: runs.slice(0, 3).map(toAnsweredRun),
    ahead: Math.max(0, place),
    halted,
    remarks: remarks.map(({ at, text }) => ({ at: `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`, text })),
  });
}

async function showSettings(occasion: Occasion): Promise<Obeyed> {
  const settings = await occasion.yard.listSettings();
  return answer(occasion, "threads/config", {
    settings: settings.slice(0, MOST_SETTINGS),
    left: Math.max(0, settings.length - MOST_SETTINGS),
  });
}

function showHelp(topic: string | null, { grammar, asker }: Occasion): Obeyed {
  const about = topic === null ? null : toTopicHelp(grammar, topic, asker);
  const part: ReplyPart = about === null ? { type: "help", help: toCommandHelp(grammar, asker) } : { type: "topic", help: about };
  return { parts: [part], failed: false };
}

function toRequest(command: Command, { thread, by, comment, grammar }: Occasion): Omit<StartRequest, "workflow" | "steps" | "variables"> {
  const words = createHash("sha256").update(printCommand(command, grammar)).digest("hex").slice(0, 8);
  return { taskId: `gh-${comment ?? `thread${thread.number}`}-${words}`, instructions: toText(command), thread, by, comment };
}

function toText({ text, body }: Command): string {
  return [text, body].filter((part) => part !== "").join("\n");
}

/** The one that begins with the word, or without a word the newest. */
function findMeant(word: string | null, runs: readonly ListedRun[]): readonly ListedRun[] {
  return word === null ? runs.slice(0, 1) : runs.filter(({ id }) => id.startsWith(word)).slice(0, 1);
}

function toDry(what: string) {
  return { what, workflow: "", branch: "", position: 1, steps: [] };
}

function toObeyed(outcome: StartOutcome, occasion: Occasion): Obeyed {
  return outcome.ok ? QUIETLY : refuse(occasion, outcome.message, outcome.hint);
}

function refuse(occasion: Occasion, message: string, hint: string | null = null): Obeyed {
  return { ...answer(occasion, "threads/refused", { message, hint }), failed: true };
}

function answer<Name extends Parameters<Renderer["template"]>[0]>(
  { renderer }: Pick<Occasion, "renderer">,
  name: Name,
  scope: Parameters<ReturnType<typeof renderer.template<Name>>["render"]>[0],
): Obeyed {
  return { parts: [{ type: "answer", text: renderer.template(name).render(scope).trim() }], failed: false };
}

/** What the catalogue asks of whoever gives a command. */
export function toDemand({ name }: Command) {
  return COMMANDS[name as keyof typeof COMMANDS];
}
