// The triggers of a running server: watched over while it runs, and their webhooks taken.
import type { RunId } from "../core/ids.ts";
import type { RunState } from "../core/run/state.ts";
import { toTriggerDeclaration } from "../core/triggers/declaration.ts";
import { renderBindAddress } from "../http/bind-address.ts";
import type { Listener } from "../http/listen.ts";
import { createEndedRuns } from "../runtime/triggers/ended-runs.ts";
import type { EndedTask } from "../runtime/triggers/ended-task.ts";
import type { TriggerDeskDeps } from "../runtime/triggers/trigger-desk.ts";
import { createTriggerWatch, type TriggerWatch } from "../runtime/triggers/trigger-watch.ts";
import { createControl } from "./create-control.ts";
import { createTriggers } from "./create-triggers.ts";
import { parseEnvironment } from "./environment.ts";
import { createLog } from "./log.ts";
import { openWebhooks } from "./open-webhooks.ts";
import type { OpenParts } from "./open-yard.ts";
import type { Surroundings } from "./place.ts";
import type { WebhookBind } from "./webhook-bind.ts";

export interface TriggerDoorOptions {
  readonly surroundings: Surroundings;
  readonly parts: OpenParts;
  readonly bind: WebhookBind;
  loadRun(run: RunId): Promise<RunState | null>;
  /** As `TriggerDeskDeps`. */
  readonly loadOrigin?: TriggerDeskDeps["loadOrigin"];
}

export interface TriggerDoor {
  /** Where webhooks are taken already, as people write it; null: nowhere yet. */
  readonly webhooks: string | null;
  /** For whoever listens to a tracker. */
  readonly onIssueEvent: TriggerWatch["onIssueEvent"];
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Changes that come in a row are looked at together. */
const SETTLE_MS = 100;

/** @throws http.address when a named address cannot be listened at */
export async function openTriggerDoor({ surroundings, parts, bind, loadRun, loadOrigin }: TriggerDoorOptions): Promise<TriggerDoor> {
  const { store, directory, clock } = parts;
  const log = createLog(parseEnvironment(surroundings.variables));
  const { resources, tasks } = createControl(parts, store, surroundings.variables);
  const triggers = createTriggers({ ...parts, place: parts, log, resources, tasks, loadOrigin });
  const { desk, facts } = triggers;
  const endedRuns = createEndedRuns({ store, clock, log, loadRun, describe: toAbout });
  const watch = createTriggerWatch({
    ...facts,
    desk,
    clock,
    log,
    onTaskEnded(listener) {
      endedRuns.start(listener).catch((error: unknown) => log.error({ err: error }, "beginning to hear of tasks that end"));
      return () => void endedRuns.stop();
    },
    ignoredDirectories: [directory.path, directory.workspaces],
  });
  let listener: Listener | null = null;
  let seen = await facts.loadRevision();
  let cancelLook: (() => void) | null = null;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const revision = await facts.loadRevision();
    if (revision === seen) return;
    seen = revision;
    await takeWebhooks();
    await watch.look();
  }

  /** At the usual place nobody listens before there is something to hear. */
  async function takeWebhooks(): Promise<void> {
    const { address, isNamed } = bind;
    if (listener !== null || address === null) return;
    if (!isNamed && !(await facts.loadTriggers()).some((trigger) => toTriggerDeclaration(trigger).source === "webhook")) return;
    try {
      listener = await openWebhooks({ triggers, log, address });
      log.info({ address: renderBindAddress(listener.address) }, "taking webhooks");
    } catch (error) {
      if (isNamed) throw error;
      log.warn({ err: error }, "taking no webhooks; --webhook-bind names another address");
    }
  }

  const unsubscribe = store.onChange(() => {
    cancelLook ??= clock.after(SETTLE_MS, () => {
      cancelLook = null;
      looking = looking.then(look).catch((error: unknown) => log.error({ err: error }, "looking after changed triggers"));
    });
  });

  async function close(): Promise<void> {
    unsubscribe();
    cancelLook?.();
    await looking;
    await listener?.stop();
    await watch.stop();
    await endedRuns.stop();
  }

  try {
    await takeWebhooks();
    await watch.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    // A listener that comes later is told in the log.
    webhooks: toAddress(listener),
    onIssueEvent: watch.onIssueEvent,
    close,
  };
}

/** A run that no declared workflow asked for concerns no trigger. */
function toAbout({ task }: RunState): Pick<EndedTask, "project" | "workflow" | "workspace" | "name" | "origin"> | null {
  if (task === null) return null;
  const { project, workflow, workspace, name, origin = null } = task;
  return { project, workflow, workspace, name, origin };
}

function toAddress(listener: Listener | null): string | null {
  return listener === null ? null : renderBindAddress(listener.address);
}
