// A key by its id, or by as much of it as only one key has.
import { YardmasterError } from "../../core/errors.ts";
import type { SecretKey, SecretKeysState } from "../../core/secrets/state.ts";

const HINT = "`yardmaster secret key list` shows them";

/** @throws secret.key-not-found, secret.key-ambiguous */
export function findKey({ keys }: SecretKeysState, idOrPrefix: string): SecretKey {
  const exact = keys.get(idOrPrefix);
  if (exact) return exact;
  const alike = idOrPrefix === "" ? [] : [...keys.values()].filter(({ id }) => id.startsWith(idOrPrefix));
  const [only] = alike;
  if (!only) throw new YardmasterError("secret.key-not-found", `secret key not found: ${idOrPrefix}`, { hint: HINT });
  if (alike.length === 1) return only;
  const names = alike.map(({ id }) => id).join(", ");
  throw new YardmasterError("secret.key-ambiguous", `multiple secret keys match prefix '${idOrPrefix}': [${names}]`, { hint: HINT });
}
