// The desk at which declarations are applied, synchronised and deleted, for one repository, with the keys that seal its secrets.
import { createResourceDesk, type ResourceDesk, type ResourceRules } from "../runtime/resources/resource-desk.ts";
import type { SecretVault } from "../runtime/secret-vault.ts";
import { createSecretVault } from "../runtime/secrets/create-secret-vault.ts";
import type { KeyringDeps } from "../runtime/secrets/keyring.ts";
import { systemClock } from "../std/clock.ts";
import { createIdSource } from "../std/ids.ts";
import type { Store } from "../store/store.ts";
import { parseEnvironment } from "./environment.ts";
import type { Place, Surroundings } from "./place.ts";
import { createSecretKeySource } from "./secret-key-source.ts";

export interface Desk {
  readonly desk: ResourceDesk;
  readonly vault: SecretVault;
  readonly keys: KeyringDeps;
}

export function createDesk({ repository, directory }: Place, store: Store, variables: Surroundings["variables"]): Desk {
  const masterKey = createSecretKeySource({ environment: parseEnvironment(variables), variables, dataDirectory: directory.path });
  const keys = { store, clock: systemClock, newId: createIdSource(), repository: repository.key, masterKey };
  const vault = createSecretVault(keys);
  const desk = createResourceDesk({ store, clock: systemClock, repository: repository.key, vault, loadRules });
  return { desk, vault, keys };
}

async function loadRules(): Promise<ResourceRules> {
  const [{ referencesOf }, { validateResource }] = await Promise.all([
    import("../resources/check/references-of.ts"),
    import("../resources/check/validate-resource.ts"),
  ]);
  return { referencesOf, validate: validateResource };
}
