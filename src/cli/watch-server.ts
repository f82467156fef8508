// Serves, and shows what happens meanwhile, until the server has nothing left to do or a person interrupts.
import type { Board } from "../core/views/board.ts";
import type { StepOutput } from "../runtime/deps.ts";
import { toSafeLine } from "../std/safe-text.ts";
import { createLiveBoard } from "./board/live-board.ts";
import { createPlainLog } from "./board/plain-log.ts";
import type { View } from "./board/view.ts";
import { printProblems } from "./print-problems.ts";
import { type ServeOptions, type Server, STOP_GRACE_MS, type Where, type World } from "./world.ts";

export interface Watched {
  readonly interrupted: boolean;
  /** The last board before the server was stopped. */
  readonly board: Board;
}

export async function watchServer(
  world: World,
  where: Where,
  options: Pick<ServeOptions, "workers" | "untilIdle" | "webhookBind">,
): Promise<Watched> {
  // What happens before there is something to look at is on the first board.
  let view: View | null = null;
  const server = await world.serve(where, {
    ...options,
    onChange: () => view?.changed(),
    onOutput: (output: StepOutput) => view?.output(output),
  });
  // It may break while nobody waits for it yet, or when an interrupt came first: then stopping is what matters.
  server.done.catch(() => {});
  try {
    printProblems(world.terminal, server.warnings);
    world.terminal.out(`Serving ${toSafeLine(server.repository)}, data in ${toSafeLine(server.dataDirectory)}\n`);
    if (server.webhooks !== null) world.terminal.out(`Webhooks at http://${toSafeLine(server.webhooks)}/webhook/<project>/<trigger>\n`);
    view = openView(world, server);
    await view.refresh();
    const interrupted = await waitForEnd(server, world.interrupted);
    const board = await view.refresh();
    if (interrupted) view.say(toFarewell(board));
    await server.stop();
    return { interrupted, board };
  } finally {
    await server.stop().finally(() => view?.close());
  }
}

function openView({ terminal, clock }: World, server: Server): View {
  const options = {
    async loadBoard() {
      const board = await server.board();
      return { ...board, troubles: board.troubles.map((text) => text.replaceAll(`${server.repository}/`, "")) };
    },
  };
  return terminal.interactive ? createLiveBoard(terminal, clock, options) : createPlainLog(terminal, clock, options);
}

/** @returns whether a person interrupted it */
async function waitForEnd({ done }: Server, interrupted: AbortSignal): Promise<boolean> {
  if (interrupted.aborted) return true;
  let onAbort: () => void = () => {};
  const abort = new Promise<true>((resolve) => {
    onAbort = () => resolve(true);
    interrupted.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([abort, done.then(() => false)]);
  } finally {
    interrupted.removeEventListener("abort", onAbort);
  }
}

function toFarewell({ running }: Board): string {
  if (running.length === 0) return "Stopping.";
  // What matters most comes first: a narrow screen cuts the end.
  return `Interrupt again to end at once. Stopping: what takes over ${STOP_GRACE_MS / 1000} s is handed back.`;
}
