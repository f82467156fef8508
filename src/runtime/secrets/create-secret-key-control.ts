// What may be asked of the keys of secrets. A rotation is three commits: a new key, everything sealed again, the old key ended and
// destroyed. After each of them every secret opens, and the next rotation takes up what an interrupted one left.
import { YardmasterError } from "../../core/errors.ts";
import { type Resource, toResourceLabel } from "../../core/resources/resource.ts";
import type { SecretKeyEvent } from "../../core/secrets/events.ts";
import { type SecretKey, type SecretKeysState, toActiveKey, toSupersededKeys } from "../../core/secrets/state.ts";
import type { SecretKeyControl, SecretKeyEventRecord, SecretKeyStatus } from "../control/secret-keys.ts";
import type { ResourceDesk } from "../resources/resource-desk.ts";
import { findKey } from "./find-key.ts";
import { toKeyRefusal } from "./key-refusal.ts";
import { createKeyring, type KeyAnswer, type KeyringDeps, type OpenKeyring } from "./keyring.ts";
import { createOpenVault } from "./open-vault.ts";
import { isSealed, toKeyId } from "./seal.ts";
import { countSealed, mapSecretValues } from "./sealed-values.ts";

export interface SecretKeyControlDeps extends KeyringDeps {
  /** Every declaration of a SecretStore, of all projects and origins, as it is stored. */
  listSecretStores(): Promise<readonly Resource[]>;
  /** As the desk of resources does it. */
  reseal: ResourceDesk["reseal"];
}

const EVENTS = {
  "secret-key.created": "created",
  "secret-key.superseded": "superseded",
  "secret-key.retired": "retired",
  "secret-key.revoked": "revoked",
} as const satisfies Record<SecretKeyEvent["type"], SecretKeyEventRecord["event"]>;

export function createSecretKeyControl(deps: SecretKeyControlDeps): SecretKeyControl {
  const { listSecretStores, reseal, masterKey } = deps;
  const keyring = createKeyring(deps);

  async function countUnder(ids: readonly string[]): Promise<number> {
    const counts = countSealed(await listSecretStores());
    return ids.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0);
  }

  async function openToReseal(): Promise<(resource: Resource) => Resource> {
    const vault = createOpenVault(await keyring.open());
    return (resource) => vault.protect(resource, null);
  }

  /**
   * At least once: what an apply that is under way sealed under one of these keys is then refused by a conflict. Keys that somebody
   * revokes meanwhile are waited for no longer.
   */
  async function resealUntilNoneIsLeft(): Promise<number> {
    const countLeft = async () => await countUnder(toSupersededKeys(await keyring.load()).map(({ id }) => id));
    let resealed = 0;
    let left = await countLeft();
    do {
      await reseal(openToReseal);
      resealed += left;
      left = await countLeft();
    } while (left > 0);
    return resealed;
  }

  async function findTrouble(secretStores: readonly Resource[]): Promise<Pick<SecretKeyStatus, "trouble" | "unreadable">> {
    try {
      return { trouble: null, unreadable: toUnreadable(await keyring.open(), secretStores) };
    } catch (error) {
      if (!isOfSecrets(error)) throw error;
      return { trouble: { message: error.message, hint: error.hint }, unreadable: [] };
    }
  }

  return {
    async status() {
      for (;;) {
        const state = await keyring.load();
        const secretStores = await listSecretStores();
        const troubles = await findTrouble(secretStores);
        // What was sealed under a key that ended between the two looks is sealed under another one by now.
        if ((await keyring.load()) !== state) continue;
        return {
          active: toActiveKey(state)?.id ?? null,
          keys: state.keys.size,
          sealed: Object.fromEntries(countSealed(secretStores)),
          source: masterKey.kind,
          ...troubles,
          rotating: toSupersededKeys(state).length > 0,
        };
      }
    },

    list: async () => [...(await keyring.load()).keys.values()],

    async rotate({ resume }) {
      const doing = resume ? "resuming the rotation" : "rotating";
      const opened = await keyring.open();
      requireActive(opened.state, doing);
      if (resume && toSupersededKeys(opened.state).length === 0) throw toKeyRefusal("secret.no-rotation", doing);
      requireReadable(opened, await listSecretStores());
      const begun = resume ? opened.state : accept(await keyring.create("secret-keys.begin-rotation"), doing);
      const keyIds = toSupersededKeys(begun).map(({ id }) => id);
      const resealed = await resealUntilNoneIsLeft();
      const finished = accept(await keyring.end({ type: "secret-keys.finish-rotation", keyIds }), doing);
      return { active: requireActive(finished, doing).id, resealed };
    },

    async revoke({ id, force }) {
      const { id: keyId } = findKey(await keyring.load(), id);
      const sealed = await countUnder([keyId]);
      return findKey(accept(await keyring.end({ type: "secret-keys.revoke", keyId, sealed, force }), `revoking ${keyId}`), keyId);
    },

    async bootstrap() {
      const doing = "making a first key";
      return requireActive(accept(await keyring.create("secret-keys.bootstrap"), doing), doing);
    },

    async history({ limit, keyId }) {
      const only = keyId === null ? null : findKey(await keyring.load(), keyId).id;
      const events = await keyring.history();
      return events
        .filter((event) => only === null || event.keyId === only)
        .map(({ type, keyId: key, at }) => ({ at, keyId: key, event: EVENTS[type] }))
        .reverse()
        .slice(0, limit);
    },
  };
}

function accept(answer: KeyAnswer, doing: string): SecretKeysState {
  if ("refused" in answer) throw toKeyRefusal(answer.refused, doing);
  return answer.state;
}

function requireActive(state: SecretKeysState, doing: string): SecretKey {
  const active = toActiveKey(state);
  if (!active) throw toKeyRefusal("secret.no-active-key", doing);
  return active;
}

function toUnreadable(opened: OpenKeyring, resources: readonly Resource[]): readonly string[] {
  const vault = createOpenVault(opened);
  return resources.flatMap((resource) => {
    try {
      vault.reveal(resource);
      return [];
    } catch (error) {
      if (!isOfSecrets(error)) throw error;
      return [`${toResourceLabel(resource)} (project: ${resource.metadata.project})`];
    }
  });
}

function isOfSecrets(error: unknown): error is YardmasterError {
  return error instanceof YardmasterError && error.code.startsWith("secret.");
}

/** Asked before anything is changed. What is sealed under a key that ended is lost already and holds nothing up. */
function requireReadable(opened: OpenKeyring, resources: readonly Resource[]): void {
  const vault = createOpenVault(opened);
  const isLost = (value: unknown) => isSealed(value) && !opened.keys.has(toKeyId(value) ?? "");
  for (const resource of resources) vault.reveal(mapSecretValues(resource, ({ value }) => (isLost(value) ? null : value)));
}
