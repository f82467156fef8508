// The desk at which declarations are applied, synchronised and deleted, for one repository, with the keys that seal its secrets.
import { createResourceDesk, type ResourceDesk } from "../runtime/resources/resource-desk.ts";
import type { SecretVault } from "../runtime/secret-vault.ts";
import { systemClock } from "../std/clock.ts";
import type { Store } from "../store/store.ts";
import { loadResourceRules } from "./load-resource-rules.ts";
import type { Place, Surroundings } from "./place.ts";

export interface Desk {
  readonly desk: ResourceDesk;
  readonly vault: SecretVault;
}

export function createDesk(place: Place, store: Store, variables: Surroundings["variables"]): Desk {
  const vault = createLateVault(place, store, variables);
  const desk = createResourceDesk({
    store,
    clock: systemClock,
    repository: place.repository.key,
    vault,
    loadRules: (judged) => loadResourceRules(place.repository, judged),
  });
  return { desk, vault };
}

/** Most commands touch no secret, and need none of what opens them. */
function createLateVault(place: Place, store: Store, variables: Surroundings["variables"]): SecretVault {
  async function load(): Promise<SecretVault> {
    const [{ createSecretVault }, { createKeyringDeps }] = await Promise.all([
      import("../runtime/secrets/create-secret-vault.ts"),
      import("./keyring-deps.ts"),
    ]);
    return createSecretVault(createKeyringDeps(place, store, variables));
  }
  let vault: Promise<SecretVault> | null = null;
  return {
    async open() {
      vault ??= load();
      return await (await vault).open();
    },
  };
}
