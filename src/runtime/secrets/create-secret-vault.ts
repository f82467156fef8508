// The vault on a keyring: opened anew for each decision, with a first key made when there never was one.
import type { SecretVault } from "../secret-vault.ts";
import { createKeyring, type KeyringDeps } from "./keyring.ts";
import { createOpenVault } from "./open-vault.ts";

export function createSecretVault(deps: KeyringDeps): SecretVault {
  const keyring = createKeyring(deps);
  return {
    async open() {
      const { keys } = await keyring.load();
      // Two that make the first key at once: the second is refused, and opens what the first made.
      if (keys.size === 0) await keyring.create("secret-keys.bootstrap");
      return createOpenVault(await keyring.open());
    },
  };
}
