// Triggers by hand: suspend, resume, fire. A trigger that is fired by hand is asked for neither signature nor filter: a person has decided.
import { YardmasterError } from "../../core/errors.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { toTriggerDeclaration } from "../../core/triggers/declaration.ts";
import { DEEPEST_PAYLOAD, isNestedDeeper } from "../../core/triggers/is-nested-deeper.ts";
import { toSkipMessage } from "../../core/triggers/skip-message.ts";
import type { TriggerControl, TriggerName } from "../control/triggers.ts";
import type { FireOutcome, TriggerDesk } from "./trigger-desk.ts";

export interface TriggerControlDeps {
  readonly desk: Pick<TriggerDesk, "fire">;
  /** Of every project, as they hold. */
  loadTriggers(): Promise<readonly Resource[]>;
  /** Stores a declaration in the place of the one that holds. @throws when it is refused */
  applyResource(resource: Resource): Promise<void>;
}

export function createTriggerControl({ desk, loadTriggers, applyResource }: TriggerControlDeps): TriggerControl {
  async function find({ project, name }: TriggerName): Promise<Resource> {
    const found = (await loadTriggers()).find(({ metadata }) => metadata.project === project && metadata.name === name);
    if (found) return found;
    throw new YardmasterError("trigger.not-found", `trigger '${name}' not found in project '${project}'`, {
      hint: `\`yardmaster get triggers --project ${project}\` lists them`,
    });
  }

  async function setSuspended(trigger: Resource, suspended: boolean): Promise<null> {
    const { suspend = false, ...spec } = trigger.spec;
    // Left out rather than false: so it equals a manifest that never mentions it.
    if (suspend !== suspended) await applyResource({ ...trigger, spec: suspended ? { ...spec, suspend: true } : spec });
    return null;
  }

  return {
    suspend: async (trigger) => await setSuspended(await find(trigger), true),
    resume: async (trigger) => await setSuspended(await find(trigger), false),
    async fire({ project, name, payload }) {
      if (isNestedDeeper(payload, DEEPEST_PAYLOAD)) {
        throw new YardmasterError("cli.usage", `the payload is nested more than ${DEEPEST_PAYLOAD} levels deep`);
      }
      const trigger = toTriggerDeclaration(await find({ project, name }));
      const fired = await desk.fire({ trigger, cause: "manual", payload });
      if ("taskId" in fired) return { taskId: fired.taskId };
      throw toSkipError(name, fired);
    },
  };
}

function toSkipError(name: string, fired: Exclude<FireOutcome, { readonly taskId: unknown }>): YardmasterError {
  const reason = fired.outcome === "skipped" ? fired.reason : "forbidden";
  const message = toSkipMessage(name, reason);
  if (reason === "suspended") {
    return new YardmasterError("trigger.suspended", message, { hint: `\`yardmaster trigger resume ${name}\` wakes it` });
  }
  if (reason !== "throttled") return new YardmasterError("trigger.forbidden", message);
  const seconds = Math.ceil(((fired.outcome === "skipped" ? fired.retryAfterMs : null) ?? 0) / 1000);
  return new YardmasterError("trigger.throttled", message, { hint: `it may fire again in ${seconds} s` });
}
