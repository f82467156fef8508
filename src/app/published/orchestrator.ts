// `Orchestrator`, as published: a server for the repository that holds the workflow file, as a class that emits events.
import { EventEmitter } from "node:events";
import { dirname } from "node:path";
import type { Agent } from "../../agents/agent.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { Board } from "../../core/views/board.ts";
import type { StepOutput } from "../../runtime/deps.ts";
import type { Tracker } from "../../trackers/tracker.ts";
import { type OpenParts, openParts } from "../open-yard.ts";
import { type RunningServer, startServer } from "../serve.ts";
import type { WorkflowConfig } from "./workflow-config.ts";

export interface OrchestratorEvents {
  /** Something changed; the board as it is now. */
  state_change: [Board];
  /** What an agent or a command printed. */
  agent_event: [StepOutput];
  /** The server cannot go on; without a listener this throws, as for any emitter. */
  error: [unknown];
}

export interface OrchestratorOverrides {
  readonly tracker?: Tracker;
  readonly backend?: { readonly agent: Agent };
  /** Where its data is kept. @defaultValue as for the command line */
  readonly dataDirectory?: string;
}

interface Started {
  readonly parts: OpenParts;
  readonly server: RunningServer;
  /** The server waits on timers that do not hold the process; whoever started it expects it to go on. */
  readonly alive: NodeJS.Timeout;
}

const STOP_GRACE_MS = 5_000;
const FOREVER_MS = 2 ** 30;

export class Orchestrator extends EventEmitter<OrchestratorEvents> {
  readonly #config: WorkflowConfig;
  readonly #overrides: OrchestratorOverrides;
  #started: Started | null = null;

  constructor(config: WorkflowConfig, overrides: OrchestratorOverrides = {}) {
    super();
    this.#config = config;
    this.#overrides = overrides;
  }

  /**
   * Begins to poll and to dispatch; resolves after the first look at the tracker.
   *
   * @throws app.already-running, app.no-repository, agent.not-found, tracker.*, store.*
   */
  async start(): Promise<void> {
    if (this.#started) return;
    const { tracker, backend, dataDirectory = null } = this.#overrides;
    const surroundings = { variables: process.env, cwd: dirname(this.#config.file) };
    const where = { directory: null, workflowFile: null, dataDirectory };
    const parts = await openParts(surroundings, where, { configuration: this.#config, ...(tracker && { tracker }) });
    try {
      const server = await startServer(surroundings, parts, {
        workers: null,
        only: null,
        onChange: () => this.#announce(),
        onOutput: (output) => this.emit("agent_event", output),
        ...(backend && { agent: backend.agent }),
      });
      this.#started = { parts, server, alive: setInterval(() => {}, FOREVER_MS) };
      server.lost.catch((error: unknown) => this.emit("error", error));
    } catch (error) {
      await parts.store.close();
      throw error;
    }
  }

  /** Finishes or hands back what is under way. */
  async stop(): Promise<void> {
    const started = this.#started;
    this.#started = null;
    if (!started) return;
    await started.server.stop(STOP_GRACE_MS);
    await started.parts.store.close();
    clearInterval(started.alive);
  }

  /** @throws store.closed when it is not started */
  async getSnapshot(): Promise<Board> {
    if (!this.#started) throw new YardmasterError("store.closed", "reading the state of an orchestrator that is not started");
    return await this.#started.server.board();
  }

  #announce(): void {
    if (this.listenerCount("state_change") === 0 || !this.#started) return;
    this.#started.server.board().then(
      (board) => this.emit("state_change", board),
      () => {},
    );
  }
}
