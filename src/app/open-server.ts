// A server as the command line holds it: opened with everything it needs, idle at last, stopped once.
import { type ServeOptions, type Server, STOP_GRACE_MS, type Where } from "../cli/world.ts";
import { systemClock } from "../std/clock.ts";
import { openControlDoor } from "./control-door.ts";
import { parseEnvironment } from "./environment.ts";
import { openParts } from "./open-yard.ts";
import type { Surroundings } from "./place.ts";
import { startServer } from "./serve.ts";
import { openTriggerDoor } from "./trigger-door.ts";
import { readWebhookBind } from "./webhook-bind.ts";

/** With `untilIdle`, how often a quiet server asks itself whether it is done. */
const IDLE_LOOK_MS = 100;

export async function openServer(surroundings: Surroundings, where: Where, options: ServeOptions): Promise<Server> {
  const { onChange, onOutput, workers, untilIdle } = options;
  const bind = readWebhookBind(options.webhookBind, parseEnvironment(surroundings.variables).YARDMASTER_WEBHOOK_BIND);
  const parts = await openParts(surroundings, where);
  const server = await startServer(surroundings, parts, {
    workers,
    only: null,
    follow: { workflowFile: where.workflowFile },
    onChange,
    onOutput,
  }).catch(async (error: unknown) => {
    await parts.store.close();
    throw error;
  });
  const giveUp = async (error: unknown) => {
    await server.stop(0);
    await parts.store.close();
    throw error;
  };
  const triggers = await openTriggerDoor({ surroundings, parts, bind, loadRun: server.runtime.loadRun }).catch(giveUp);
  const door = await openControlDoor(surroundings, parts, server.listProblems).catch(async (error: unknown) => {
    await triggers.close();
    return await giveUp(error);
  });
  let stopping: Promise<void> | null = null;
  let cancelLook: () => void = () => {};

  function whenIdle(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        server.isIdle().then((idle) => {
          if (idle) resolve();
          else if (!stopping) cancelLook = systemClock.after(IDLE_LOOK_MS, look);
        }, reject);
      };
      look();
    });
  }

  return {
    repository: parts.repository.root,
    dataDirectory: parts.directory.path,
    warnings: parts.configuration.warnings,
    webhooks: triggers.webhooks,
    board: () => server.board(),
    done: untilIdle ? Promise.race([whenIdle(), server.lost]) : server.lost,
    stop() {
      stopping ??= (async () => {
        cancelLook();
        await triggers.close();
        await door.close(STOP_GRACE_MS);
        await server.stop(STOP_GRACE_MS);
        await parts.store.close();
      })();
      return stopping;
    },
  };
}
