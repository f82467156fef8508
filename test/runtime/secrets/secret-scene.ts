// Everything that keeps secrets, put together on a real store: keys, vault, desk. Opened again and again, as processes would.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { ApplyCommand } from "../../../src/core/resources/decide.ts";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { findResource, toDeclarations, toResourceKey } from "../../../src/core/resources/state.ts";
import type { SecretKeyControl } from "../../../src/runtime/control/secret-keys.ts";
import { createResourceDesk, type ResourceDesk } from "../../../src/runtime/resources/resource-desk.ts";
import type { SecretVault } from "../../../src/runtime/secret-vault.ts";
import { createSecretKeyControl } from "../../../src/runtime/secrets/create-secret-key-control.ts";
import { createSecretVault } from "../../../src/runtime/secrets/create-secret-vault.ts";
import type { MasterKeySource } from "../../../src/runtime/secrets/master-key.ts";
import { createIdSource } from "../../../src/std/ids.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import type { Store } from "../../../src/store/store.ts";
import { createHandClock, type HandClock } from "../../../src/testing/hand-clock.ts";

export interface House {
  readonly store: Store;
  readonly vault: SecretVault;
  readonly desk: ResourceDesk;
  readonly keys: SecretKeyControl;
  /** Applies stores by name. */
  apply(stores: Readonly<Record<string, Readonly<Record<string, string>>>>): ReturnType<ResourceDesk["submit"]>;
  /** What the stores hold, opened. */
  read(): Promise<Record<string, unknown>>;
  /** A store as it is kept. */
  stored(name: string): Promise<Resource>;
}

export interface SecretScene {
  readonly directory: string;
  readonly clock: HandClock;
  readonly masterKey: FakeMasterKey;
  /** As a process of its own would: with handles and caches of its own. */
  open(given?: Partial<Given>): Promise<House>;
  /** The database with its log, byte for byte. */
  bytes(): Buffer;
  closeAll(): Promise<void>;
  dispose(): Promise<void>;
}

interface Given {
  readonly masterKey: MasterKeySource;
  wrap(store: Store): Store;
  wrapVault(vault: SecretVault): SecretVault;
}

export interface FakeMasterKey extends MasterKeySource {
  /** Null: there is none yet, or no longer. */
  key: Buffer | null;
  readonly asked: { readonly mayCreate: boolean }[];
}

export function createFakeMasterKey(key: Buffer | null = null): FakeMasterKey {
  return {
    kind: "file",
    name: "/keys/secret.key",
    key,
    asked: [],
    async load(options) {
      this.asked.push(options);
      if (!this.key && options.mayCreate) this.key = randomBytes(32);
      if (!this.key) throw new YardmasterError("secret.master-key", "reading the master key /keys/secret.key: it is gone");
      return this.key;
    },
  };
}

export function secretStore(
  name: string,
  data: Readonly<Record<string, unknown>>,
  origin: Resource["source"]["origin"] = "apply",
): Resource {
  return {
    apiVersion: "orchestrator.dev/v2",
    kind: "SecretStore",
    metadata: { name, project: "default", labels: {}, annotations: {} },
    spec: { data },
    source: { origin, file: "stores.yaml", line: 1 },
  };
}

function applying(resources: readonly Resource[]): ApplyCommand {
  return { type: "resources.apply", project: "default", resources, prune: false, expected: null };
}

export function createSecretScene(): SecretScene {
  const directory = mkdtempSync(join(tmpdir(), "yardmaster-secrets-"));
  const clock = createHandClock(1_000_000);
  const masterKey = createFakeMasterKey();
  const opened = new Set<Store>();

  async function closeAll(): Promise<void> {
    for (const store of opened) await store.close();
    opened.clear();
  }

  return {
    directory,
    clock,
    masterKey,
    async open({ masterKey: source = masterKey, wrap = same, wrapVault = same } = {}) {
      const plain = await openSqliteStore({ file: join(directory, "store.db"), clock });
      opened.add(plain);
      return createHouse(wrap(plain), source, clock, wrapVault);
    },
    bytes: () => Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name)))),
    closeAll,
    async dispose() {
      await closeAll();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function same<T>(given: T): T {
  return given;
}

function createHouse(store: Store, masterKey: MasterKeySource, clock: HandClock, wrapVault: (vault: SecretVault) => SecretVault): House {
  const deps = { store, clock, newId: createIdSource(), repository: "site", masterKey };
  const vault = wrapVault(createSecretVault(deps));
  const loadRules = async () => ({ referencesOf: () => [], validate: () => [] });
  const desk = createResourceDesk({ store, clock, repository: "site", vault, loadRules });
  const listSecretStores = async () => toDeclarations(await desk.load()).filter(({ kind }) => kind === "SecretStore");
  const keys = createSecretKeyControl({ ...deps, listSecretStores, reseal: (open) => desk.reseal(open) });
  return {
    store,
    vault,
    desk,
    keys,
    apply: (stores) => desk.submit(applying(Object.entries(stores).map(([name, data]) => secretStore(name, data)))),
    async read() {
      const { reveal } = await vault.open();
      return Object.fromEntries((await listSecretStores()).map((each) => [each.metadata.name, reveal(each).spec["data"]]));
    },
    async stored(name) {
      const found = findResource(await desk.load(), toResourceKey("default", "SecretStore", name));
      if (!found) throw new Error(`no store ${name}`);
      return found;
    },
  };
}
