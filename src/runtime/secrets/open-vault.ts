// Seals and opens the values of secret stores with keys that are at hand. Remembers nothing and asks nobody.
import { YardmasterError } from "../../core/errors.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { toActiveKey } from "../../core/secrets/state.ts";
import type { OpenVault } from "../secret-vault.ts";
import type { OpenKeyring } from "./keyring.ts";
import { type DataKey, isSameValue, isSealed, openValue, type SealedValue, sealValue, toKeyId } from "./seal.ts";
import { mapSecretValues, type PlacedValue } from "./sealed-values.ts";

const APPLY_AGAIN = "apply the secret store again with its values, or delete it";

export function createOpenVault({ state, keys }: Pick<OpenKeyring, "state" | "keys">): OpenVault {
  const active = keys.get(toActiveKey(state)?.id ?? "") ?? null;

  function seal(text: string, { place, label }: PlacedValue, before: unknown): SealedValue {
    if (!active) {
      throw new YardmasterError("secret.no-active-key", `sealing ${label}: no key is active`, {
        hint: "`yardmaster secret key bootstrap` makes a new one",
      });
    }
    return isSealed(before) && isSameValue(before, text, place, active) ? before : sealValue(text, place, active);
  }

  /** Under the active key it is well kept; under one that is gone it is beyond help. */
  function sealAgain(sealed: SealedValue, placed: PlacedValue): SealedValue {
    const key = keys.get(toKeyId(sealed) ?? "");
    return key === undefined || key === active ? sealed : seal(openUnder(key, sealed, placed), placed, null);
  }

  function openUnder(key: DataKey | undefined, sealed: SealedValue, { place, label }: PlacedValue): string {
    const id = toKeyId(sealed);
    if (!key) {
      const standing = state.keys.get(id ?? "")?.state ?? "not known here";
      throw new YardmasterError("secret.unreadable", `opening ${label}: it is sealed under the key ${id}, which is ${standing}`, {
        hint: APPLY_AGAIN,
      });
    }
    const text = openValue(sealed, place, key);
    if (text !== null) return text;
    throw new YardmasterError("secret.unreadable", `opening ${label}: it was altered, or sealed for another place (key ${id})`, {
      hint: APPLY_AGAIN,
    });
  }

  return {
    protect(resource, before) {
      const known = toValues(before);
      return mapSecretValues(resource, (placed, key) => {
        if (isSealed(placed.value)) return sealAgain(placed.value, placed);
        return seal(toText(placed.value), placed, known.get(key));
      });
    },
    reveal: (resource) =>
      mapSecretValues(resource, (placed) => {
        const { value } = placed;
        return isSealed(value) ? openUnder(keys.get(toKeyId(value) ?? ""), value, placed) : value;
      }),
  };
}

function toValues(resource: Resource | null): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  if (resource) {
    mapSecretValues(resource, ({ value }, key) => {
      values.set(key, value);
      return value;
    });
  }
  return values;
}

/** Kinds refuse what is no text; should one get here, it is still not kept in the clear. */
function toText(value: unknown): string {
  return typeof value === "string" ? value : String(JSON.stringify(value));
}
