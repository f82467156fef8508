// What keeps a repository's yard in order, put together: who may be given work, its events and its database.
import { createAgentControl } from "../runtime/agents/agent-control.ts";
import type { AgentDesk } from "../runtime/agents/agent-desk.ts";
import { createAgentWorkLoader } from "../runtime/agents/load-agent-work.ts";
import type { Control } from "../runtime/control/control.ts";
import type { ResourceControl } from "../runtime/control/resources.ts";
import { createDatabaseControl } from "../runtime/database-control.ts";
import { createEventControl } from "../runtime/events/event-control.ts";
import { createRetention } from "../runtime/events/retention.ts";
import { systemClock } from "../std/clock.ts";
import { createFileLogStore } from "../store/files/index.ts";
import type { Store } from "../store/store.ts";
import type { Place } from "./place.ts";

export interface UpkeepParts {
  readonly place: Place;
  readonly store: Store;
  readonly resources: ResourceControl;
  readonly agentDesk: AgentDesk;
}

export function createUpkeep({ place, store, resources, agentDesk }: UpkeepParts): Pick<Control, "agents" | "events" | "database"> {
  const repository = place.repository.key;
  const { logs, archives } = place.directory;
  const logStore = createFileLogStore({ directory: logs });
  const events = createEventControl({
    store,
    retention: createRetention({ store, logs: logStore, clock: systemClock, archives, repository }),
  });
  return {
    agents: createAgentControl({
      desk: agentDesk,
      async loadAgents(project) {
        const listed = await resources.list({ project, kind: "Agent", name: null, revealSecrets: false });
        return listed.map(({ resource }) => resource);
      },
      loadWork: createAgentWorkLoader(store),
    }),
    events,
    database: createDatabaseControl({
      store,
      events,
      logs,
      archives,
      isServed: async () => (await (await import("./open-yard.ts")).findServer(store)) !== null,
    }),
  };
}
