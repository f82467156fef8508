// Keeps what people see of runs true. Level-triggered: told that a run may have changed, it looks at the run as it is now and writes what
// differs from what it showed last. It may look at any moment, twice, late or after a crash.
// Decides when to look; `show-run.ts` decides what is written.
import { YardmasterError } from "../../core/errors.ts";
import { type RunId, toRunId } from "../../core/ids.ts";
import { hasEnded, type RunState } from "../../core/run/state.ts";
import type { SchedulerState } from "../../core/scheduler/state.ts";
import { type CardState, isOver, toCardKey, toRunCard } from "../../core/views/run-card.ts";
import { RUNS } from "../../core/views/run-summary.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { Clock } from "../../std/clock.ts";
import { createLimit } from "../../std/limit-concurrency.ts";
import type { LogStore } from "../../store/log-store.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import type { CommentMode } from "./comment-mode.ts";
import { loadDurations } from "./load-durations.ts";
import { isNews, toDueAt, toRetryMs } from "./pace.ts";
import { readLogTail, readStepLogs } from "./read-log-tail.ts";
import type { Scene, ShowDeps } from "./scene.ts";
import { showRun, toHash } from "./show-run.ts";
import { createShown, forgetRefusals, listUnfinished, loadShown, type Shown, writeShown } from "./shown.ts";

export interface PresenterDeps {
  readonly store: Store;
  readonly logs: Pick<LogStore, "read">;
  readonly forge: Forge;
  readonly clock: Clock;
  readonly log: Log;
  loadRun(run: RunId): Promise<RunState | null>;
  loadScheduler(): Promise<SchedulerState>;
  loadRenderer(): Promise<Renderer>;
  /** Asked each time, since a repository may change it at any time. @defaultValue sticky */
  loadCommentMode?(): Promise<CommentMode>;
  /** The word that commands begin with, without its slash. @defaultValue run */
  readonly verb?: string;
  /** Looks at what a pull request changes of the configuration, on behalf of a run. @defaultValue nobody does */
  checkConfiguration?: ShowDeps["checkConfiguration"];
}

export interface Presenter {
  /**
   * Looks at every run that is under way, and at every one whose last showing is not final.
   *
   * @param refusedSince what the forge refused after this time is tried again. @defaultValue nothing is
   */
  start(refusedSince?: number | null): Promise<void>;
  /** The run may have changed. Only those that were asked for in a thread are shown. */
  onRun(run: RunState): void;
  /** What those that wait for wait for may be something else now. */
  onQueue(): void;
  /** Whether all runs that it knows of are shown for good: then nothing is lost when it is stopped. */
  isDone(): boolean;
  /** Waits until nothing is under way; what waits for its time is not. */
  idle(): Promise<void>;
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** A run that is not shown for good yet. */
interface Showing {
  underWay: Promise<void> | null;
  isAsked: boolean;
  cancelTimer: () => void;
  failures: number;
  /** Not to be tried again before, after a failure. */
  retryAt: number;
  /** As it was seen last. */
  state: CardState | null;
}

function isWaiting({ state }: Showing): boolean {
  return state === null || state === "queued" || state === "needs-you";
}

const OPEN = ["created", "queued", "running"];
const MOST_RUNS = 10_000;
/** Runs that are written at once; the forge has limits of its own. */
const AT_ONCE = 4;

export function createPresenter(deps: PresenterDeps): Presenter {
  const { store, logs, forge, clock, log } = deps;
  const { loadCommentMode = async () => "sticky", verb = "run", checkConfiguration = async () => {} } = deps;
  const showings = new Map<RunId, Showing>();
  /** Not shown for good, and not asked for again before the next start: the repository is gone. */
  const givenUp = new Set<RunId>();
  const limited = createLimit(AT_ONCE);
  let stopped = false;
  /** The forge asked for so much patience, whatever it is that we want of it. */
  let quietUntil = 0;
  /** Why nothing begins, as those that wait were told last; null: they were told nothing of it. */
  let toldWhy: string | null = null;
  let queueLook: Promise<void> = Promise.resolve();
  let isQueueAsked = false;

  function ask(id: RunId): void {
    if (stopped) return;
    const showing = showings.get(id) ?? { underWay: null, isAsked: false, cancelTimer: () => {}, failures: 0, retryAt: 0, state: null };
    showings.set(id, showing);
    showing.isAsked = true;
    showing.cancelTimer();
    showing.underWay ??= limited(() => lookUntilCalm(id, showing));
  }

  function askAfter(ms: number, id: RunId, showing: Showing): void {
    showing.cancelTimer();
    if (!stopped) showing.cancelTimer = clock.after(ms, () => ask(id));
  }

  async function lookUntilCalm(id: RunId, showing: Showing): Promise<void> {
    while (showing.isAsked && !stopped) {
      showing.isAsked = false;
      try {
        await look(id, showing);
        showing.failures = 0;
      } catch (error) {
        await onFailure(id, showing, error);
      }
    }
    // In the same turn as the last question: whoever asks from now on begins anew.
    showing.underWay = null;
  }

  async function look(id: RunId, showing: Showing): Promise<void> {
    const [run, kept] = await Promise.all([deps.loadRun(id), loadShown(store, id)]);
    const origin = run?.task?.origin;
    if (!run || !origin || kept?.isFinal) return forget(id, showing);
    const shown = kept ?? createShown(origin.thread);
    // Kept before anything is written: after a crash the run is looked at, however soon it ended.
    if (!kept) await writeShown(store, run, shown);
    const facts = await loadFacts(run);
    const card = toRunCard(run, origin, { ...facts, result: shown.result, calls: shown.calls });
    // What could not be told on the way is no reason to wait with the end.
    if (isOver(card) && (showing.state === null || !isOver({ state: showing.state }))) Object.assign(showing, { failures: 0, retryAt: 0 });
    showing.state = card.state;
    if (!isOver(card) && shown.hash === toHash(toCardKey(card))) return;
    const dueAt = Math.max(quietUntil, showing.retryAt, isOver(card) ? 0 : toDueAt(shown, card.state));
    if (clock.now() < dueAt) return askAfter(dueAt - clock.now(), id, showing);
    const stepLogs = hasEnded(run) ? await readStepLogs(logs, run) : [];
    const after = await show({ run, origin, facts, logs: stepLogs, keep: (next) => writeShown(store, run, next) }, shown);
    if (after.isFinal) forget(id, showing);
  }

  async function show(scene: Scene, shown: Shown): Promise<Shown> {
    const [renderer, comments] = await Promise.all([deps.loadRenderer(), loadCommentMode()]);
    const after = await showRun({ store, forge, log, renderer, comments, checkConfiguration }, scene, shown);
    const rounds = isNews(shown.state, after.state ?? "queued") ? 1 : shown.rounds + 1;
    const paced = { ...after, rounds, writtenAt: clock.now() };
    await scene.keep(paced);
    return paced;
  }

  async function loadFacts(run: RunState): Promise<Scene["facts"]> {
    return {
      scheduler: await deps.loadScheduler(),
      durationsMs: run.status === "queued" && run.held ? await loadDurations(store) : [],
      now: clock.now(),
      verb,
      log: hasEnded(run) ? await readLogTail(logs, run) : null,
    };
  }

  async function onFailure(id: RunId, showing: Showing, error: unknown): Promise<void> {
    const code = error instanceof YardmasterError ? error.code : null;
    if (code === "forge.gone" && (await giveUp(id, showing, error))) return;
    showing.failures += 1;
    const saidMs = error instanceof YardmasterError ? error.retryAfterMs : null;
    if (saidMs !== null) quietUntil = Math.max(quietUntil, clock.now() + saidMs);
    const retryInMs = toRetryMs(showing.failures, saidMs);
    showing.retryAt = clock.now() + retryInMs;
    log.warn({ run: id, err: error, retryInMs }, "showing a run");
    askAfter(retryInMs, id, showing);
  }

  /** Nobody is left to show it to. Where the whole repository is gone it may come back, and the run is shown at the next start. */
  async function giveUp(id: RunId, showing: Showing, error: unknown): Promise<boolean> {
    try {
      const isForGood = await hasRepository();
      const [run, shown] = await Promise.all([deps.loadRun(id), loadShown(store, id)]);
      if (!isForGood) givenUp.add(id);
      else if (run && shown) await writeShown(store, run, { ...shown, isFinal: true });
    } catch (cause) {
      log.error({ run: id, err: cause }, "noting that a run is shown no more");
      return false;
    }
    log.warn({ run: id, err: error }, "a run is shown no more: where it was asked for is gone");
    forget(id, showing);
    return true;
  }

  /** @throws forge.unavailable */
  async function hasRepository(): Promise<boolean> {
    try {
      await forge.fetchRepository();
      return true;
    } catch (error) {
      if (error instanceof YardmasterError && error.code === "forge.gone") return false;
      throw error;
    }
  }

  function forget(id: RunId, showing: Showing): void {
    showing.cancelTimer();
    showings.delete(id);
  }

  /** Another's coming and going moves those that wait. */
  function askQueued(): void {
    for (const [id, showing] of showings) if (isWaiting(showing)) ask(id);
  }

  async function lookAtQueue(): Promise<void> {
    isQueueAsked = false;
    if (stopped || ![...showings.values()].some(isWaiting)) return;
    const { halted, isCrowdedOut = false, pauses } = await deps.loadScheduler();
    const why = JSON.stringify([halted?.at ?? null, isCrowdedOut, ...[...pauses].map(([thread, { at }]) => [thread, at])]);
    if (why === toldWhy) return;
    toldWhy = why;
    askQueued();
  }

  async function idle(): Promise<void> {
    for (;;) {
      await queueLook;
      const underWay = [...showings.values()].flatMap(({ underWay: work }) => (work ? [work] : []));
      if (underWay.length === 0) return;
      await Promise.all(underWay);
    }
  }

  return {
    async start(refusedSince = null) {
      if (refusedSince !== null) await forgetRefusals(store, refusedSince);
      const [unfinished, open] = await Promise.all([
        listUnfinished(store, MOST_RUNS),
        store.listDocuments({ collection: RUNS, tags: OPEN, limit: MOST_RUNS }),
      ]);
      givenUp.clear();
      for (const { id } of [...unfinished, ...open]) ask(toRunId(id));
    },
    onRun(run) {
      if (run.task?.origin && !givenUp.has(run.id)) ask(run.id);
      const hasBegun = run.status === "queued" && !run.held;
      if (hasEnded(run) || hasBegun) askQueued();
    },
    onQueue() {
      if (isQueueAsked) return;
      isQueueAsked = true;
      queueLook = queueLook.then(lookAtQueue).catch((error: unknown) => log.error({ err: error }, "looking whether work is halted"));
    },
    isDone: () => showings.size === 0,
    idle,
    async stop() {
      stopped = true;
      for (const { cancelTimer } of showings.values()) cancelTimer();
      await idle();
    },
  };
}
