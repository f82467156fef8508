// What people in threads are told: kept first, and written as soon as the forge takes it, so that nothing that was asked for waits for its
// answer. Each person's wait behind each other and beside those of others. Renders nothing.
import { YardmasterError } from "../../core/errors.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Clock } from "../../std/clock.ts";
import { createTurns } from "../../std/turns.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import { toRetryMs } from "../presence/pace.ts";
import { SHOWINGS } from "./forget-threads.ts";
import { createKeptAnswers, type KeptAnswer, MOST, type Said } from "./kept-answers.ts";
import type { Acknowledgement, Reply } from "./thread-yard.ts";

export interface AnswersDeps {
  readonly store: Store;
  readonly forge: Pick<Forge, "react" | "putComment" | "hideComment">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Answers {
  /**
   * Takes up what was kept and not written, at once; what is too old to be of use is forgotten. May be called again.
   *
   * @param refusedSince what the forge refused after this time is tried again. @defaultValue nothing is
   */
  start(refusedSince?: number | null): Promise<void>;
  /** Kept when it resolves; one that is kept under the same key and not written yet is replaced. @throws store.* */
  reply(reply: Reply): Promise<void>;
  /** Kept when it resolves. @throws store.* */
  acknowledge(acknowledgement: Acknowledgement): Promise<void>;
  /** Whether nothing waits to be written. */
  isDone(): boolean;
  /** Begins nothing more, and waits for what is under way; the rest is written after the next start. */
  stop(): Promise<void>;
}

interface Entry {
  said: Said;
  readonly id: string;
  /** When it was kept; milliseconds since the epoch. */
  at: number;
  /** Not to be tried before. */
  dueAt: number;
  failures: number;
}

/** What one person is still to be told, in the order in which it was kept. */
interface Queue {
  readonly entries: Map<string, Entry>;
  isUnderWay: boolean;
}

/** People that are written to at once; the forge has limits of its own. */
const AT_ONCE = 4;
/** Nobody reads more. */
const MOST_FOR_ONE = 100;
/** Whoever asked has gone on since. */
const HOLDS_MS = 24 * 3600 * 1000;
/** That somebody listens is told at once, or not at all. */
const EYES_HOLD_MS = 10 * 60_000;

export function createAnswers({ store, forge, clock, log }: AnswersDeps): Answers {
  /** By login; who was written to last comes last. */
  const queues = new Map<string, Queue>();
  const underWay = new Set<Promise<void>>();
  const turns = createTurns();
  const kept = createKeptAnswers({ store, clock });
  /** The forge asked for so much patience, whatever it is that we want of it. */
  let quietUntil = 0;
  /** The repository is gone, or not ours: not to be asked before whether it still is. */
  let goneUntil = 0;
  let goneInARow = 0;
  let cancelWake: () => void = () => {};
  let stopped = false;

  function enter({ said, id, at }: KeptAnswer): void {
    const queue = queues.get(said.to) ?? { entries: new Map(), isUnderWay: false };
    queues.set(said.to, queue);
    const before = queue.entries.get(id);
    if (before === undefined) queue.entries.set(id, { said, id, at, dueAt: 0, failures: 0 });
    else Object.assign(before, { said, at, dueAt: 0, failures: 0 });
  }

  function count(): number {
    let waiting = 0;
    for (const { entries } of queues.values()) waiting += entries.size;
    return waiting;
  }

  /** What waits already is due now. What was refused comes before what was kept since. */
  function takeUp(answers: readonly KeptAnswer[]): void {
    goneUntil = 0;
    goneInARow = 0;
    for (const answer of answers) {
      const known = queues.get(answer.said.to)?.entries.get(answer.id);
      if (known === undefined) enter(answer);
      else known.dueAt = 0;
    }
    for (const { entries } of queues.values()) {
      const sorted = [...entries].sort(([, one], [, other]) => one.at - other.at);
      entries.clear();
      for (const [id, entry] of sorted) entries.set(id, entry);
    }
  }

  async function keep(said: Said, id: string): Promise<void> {
    const size = queues.get(said.to)?.entries.size ?? 0;
    if (size >= MOST_FOR_ONE)
      return log.info({ login: said.to, waiting: size }, "one person has too many answers waiting; this one is left out");
    if (count() >= MOST) return log.warn({ login: said.to, waiting: MOST }, "too many answers wait; this one is left out");
    await turns(id, async () => enter(await kept.put(said, id)));
    pump();
  }

  function findNext(now: number): { readonly login: string; readonly queue: Queue; readonly entry: Entry } | null {
    for (const [login, queue] of queues) {
      if (queue.isUnderWay) continue;
      const entry = listNext(queue).find(({ dueAt }) => dueAt <= now);
      if (entry !== undefined) return { login, queue, entry };
    }
    return null;
  }

  /** In one thread a person reads the answers in the order of what they asked. */
  function listNext({ entries }: Queue): readonly Entry[] {
    const places = new Map<string, Entry>();
    for (const entry of entries.values()) {
      const place = toPlace(entry.said);
      if (!places.has(place)) places.set(place, entry);
    }
    return [...places.values()];
  }

  function pump(): void {
    // One is enough to find out whether the repository is still gone.
    const most = () => (goneInARow > 0 ? 1 : AT_ONCE);
    while (!stopped && underWay.size < most() && clock.now() >= Math.max(quietUntil, goneUntil)) {
      const next = findNext(clock.now());
      if (next === null) break;
      const { login, queue, entry } = next;
      queues.delete(login);
      queues.set(login, queue);
      queue.isUnderWay = true;
      const work = write(queue, entry).finally(() => {
        queue.isUnderWay = false;
        underWay.delete(work);
        if (queue.entries.size === 0 && queues.get(login) === queue) queues.delete(login);
        pump();
      });
      underWay.add(work);
    }
    wakeLater();
  }

  function wakeLater(): void {
    cancelWake();
    if (stopped) return;
    const dues = [...queues.values()].flatMap((queue) => (queue.isUnderWay ? [] : listNext(queue).map(({ dueAt }) => dueAt)));
    const at = Math.max(quietUntil, goneUntil, Math.min(...dues));
    if (dues.length > 0 && at > clock.now()) cancelWake = clock.after(at - clock.now(), pump);
  }

  /** Never rejects. */
  async function write(queue: Queue, entry: Entry): Promise<void> {
    const { said } = entry;
    let isRefused = false;
    try {
      if (isOfUse(entry)) {
        await say(said);
        goneInARow = 0;
      }
    } catch (error) {
      if (entry.said === said && isWorthTrying(error)) return isGone(error) ? waitForReturn(error) : putBack(entry, error);
      isRefused = true;
      log.info({ err: error }, "answering in a thread");
    }
    await turns(entry.id, () => leave(queue, entry, { said, isRefused })).catch((error: unknown) =>
      log.error({ err: error }, "forgetting an answer that was written"),
    );
  }

  async function leave(
    queue: Queue,
    { id, at, said: latest }: Entry,
    { said, isRefused }: { readonly said: Said; readonly isRefused: boolean },
  ): Promise<void> {
    // Something newer may be kept under the same key by now.
    if (latest !== said) return;
    queue.entries.delete(id);
    await (isRefused ? kept.refuse({ said, id, at }) : kept.forget([id]));
  }

  async function say(said: Said): Promise<void> {
    if (said.type === "acknowledgement") return await forge.react(said.target, said.reaction);
    const { thread, key, body, shows = null } = said;
    const { id } = await forge.putComment({ thread, marker: `yardmaster:reply/${key}`, body, known: null });
    if (shows !== null) await foldFormer(thread, shows, id);
  }

  /** What an answer showed is out of date once another shows it. */
  async function foldFormer(thread: number, shows: string, comment: number): Promise<void> {
    const id = `${thread}/${shows}`;
    const former = (await store.getDocument(SHOWINGS, id))?.body["comment"];
    if (typeof former === "number" && former !== comment) await forge.hideComment(former);
    await store.putDocument({ collection: SHOWINGS, id, tag: "", at: clock.now(), body: { comment } });
  }

  function isOfUse({ said, at }: Pick<Entry, "said" | "at">): boolean {
    return clock.now() - at < (said.type === "acknowledgement" && said.reaction === "eyes" ? EYES_HOLD_MS : HOLDS_MS);
  }

  /** Where we may not write, as in a locked thread, people may still ask for things. A repository that is gone may be ours again. */
  function isWorthTrying(error: unknown): boolean {
    return !(error instanceof YardmasterError) || error.retryable || isGone(error);
  }

  function putBack(entry: Entry, error: unknown): void {
    entry.failures += 1;
    const saidMs = error instanceof YardmasterError ? error.retryAfterMs : null;
    if (saidMs !== null) quietUntil = Math.max(quietUntil, clock.now() + saidMs);
    const retryInMs = toRetryMs(entry.failures, saidMs);
    entry.dueAt = clock.now() + retryInMs;
    log.warn({ err: error, retryInMs }, "answering in a thread");
  }

  function waitForReturn(error: unknown): void {
    // Several may have been under way.
    if (clock.now() < goneUntil) return;
    goneInARow += 1;
    const retryInMs = toRetryMs(goneInARow, null);
    goneUntil = clock.now() + retryInMs;
    log.warn({ err: error, retryInMs }, "answering in a repository that is gone");
  }

  return {
    async start(refusedSince = null) {
      takeUp(await kept.takeUp(refusedSince));
      pump();
    },
    reply: (reply) => keep({ type: "reply", ...reply }, `reply/${reply.thread}/${reply.key}`),
    acknowledge: (given) => keep({ type: "acknowledgement", ...given }, toAcknowledgementId(given)),
    isDone: () => queues.size === 0,
    async stop() {
      stopped = true;
      cancelWake();
      await Promise.all(underWay);
    },
  };
}

function isGone(error: unknown): boolean {
  return error instanceof YardmasterError && error.code === "forge.gone";
}

/** What is written there comes one after the other. */
function toPlace(said: Said): string {
  return said.type === "reply" ? String(said.thread) : `${said.target.thread}/reactions`;
}

function toAcknowledgementId({ target: { thread, comment, isOnLine = false }, reaction }: Acknowledgement): string {
  return `${reaction}/${thread}/${isOnLine ? "line/" : ""}${comment ?? ""}`;
}
