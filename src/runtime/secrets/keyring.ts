// Keeps the keys of secrets: their stream, and beside it their wrapped material. Material comes with the event that announces it and is
// overwritten with the event that ends it, each in one commit, so that no crash leaves a key without material or the reverse.
import { randomBytes } from "node:crypto";
import { assertNever, YardmasterError } from "../../core/errors.ts";
import { secretKeyStream } from "../../core/ids.ts";
import { applySecretKeyEvents } from "../../core/secrets/apply-event.ts";
import { decideSecretKeys, type SecretKeyCommand, type SecretKeyRefusal } from "../../core/secrets/decide.ts";
import type { SecretKeyEvent } from "../../core/secrets/events.ts";
import { NO_SECRET_KEYS, type SecretKeysState, toLiveKeys } from "../../core/secrets/state.ts";
import type { Clock } from "../../std/clock.ts";
import type { IdSource } from "../../std/ids.ts";
import type { Document, Store } from "../../store/store.ts";
import type { Aggregate } from "../aggregate.ts";
import { createStream } from "../dispatch.ts";
import type { MasterKeySource } from "./master-key.ts";
import type { DataKey } from "./seal.ts";
import { unwrapKey, type WrappedKey, wrapKey } from "./wrap-key.ts";

export interface KeyringDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: IdSource;
  /** The repository that the secrets belong to. */
  readonly repository: string;
  readonly masterKey: MasterKeySource;
}

export interface Keyring {
  load(): Promise<SecretKeysState>;
  /** The keys, with the material of those that open something. Asks for the master key only when there are any. @throws secret.* */
  open(): Promise<OpenKeyring>;
  /** Makes a key, wraps it and announces it. @throws secret.* */
  create(as: "secret-keys.bootstrap" | "secret-keys.begin-rotation"): Promise<KeyAnswer>;
  end(command: Extract<SecretKeyCommand, { type: "secret-keys.finish-rotation" | "secret-keys.revoke" }>): Promise<KeyAnswer>;
  /** Oldest first. */
  history(): Promise<readonly SecretKeyEvent[]>;
}

export interface OpenKeyring {
  readonly state: SecretKeysState;
  readonly keys: ReadonlyMap<string, DataKey>;
  /** Null when there was nothing to unwrap. */
  readonly masterKey: Buffer | null;
}

export type KeyAnswer = { readonly state: SecretKeysState } | { readonly refused: SecretKeyRefusal };

/** The collection of wrapped material, by the key's id. */
const MATERIAL = "secret-keys";
const KEY_BYTES = 32;

export function createKeyring({ store, clock, newId, repository, masterKey }: KeyringDeps): Keyring {
  /** On their way into the commit that announces them: neither a command nor an event may carry them. */
  const announced = new Map<string, WrappedKey>();
  const stream = createStream(keyAggregate(clock, announced), { store, onEffects() {} });
  const id = secretKeyStream(repository);

  async function dispatch(command: SecretKeyCommand): Promise<KeyAnswer> {
    const outcome = await stream.dispatch(id, command);
    if (outcome.outcome === "refused") return { refused: outcome.code as SecretKeyRefusal };
    return { state: await stream.load(id) };
  }

  async function open(): Promise<OpenKeyring> {
    for (;;) {
      const state = await stream.load(id);
      const live = toLiveKeys(state);
      if (live.length === 0) return { state, keys: new Map(), masterKey: null };
      const master = await masterKey.load({ mayCreate: false });
      const stored = await Promise.all(live.map((key) => store.getDocument(MATERIAL, key.id)));
      // A key that ended between the two looks has no material any more.
      if ((await stream.load(id)) !== state) continue;
      const keys = live.map((key, index) => unwrap(key.id, stored[index]?.body ?? null, master));
      return { state, keys: new Map(keys.map((key) => [key.id, key])), masterKey: master };
    }
  }

  function unwrap(keyId: string, stored: unknown, master: Buffer): DataKey {
    const unwrapped = unwrapKey(keyId, stored, master);
    if ("key" in unwrapped) return unwrapped.key;
    if (unwrapped.trouble === "damaged") {
      throw new YardmasterError("secret.damaged", `opening ${keyId}: what is stored of it is missing or was altered`, {
        hint: `restore a copy of the store, or give up what it sealed: yardmaster secret key revoke ${keyId} --force`,
      });
    }
    throw new YardmasterError(
      "secret.wrong-key",
      `opening ${keyId}: it was wrapped with another master key than that of ${masterKey.name}`,
      {
        hint: "give the master key that was used before; nothing was changed",
      },
    );
  }

  return {
    load: () => stream.load(id),
    open,
    async create(as) {
      // Opening first: a master key that cannot open what there is must not wrap anything beside it.
      const master = (await open()).masterKey ?? (await masterKey.load({ mayCreate: true }));
      const key: DataKey = { id: newId("key"), bytes: randomBytes(KEY_BYTES) };
      announced.set(key.id, wrapKey(key, master));
      try {
        return await dispatch({ type: as, keyId: key.id });
      } finally {
        announced.delete(key.id);
      }
    },
    end: dispatch,
    history: async () => (await store.read(id, 0)).map(({ data }) => data as unknown as SecretKeyEvent),
  };
}

function keyAggregate(
  clock: Clock,
  announced: ReadonlyMap<string, WrappedKey>,
): Aggregate<SecretKeysState, SecretKeyCommand, SecretKeyEvent> {
  return {
    initial: NO_SECRET_KEYS,
    decide: (command, state) => decideSecretKeys(command, state, { now: clock.now() }),
    apply: (state, events) => ({ state: applySecretKeyEvents(state, events), effects: [] }),
    toDocuments: (_state, events) => events.flatMap((event) => toMaterial(event, announced)),
    snapshot: null,
  };
}

function toMaterial({ type, keyId, at }: SecretKeyEvent, announced: ReadonlyMap<string, WrappedKey>): Document[] {
  const kept = { collection: MATERIAL, id: keyId, at };
  switch (type) {
    case "secret-key.created":
      return [{ ...kept, tag: "live", body: { ...announced.get(keyId) } }];
    case "secret-key.superseded":
      return [];
    case "secret-key.retired":
    case "secret-key.revoked":
      return [{ ...kept, tag: "destroyed", body: {} }];
    default:
      return assertNever(type);
  }
}
