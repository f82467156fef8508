// What people in threads are told: kept first, and written as soon as the forge takes it, so that nothing that was asked for waits for its
// answer. Each person's wait behind each other and beside those of others. Renders nothing.
import { YardmasterError } from "../../core/errors.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Clock } from "../../std/clock.ts";
import { createTurns } from "../../std/turns.ts";
import type { Document, Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import { toRetryMs } from "../presence/pace.ts";
import { SHOWINGS } from "./forget-threads.ts";
import type { Acknowledgement, Reply } from "./thread-yard.ts";

export interface AnswersDeps {
  readonly store: Store;
  readonly forge: Pick<Forge, "react" | "putComment" | "hideComment">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Answers {
  /** Takes up what was kept and not written. */
  start(): Promise<void>;
  /** Kept when it resolves; one that is kept under the same key and not written yet is replaced. @throws store.* */
  reply(reply: Reply): Promise<void>;
  /** Kept when it resolves. @throws store.* */
  acknowledge(acknowledgement: Acknowledgement): Promise<void>;
  /** Whether nothing waits to be written. */
  isDone(): boolean;
  /** Begins nothing more, and waits for what is under way; the rest is written after the next start. */
  stop(): Promise<void>;
}

type Said = (Reply & { readonly type: "reply" }) | (Acknowledgement & { readonly type: "acknowledgement" });

interface Entry {
  said: Said;
  readonly id: string;
  /** When it was kept. */
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

const ANSWERS = "thread-answers";
/** People that are written to at once; the forge has limits of its own. */
const AT_ONCE = 4;
/** Nobody reads more. */
const MOST_FOR_ONE = 100;
const MOST = 10_000;
/** A reaction says that somebody listens; later it says nothing. */
const HOLDS_MS = { reply: 24 * 3600 * 1000, acknowledgement: 10 * 60_000 } as const satisfies Record<Said["type"], number>;

export function createAnswers({ store, forge, clock, log }: AnswersDeps): Answers {
  /** By login; who was written to last comes last. */
  const queues = new Map<string, Queue>();
  const underWay = new Set<Promise<void>>();
  const turns = createTurns();
  /** The forge asked for so much patience, whatever it is that we want of it. */
  let quietUntil = 0;
  let cancelWake: () => void = () => {};
  let stopped = false;

  function enter(said: Said, id: string, at: number): void {
    const queue = queues.get(said.to) ?? { entries: new Map(), isUnderWay: false };
    queues.set(said.to, queue);
    const before = queue.entries.get(id);
    if (before === undefined) queue.entries.set(id, { said, id, at, dueAt: 0, failures: 0 });
    else Object.assign(before, { said, at, dueAt: 0, failures: 0 });
  }

  async function keep(said: Said, id: string): Promise<void> {
    const size = queues.get(said.to)?.entries.size ?? 0;
    if (size >= MOST_FOR_ONE)
      return log.info({ login: said.to, waiting: size }, "one person has too many answers waiting; this one is left out");
    await turns(id, async () => {
      const at = clock.now();
      await store.putDocument({ collection: ANSWERS, id, tag: said.type, at, body: { ...said } });
      enter(said, id, at);
    });
    pump();
  }

  function findNext(now: number): { readonly login: string; readonly queue: Queue; readonly entry: Entry } | null {
    for (const [login, queue] of queues) {
      if (queue.isUnderWay) continue;
      for (const entry of queue.entries.values()) if (entry.dueAt <= now) return { login, queue, entry };
    }
    return null;
  }

  function pump(): void {
    while (!stopped && underWay.size < AT_ONCE && clock.now() >= quietUntil) {
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
    const dues = [...queues.values()].flatMap(({ entries, isUnderWay }) =>
      isUnderWay ? [] : [...entries.values()].map(({ dueAt }) => dueAt),
    );
    const at = Math.max(quietUntil, Math.min(...dues));
    if (dues.length > 0 && at > clock.now()) cancelWake = clock.after(at - clock.now(), pump);
  }

  /** Never rejects. */
  async function write(queue: Queue, entry: Entry): Promise<void> {
    const { said } = entry;
    try {
      await say(said);
    } catch (error) {
      if (entry.said === said && isWorthTrying(entry, error)) return putBack(entry, error);
      log.info({ err: error }, "answering in a thread");
    }
    await turns(entry.id, () => forget(queue, entry, said)).catch((error: unknown) =>
      log.error({ err: error }, "forgetting an answer that was written"),
    );
  }

  async function forget(queue: Queue, { id, said: latest }: Entry, said: Said): Promise<void> {
    // Something newer may be kept under the same key by now.
    if (latest !== said) return;
    queue.entries.delete(id);
    await store.forget({ streams: [], documents: [{ collection: ANSWERS, id }] });
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

  /** Where we may not write, as in a locked thread, people may still ask for things. */
  function isWorthTrying({ said, at }: Entry, error: unknown): boolean {
    const mayPass = !(error instanceof YardmasterError) || error.retryable;
    return mayPass && clock.now() - at < HOLDS_MS[said.type];
  }

  function putBack(entry: Entry, error: unknown): void {
    entry.failures += 1;
    const saidMs = error instanceof YardmasterError ? error.retryAfterMs : null;
    if (saidMs !== null) quietUntil = Math.max(quietUntil, clock.now() + saidMs);
    const retryInMs = toRetryMs(entry.failures, saidMs);
    entry.dueAt = clock.now() + retryInMs;
    log.warn({ err: error, retryInMs }, "answering in a thread");
  }

  return {
    async start() {
      const kept = await store.listDocuments({ collection: ANSWERS, limit: MOST });
      for (const { id, at, body } of [...kept].reverse()) enter(body as unknown as Said, id, at);
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

function toAcknowledgementId({ target: { thread, comment, isOnLine = false }, reaction }: Acknowledgement): Document["id"] {
  return `${reaction}/${thread}/${isOnLine ? "line/" : ""}${comment ?? ""}`;
}
