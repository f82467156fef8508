// Desks of resources on one SQLite file, each as another process would have it, with a vault that only turns texts around.
import type { Resource } from "../../../src/core/resources/resource.ts";
import { referencesOf } from "../../../src/resources/check/references-of.ts";
import { validateResource } from "../../../src/resources/check/validate-resource.ts";
import { createResourceDesk, type ResourceDesk } from "../../../src/runtime/resources/resource-desk.ts";
import type { OpenVault } from "../../../src/runtime/secret-vault.ts";
import type { Store } from "../../../src/store/store.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { createStores } from "../counter.ts";

export interface Desks {
  /** @param onJudged told what the rules were loaded for */
  open(onJudged?: (judged: readonly Resource[]) => void): Promise<{ readonly desk: ResourceDesk; readonly store: Store }>;
  dispose(): Promise<void>;
}

export function createDesks(): Desks {
  const clock = createHandClock(1_000_000);
  const stores = createStores(clock);
  const vault = { open: async () => mirror };
  return {
    async open(onJudged = () => {}) {
      const store = await stores.open();
      const loadRules = async (judged: readonly Resource[]) => {
        onJudged(judged);
        return { referencesOf, validate: validateResource };
      };
      return { store, desk: createResourceDesk({ store, clock, repository: "site", vault, loadRules }) };
    },
    dispose: stores.dispose,
  };
}

/** Seals by turning around, so that a test can tell a sealed value and open it. */
const mirror: OpenVault = {
  protect: (resource) => withData(resource, (value) => (isSealed(value) ? value : { $sealed: turn(String(value)) })),
  reveal: (resource) => withData(resource, (value) => (isSealed(value) ? turn(value.$sealed) : value)),
};

function withData(resource: Resource, change: (value: unknown) => unknown): Resource {
  if (resource.kind !== "SecretStore") return resource;
  const data = Object.entries(resource.spec["data"] as object).map(([key, value]) => [key, change(value)]);
  return { ...resource, spec: { ...resource.spec, data: Object.fromEntries(data) } };
}

function isSealed(value: unknown): value is { readonly $sealed: string } {
  return typeof value === "object" && value !== null && "$sealed" in value;
}

function turn(text: string): string {
  return [...text].reverse().join("");
}
