// Fires what schedules make due. Which times are settled is known to the desk, so that two servers and a restart agree about them.
import type { TriggerDeclaration } from "../../core/triggers/declaration.ts";
import type { Clock } from "../../std/clock.ts";
import type { Log } from "../deps.ts";
import { toDueSlot, toScheduleKey } from "./due-slot.ts";
import type { TriggerDesk } from "./trigger-desk.ts";

export interface ScheduleKeeperDeps {
  readonly desk: Pick<TriggerDesk, "fire" | "keepSchedule">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ScheduleKeeper {
  /** Fires what is due of these triggers, and lets go of those that are gone. @returns when the next is due; null: never */
  keep(triggers: readonly TriggerDeclaration[]): Promise<number | null>;
}

interface Place {
  readonly project: string;
  readonly name: string;
}

export function createScheduleKeeper({ desk, clock, log }: ScheduleKeeperDeps): ScheduleKeeper {
  /** Whose schedules this process keeps. */
  const kept = new Map<string, Place>();

  async function keepOne(trigger: TriggerDeclaration): Promise<number | null> {
    const { project, name, cron, policy } = trigger;
    // What would have been due while it was suspended is not made up: it begins anew when it is resumed.
    if (cron === null || policy.suspended) {
      await desk.keepSchedule(project, name, null);
      return null;
    }
    const { settledUntil } = await desk.keepSchedule(project, name, toScheduleKey(cron));
    const now = clock.now();
    const { due, next } = toDueSlot(cron, settledUntil ?? now, now);
    if (due !== null) {
      const fired = await desk.fire({ trigger, cause: "cron", payload: null, slot: due });
      log.info({ trigger: `${project}/${name}`, due: new Date(due).toISOString(), ...fired }, "a schedule was due");
    }
    return next;
  }

  return {
    async keep(triggers) {
      const gone = new Map(kept);
      let soonest: number | null = null;
      for (const trigger of triggers) {
        const id = `${trigger.project}/${trigger.name}`;
        if (trigger.cron === null && !kept.has(id)) continue;
        gone.delete(id);
        kept.set(id, { project: trigger.project, name: trigger.name });
        try {
          const next = await keepOne(trigger);
          if (next !== null && (soonest === null || next < soonest)) soonest = next;
        } catch (error) {
          log.error({ err: error }, `keeping the schedule of trigger ${id}`);
        }
      }
      for (const [id, { project, name }] of gone) {
        await desk.keepSchedule(project, name, null);
        kept.delete(id);
      }
      return soonest;
    },
  };
}
