// Declarations for tests of plans: short YAML in, resources as they hold out.
import { readFileSync } from "node:fs";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { toResource } from "../../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import type { PlanRequest } from "../../../src/resources/workflow-plan/to-workflow-plan.ts";

export interface Declared {
  readonly resources: readonly Resource[];
  get(kind: string, name?: string): Resource;
  request(given?: Partial<PlanRequest>): PlanRequest;
}

/** A kind, a name and the lines of the spec. */
export type Declaration = readonly [kind: string, name: string, spec: string];

export function declare(...documents: readonly Declaration[]): Declared {
  const text = documents.map(([kind, name, spec]) => {
    const indented = spec
      .split("\n")
      .map((line) => `  ${line}`)
      .join("\n");
    return `apiVersion: orchestrator.dev/v2\nkind: ${kind}\nmetadata: { name: ${name} }\nspec:\n${indented}\n`;
  });
  return declareText(text.join("---\n"));
}

export function declareText(text: string, project = "default"): Declared {
  const { manifests, problems } = readManifests(text, "test.yaml", { project });
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`the test's manifest does not hold: ${JSON.stringify(errors)}`);
  const resources = manifests.map((manifest) => toResource({ ...manifest, file: "test.yaml" }, "apply"));
  return {
    resources,
    get(kind, name) {
      const found = resources.find((resource) => resource.kind === kind && (name === undefined || resource.metadata.name === name));
      if (!found) throw new Error(`the test declares no ${kind} ${name ?? ""}`);
      return found;
    },
    request: (given = {}) => ({
      project,
      resources,
      workspace: null,
      repository: "/srv/site",
      restingAgents: new Set(),
      firstPreset: { name: "claude" },
      ...given,
    }),
  };
}

export function published(file: string): string {
  return readFileSync(new URL(`../../fixtures/manifests/${file}.yaml`, import.meta.url), "utf8");
}
