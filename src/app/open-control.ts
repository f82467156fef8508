// Everything that may be asked of a repository's resources: of the server that works on the data directory, or of the store itself.
// A command that shows one resource loads and does no more than that takes: people wait for it.
import type { OpenControl, Where } from "../cli/world.ts";
import { createControlClient } from "../http/control/client.ts";
import { findControl } from "../http/control/discovery.ts";
import { CONTROL_OPERATIONS, type Control } from "../runtime/control/control.ts";
import { createDesk } from "./create-desk.ts";
import { createResources } from "./create-resources.ts";
import { askFirst, type FirstQuestions } from "./first-questions.ts";
import { openStore, type Surroundings } from "./place.ts";
import { createSources } from "./sources/create-sources.ts";
import { createWorkflowFileSource } from "./sources/workflow-file-source.ts";

/**
 * @param asked when someone has asked already
 * @throws app.*, store.*, control.unreachable
 */
export async function openControl(
  surroundings: Surroundings,
  where: Where,
  asked: FirstQuestions = askFirst(surroundings, where),
): Promise<OpenControl> {
  const { variables } = surroundings;
  const place = await asked.place;
  const about = { repository: place.repository.root, dataDirectory: place.directory.path, warnings: [] };
  const found = await findControl(place.directory.path);
  if (found !== null) {
    const client = createControlClient(found);
    // A server that started before an upgrade knows no such question; one that cannot be reached says so at the next.
    return {
      ...about,
      warnings: await client.resources.problems({}).catch(() => []),
      ...client,
      server: { pid: found.server.pid },
      async close() {},
    };
  }
  const { root } = place.repository;
  const store = await openStore(place.directory);
  try {
    const desk = createDesk(place, store, variables);
    const workflowFile = createWorkflowFileSource({ root, named: where.workflowFile, variables });
    const { problems: warnings } = await createSources({ desk: desk.desk, workflowFile, repository: asked.repository }).sync();
    const rest = createLateControl(async () =>
      (await import("./create-control.ts")).createControl(place, store, variables, { opened: desk }),
    );
    return {
      ...about,
      warnings,
      ...rest,
      resources: createResources(place, desk, () => warnings),
      server: null,
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Sections that are loaded with their first operation. */
function createLateControl(load: () => Promise<Control>): Control {
  let loading: Promise<Control> | null = null;
  const sections = Object.entries(CONTROL_OPERATIONS).map(([section, names]) => {
    const operations = names.map((name) => {
      const call = async (request: object) => {
        loading ??= load();
        const found = (await loading)[section as keyof Control] as unknown as Readonly<
          Record<string, (request: object) => Promise<unknown>>
        >;
        return await found[name]?.(request);
      };
      return [name, call] as const;
    });
    return [section, Object.fromEntries(operations)] as const;
  });
  return Object.fromEntries(sections) as unknown as Control;
}
