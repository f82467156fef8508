// What the keys of a repository's secrets are kept with: its store, and the master key of these surroundings.
import type { KeyringDeps } from "../runtime/secrets/keyring.ts";
import { systemClock } from "../std/clock.ts";
import { createIdSource } from "../std/ids.ts";
import type { Store } from "../store/store.ts";
import { parseEnvironment } from "./environment.ts";
import type { Place, Surroundings } from "./place.ts";
import { createSecretKeySource } from "./secret-key-source.ts";

export function createKeyringDeps({ repository, directory }: Place, store: Store, variables: Surroundings["variables"]): KeyringDeps {
  const masterKey = createSecretKeySource({ environment: parseEnvironment(variables), variables, dataDirectory: directory.path });
  return { store, clock: systemClock, newId: createIdSource(), repository: repository.key, masterKey };
}
