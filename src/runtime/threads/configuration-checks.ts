// Pull requests whose configuration is to be looked at: kept first, and looked at as soon as the forge lets us, so that nothing else that
// happens in a pull request waits for it. Of one pull request only what was asked last counts. Knows nothing of what is looked at.
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { createTurns } from "../../std/turns.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import { toRetryMs } from "../presence/pace.ts";

export interface ConfigurationAsk {
  readonly pullRequest: number;
  /** Names what asked for it, so that the same thing again is the same check. */
  readonly asked: string;
  /** What was pushed, and what was there before; null: whatever is there. */
  readonly pushed: { readonly commit: string; readonly before: string | null } | null;
}

/** Of one that took the place of another, nobody knows which came first: if its push is not the newest, what is there now is meant. */
export interface MergedAsk extends ConfigurationAsk {
  readonly isMerged: boolean;
}

export interface ConfigurationChecksDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** @throws forge.*, workspace.* */
  check(ask: MergedAsk): Promise<unknown>;
}

export interface ConfigurationChecks {
  /** Takes up what was kept and not looked at. */
  start(): Promise<void>;
  /** Kept when it resolves. @throws store.* */
  ask(ask: ConfigurationAsk): Promise<void>;
  /** Whether nothing waits to be looked at. */
  isDone(): boolean;
  /** Begins nothing more, and waits for what is under way; the rest is looked at after the next start. */
  stop(): Promise<void>;
}

interface Entry {
  ask: MergedAsk;
  isUnderWay: boolean;
  /** Not to be tried before. */
  dueAt: number;
  failures: number;
}

const ASKED = "configuration-checks";
const AT_ONCE = 2;
const MOST = 10_000;
/** By then somebody has pushed again, or nobody waits for it. */
const HOLDS_MS = 24 * 3600 * 1000;

export function createConfigurationChecks({ store, clock, log, check }: ConfigurationChecksDeps): ConfigurationChecks {
  /** By the number of the pull request. */
  const entries = new Map<number, Entry>();
  const underWay = new Set<Promise<void>>();
  const turns = createTurns();
  let cancelWake: () => void = () => {};
  let stopped = false;

  function pump(): void {
    for (const entry of entries.values()) {
      if (stopped || underWay.size >= AT_ONCE) break;
      if (entry.isUnderWay || entry.dueAt > clock.now()) continue;
      entry.isUnderWay = true;
      const work = look(entry).finally(() => {
        entry.isUnderWay = false;
        underWay.delete(work);
        pump();
      });
      underWay.add(work);
    }
    cancelWake();
    const dues = [...entries.values()].filter((entry) => !entry.isUnderWay && entry.dueAt > clock.now()).map(({ dueAt }) => dueAt);
    if (!stopped && dues.length > 0) cancelWake = clock.after(Math.min(...dues) - clock.now(), pump);
  }

  /** Never rejects. */
  async function look(entry: Entry): Promise<void> {
    const { ask } = entry;
    const id = String(ask.pullRequest);
    try {
      await check(ask);
    } catch (error) {
      if (entry.ask === ask && !(await giveUp(entry, error))) return;
    }
    await turns(id, async () => {
      // Something newer may have been asked meanwhile.
      if (entry.ask !== ask) return;
      entries.delete(ask.pullRequest);
      await store.forget({ streams: [], documents: [{ collection: ASKED, id }] });
    }).catch((error: unknown) => log.error({ err: error }, "forgetting that a configuration was to be looked at"));
  }

  /** @returns whether it is not to be tried again */
  async function giveUp(entry: Entry, error: unknown): Promise<boolean> {
    const { pullRequest } = entry.ask;
    const known = error instanceof YardmasterError ? error : null;
    if (known?.code === "forge.gone") {
      // Should the App be let in again, it is looked at then.
      entries.delete(pullRequest);
      return false;
    }
    const since = (await store.getDocument(ASKED, String(pullRequest)).catch(() => null))?.at ?? clock.now();
    if (known?.retryable === false || clock.now() - since > HOLDS_MS) {
      log.warn({ pullRequest, err: error }, "checking the configuration in a pull request was given up");
      return true;
    }
    entry.failures += 1;
    const retryInMs = toRetryMs(entry.failures, known?.retryAfterMs ?? null);
    entry.dueAt = clock.now() + retryInMs;
    log.warn({ pullRequest, err: error, retryInMs }, "checking the configuration in a pull request");
    return false;
  }

  function enter(ask: MergedAsk): void {
    const entry = entries.get(ask.pullRequest);
    if (entry === undefined) entries.set(ask.pullRequest, { ask, isUnderWay: false, dueAt: 0, failures: 0 });
    else entry.ask = ask;
  }

  return {
    async start() {
      for (const { body } of await store.listDocuments({ collection: ASKED, limit: MOST })) {
        const kept = body as unknown as MergedAsk;
        // What was asked while they were listed is newer.
        if (!entries.has(kept.pullRequest)) enter(kept);
      }
      pump();
    },
    async ask(ask) {
      const id = String(ask.pullRequest);
      await turns(id, async () => {
        const before = entries.get(ask.pullRequest);
        const merged = { ...ask, isMerged: before !== undefined && (before.ask.isMerged || before.ask.asked !== ask.asked) };
        await store.putDocument({ collection: ASKED, id, tag: "", at: clock.now(), body: merged });
        enter(merged);
      });
      pump();
    },
    isDone: () => entries.size === 0,
    async stop() {
      stopped = true;
      cancelWake();
      await Promise.all(underWay);
    },
  };
}
