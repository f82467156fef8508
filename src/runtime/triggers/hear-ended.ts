// What follows when a task ends: the trigger that started it hears of it, and triggers on `task_completed` and `task_failed` fire.
// Telling twice is harmless: each end is one delivery.
import type { Resource } from "../../core/resources/resource.ts";
import { DELIVERIES } from "../../core/triggers/apply-event.ts";
import { type TriggerDeclaration, toTriggerDeclaration } from "../../core/triggers/declaration.ts";
import type { Log } from "../deps.ts";
import type { EndedTask } from "./ended-task.ts";
import type { TriggerDesk } from "./trigger-desk.ts";

export interface HearEndedDeps {
  readonly desk: Pick<TriggerDesk, "fire" | "readChain" | "reportEnded">;
  readonly log: Log;
  loadTriggers(): Promise<readonly Resource[]>;
  evaluateFilter(condition: string, payload: unknown): Promise<boolean>;
}

const SOURCES = { completed: "task_completed", failed: "task_failed", cancelled: null } as const;
/** When the trigger itself is gone, its history is nobody's to limit. */
const KEEP_ALL = { successful: null, failed: null };

export async function hearEnded(ended: EndedTask, { desk, log, loadTriggers, evaluateFilter }: HearEndedDeps): Promise<void> {
  const triggers = (await loadTriggers()).map(toTriggerDeclaration);
  const chain = await desk.readChain(ended.taskId);
  const starter = chain.at(-1);
  if (starter !== undefined) {
    const keep = triggers.find((trigger) => toId(trigger) === starter)?.policy.keep ?? KEEP_ALL;
    await desk.reportEnded(starter, ended.taskId, ended.status === "completed" ? "successful" : "failed", keep);
  }
  for (const trigger of triggers) {
    if (!listens(trigger, ended)) continue;
    try {
      await fireFor(trigger);
    } catch (error) {
      log.error({ task: ended.taskId, err: error }, `firing trigger ${toId(trigger)} after a task`);
    }
  }

  async function fireFor(trigger: TriggerDeclaration): Promise<void> {
    const payload = toPayload(ended);
    const { condition } = trigger.filter;
    if (condition !== null && !(await evaluateFilter(condition, payload))) return;
    // The comment asked for the first of them alone.
    const origin = ended.origin ? { ...ended.origin, comment: null } : null;
    const delivery = { key: `task:${ended.taskId}:${ended.endedAt}`, windowMs: DELIVERIES.ms };
    const fired = await desk.fire({ trigger, cause: "task", payload, deliveries: [delivery], chain, origin });
    log.info({ trigger: toId(trigger), task: ended.taskId, ...fired }, "a task ended");
  }
}

function listens({ project, source, filter }: TriggerDeclaration, ended: EndedTask): boolean {
  if (source === null || source !== SOURCES[ended.status] || project !== ended.project) return false;
  return filter.workflow === null || filter.workflow === ended.workflow;
}

function toPayload({ taskId, status, project, workflow, workspace, name, error }: EndedTask) {
  return { event: SOURCES[status], task_id: taskId, status, project, workflow, workspace, name, error };
}

function toId({ project, name }: TriggerDeclaration): string {
  return `${project}/${name}`;
}
