// Keeps watch over a server's triggers: times of schedules, changed files, tasks that end, what trackers tell; and takes note of triggers that
// change. Decides nothing: whatever it sees goes to the desk, which knows what it has seen before.
import { YardmasterError } from "../../core/errors.ts";
import type { Resource } from "../../core/resources/resource.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";
import { DELIVERIES } from "../../core/triggers/apply-event.ts";
import type { DeliveryKey } from "../../core/triggers/decide.ts";
import { type TriggerDeclaration, toTriggerDeclaration } from "../../core/triggers/declaration.ts";
import type { FireCause } from "../../core/triggers/events.ts";
import { type IssueEvent, toIssuePayload } from "../../core/triggers/issue-event.ts";
import { toSkipMessage } from "../../core/triggers/skip-message.ts";
import type { Clock } from "../../std/clock.ts";
import type { Log } from "../deps.ts";
import { createTicker } from "../ticker.ts";
import type { EndedTask } from "./ended-task.ts";
import { createFileTriggers } from "./file-triggers.ts";
import { hearEnded } from "./hear-ended.ts";
import { createScheduleKeeper } from "./schedule-keeper.ts";
import type { TriggerDesk } from "./trigger-desk.ts";

export interface TriggerWatchDeps {
  readonly desk: TriggerDesk;
  readonly clock: Clock;
  readonly log: Log;
  /** Of every project, as they hold now. */
  loadTriggers(): Promise<readonly Resource[]>;
  /**
   * Calls back when a task has ended, at least once for each; after a crash it may tell again. A listener that rejects was not
   * able to hear, and is to be told once more.
   * @returns how to end it
   */
  onTaskEnded(listener: (ended: EndedTask) => Promise<void>): () => void;
  /** Whether a CEL condition holds of a payload; one that cannot be evaluated does not. */
  evaluateFilter(condition: string, payload: unknown): Promise<boolean>;
  /** The directory of a workspace; null when there is no such workspace. */
  loadWorkspaceRoot(project: string, workspace: string): Promise<string | null>;
  /** Absolute directories whose files are nobody's business, such as our own. */
  readonly ignoredDirectories: readonly string[];
}

export interface TriggerWatch {
  start(): Promise<void>;
  /** Looks now: triggers may have changed. Calls that come meanwhile share the next look. Rejects when it fails, and is then made again soon. */
  look(): Promise<void>;
  /** Waits for what is under way. */
  stop(): Promise<void>;
  /**
   * Something was done to an issue. Telling it twice is harmless.
   *
   * @param mayStart asked before a trigger whose filter holds is fired. @defaultValue it may
   * @returns what came of each trigger whose filter holds, save those that might not start anything
   */
  onIssueEvent(event: IssueEvent, mayStart?: () => Promise<boolean>): Promise<readonly IssueFiring[]>;
}

export interface IssueFiring {
  readonly trigger: string;
  /** Why it started nothing, for people; null: its task is there. */
  readonly nothing: string | null;
}

interface FireDetails {
  /** By this the event is known should it come again. */
  readonly key: string;
  readonly origin?: TaskOrigin | null;
  readonly mayStart?: (() => Promise<boolean>) | undefined;
}

/** The longest sleep: a clock that is put forward is noticed after this time at the latest. */
const LONGEST_SLEEP_MS = 60_000;

export function createTriggerWatch(deps: TriggerWatchDeps): TriggerWatch {
  const { desk, clock, log, loadTriggers, evaluateFilter } = deps;
  const ticker = createTicker({ clock, log, pollMs: () => LONGEST_SLEEP_MS, look });
  const schedules = createScheduleKeeper(deps);
  const files = createFileTriggers({
    ...deps,
    fire: async (trigger, payload, key) => void (await fire(trigger, "file", payload, { key })),
  });
  const underWay = new Set<Promise<unknown>>();
  let unsubscribe: () => void = () => {};
  let cancelAlarm: () => void = () => {};

  async function look(): Promise<void> {
    const triggers = (await loadTriggers()).map(toTriggerDeclaration);
    await desk.finish();
    const next = await schedules.keep(triggers);
    await files.watch(triggers);
    cancelAlarm();
    const sleep = next === null ? LONGEST_SLEEP_MS : Math.max(0, next - clock.now());
    if (sleep >= LONGEST_SLEEP_MS) return;
    cancelAlarm = clock.after(sleep, () => {
      ticker.tick().catch((error: unknown) => log.error({ err: error }, "looking after the triggers"));
    });
  }

  /** What goes wrong with one trigger is no reason to pass over the next. */
  async function fire(
    trigger: TriggerDeclaration,
    cause: FireCause,
    payload: unknown,
    { key, origin = null, mayStart }: FireDetails,
  ): Promise<IssueFiring | null> {
    const name = `${trigger.project}/${trigger.name}`;
    try {
      const { condition } = trigger.filter;
      if (condition !== null && !(await evaluateFilter(condition, payload))) return null;
      if (mayStart !== undefined && !(await mayStart())) {
        log.info({ trigger: name }, "a trigger may not start anything here now");
        return null;
      }
      const deliveries: readonly DeliveryKey[] = [{ key, windowMs: DELIVERIES.ms }];
      const fired = await desk.fire({ trigger, cause, payload, deliveries, origin });
      log.info({ trigger: name, ...fired }, "a trigger was fired");
      return { trigger: trigger.name, nothing: fired.outcome === "skipped" ? toSkipMessage(trigger.name, fired.reason) : null };
    } catch (error) {
      log.error({ err: error }, `firing trigger ${name}`);
      const why = error instanceof YardmasterError ? error.message : "see the server's log";
      return { trigger: trigger.name, nothing: `trigger '${trigger.name}' could not start its task: ${why}` };
    }
  }

  function track<Answer>(work: Promise<Answer>): Promise<Answer> {
    const settled = work.finally(() => underWay.delete(settled));
    underWay.add(settled);
    return settled;
  }

  return {
    async start() {
      unsubscribe = deps.onTaskEnded((ended) => track(hearEnded(ended, deps)));
      await ticker.tick();
    },
    look: ticker.tick,
    async stop() {
      unsubscribe();
      cancelAlarm();
      await ticker.stop();
      cancelAlarm();
      await files.close();
      await Promise.allSettled(underWay);
    },
    async onIssueEvent(event, mayStart) {
      const triggers = (await loadTriggers()).map(toTriggerDeclaration).filter(({ project }) => project === event.project);
      const firings: IssueFiring[] = [];
      for (const trigger of triggers) {
        const payload = toIssuePayload(trigger, event);
        if (payload === null) continue;
        const firing = await track(fire(trigger, "issue", payload, { key: `issue:${event.id}`, origin: event.origin, mayStart }));
        if (firing !== null) firings.push(firing);
      }
      return firings;
    },
  };
}
