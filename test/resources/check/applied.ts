// Manifests as texts, applied to what was applied before, and what their author is told: every problem at its place.
import { toProblems } from "../../../src/cli/report-obstacles.ts";
import { decideResources } from "../../../src/core/resources/decide.ts";
import { applyResourceEvents, NO_RESOURCES, type ResourcesState } from "../../../src/core/resources/state.ts";
import { referencesOf } from "../../../src/resources/check/references-of.ts";
import { validateResource } from "../../../src/resources/check/validate-resource.ts";
import { toResource } from "../../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { renderProblems } from "../../../src/resources/problems.ts";
import { NOW } from "../../support/given.ts";

export interface Applied {
  readonly state: ResourcesState;
  /** As `apply` prints it, but for what can be applied and not run yet; empty when there is nothing to say. */
  readonly told: string;
}

export function applied(text: string, before: ResourcesState = NO_RESOURCES): Applied {
  const { manifests, problems } = readManifests(text, "m.yaml");
  const resources = manifests.map((manifest) => toResource(manifest, "apply"));
  const command = { type: "resources.apply", project: null, resources, prune: false, expected: null } as const;
  const { events, obstacles, warnings } = decideResources(command, before, {
    now: NOW,
    referencesOf,
    validate: validateResource,
    openTasks: [],
  });
  const refused = obstacles.length > 0 || problems.some(({ severity }) => severity === "error");
  const ofToday = warnings.filter(({ message }) => !/not run yet/.test(message));
  return {
    state: refused ? before : applyResourceEvents(before, events),
    told: renderProblems([...problems, ...toProblems(obstacles, manifests, "error"), ...toProblems(ofToday, manifests, "warning")]),
  };
}

/** What must hold, for tests to build on. */
export function stateOf(...texts: readonly string[]): ResourcesState {
  return texts.reduce((state, text) => {
    const { told, state: after } = applied(text, state);
    if (told.includes(" error ")) throw new Error(`it does not hold:\n${told}`);
    return after;
  }, NO_RESOURCES);
}
