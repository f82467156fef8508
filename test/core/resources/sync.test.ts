// All declarations of one origin, replaced at once.
import { describe, expect, it } from "vitest";
import { decideResources, type SyncCommand } from "../../../src/core/resources/decide.ts";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { applyResourceEvents, NO_RESOURCES, type ResourcesState } from "../../../src/core/resources/state.ts";

const FACTS = { now: 7, referencesOf: () => [], validate: () => [], openTasks: [] };

function project(name: string, line = 1): Resource {
  const metadata = { name, project: "default", labels: {}, annotations: {} };
  return { apiVersion: "orchestrator.dev/v2", kind: "Project", metadata, spec: {}, source: { origin: "repository", file: "a.yaml", line } };
}

function sync(state: ResourcesState, version: string, ...resources: readonly Resource[]) {
  const command: SyncCommand = { type: "resources.sync", origin: "repository", version, resources };
  const { events, changes } = decideResources(command, state, FACTS);
  return { events, changes: changes.map(({ label, change }) => `${label} ${change}`), state: applyResourceEvents(state, events) };
}

describe("synchronising an origin", () => {
  it("remembers what it was synchronised with, which is no change of the configuration", () => {
    const first = sync(NO_RESOURCES, "v1", project("a"), project("b"));
    expect([first.state.synced, first.state.version]).toEqual([{ repository: "v1" }, 2]);
    const second = sync(first.state, "v2", project("a"), project("b"));
    expect([second.state.synced, second.state.version]).toEqual([{ repository: "v2" }, 2]);
    expect(second.events).toEqual([{ type: "resources.synced", origin: "repository", version: "v2", at: 7 }]);
    expect(sync(second.state, "v2", project("a"), project("b")).events).toEqual([]);
  });

  it("deletes what is no longer declared, and remembers where the rest stands now", () => {
    const first = sync(NO_RESOURCES, "v1", project("a"), project("b"));
    const second = sync(first.state, "v2", project("b", 9));
    expect(second.changes).toEqual(["project/b unchanged", "project/a deleted"]);
    expect([...second.state.resources.values()].map(({ declarations: [{ source }] }) => source.line)).toEqual([9]);
  });
});
