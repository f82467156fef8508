// The row of `doctor` about secrets: where the master key comes from, whether it can be had, and whether it opens what is stored. Asks the
// server where one runs, for it may have been given another key than this process. Makes no key.
import { existsSync } from "node:fs";
import { access } from "node:fs/promises";
import { toSourceWords } from "../cli/secret-key-data.ts";
import type { Finding, Where } from "../cli/world.ts";
import { createControlClient } from "../http/control/client.ts";
import { findControl } from "../http/control/discovery.ts";
import type { SecretKeyStatus } from "../runtime/control/secret-keys.ts";
import type { MasterKeySource } from "../runtime/secrets/master-key.ts";
import { createControl } from "./create-control.ts";
import { parseEnvironment } from "./environment.ts";
import { count, look, missing, ok, warning } from "./finding.ts";
import { createKeyringDeps } from "./keyring-deps.ts";
import { lookForPlace, openStore, type Place, type Surroundings } from "./place.ts";
import { createSecretKeySource } from "./secret-key-source.ts";

type Sealing = Pick<SecretKeyStatus, "source" | "sealed" | "trouble" | "unreadable" | "rotating">;

/** Stores that are named; the rest is counted. */
const MOST_NAMED = 5;

export async function lookAtSecrets(surroundings: Surroundings, where: Where): Promise<Finding> {
  return await look("secrets", async () => {
    const place = await lookForPlace(surroundings, where);
    if (!existsSync(place.directory.store)) return await lookAtUnused(place, surroundings.variables);
    const found = await findControl(place.directory.path);
    if (found !== null) return toFinding(await createControlClient(found).secretKeys.status({}));
    const store = await openStore(place.directory);
    try {
      const status = await createControl(place, store, surroundings.variables).secretKeys.status({});
      if (status.keys === 0) await tryUnusedKey(createKeyringDeps(place, store, surroundings.variables).masterKey);
      return toFinding(status);
    } finally {
      await store.close();
    }
  });
}

/** Where nothing is stored yet. */
async function lookAtUnused({ directory }: Place, variables: Surroundings["variables"]): Promise<Finding> {
  const source = createSecretKeySource({ environment: parseEnvironment(variables), variables, dataDirectory: directory.path });
  await tryUnusedKey(source);
  return toFinding({ source: source.kind, sealed: {}, trouble: null, unreadable: [], rotating: false });
}

/** A key that nothing is wrapped with yet. A command is not run for it: it may ask a person for consent. @throws secret.master-key */
async function tryUnusedKey(source: MasterKeySource): Promise<void> {
  const isThere =
    source.kind === "file"
      ? await access(source.name).then(
          () => true,
          () => false,
        )
      : source.kind === "environment";
  if (isThere) await source.load({ mayCreate: false });
}

function toFinding({ source, sealed, trouble, unreadable, rotating }: Sealing): Finding {
  if (trouble !== null) return missing("secrets", trouble.message, trouble.hint);
  if (unreadable.length > 0) {
    const named = unreadable.slice(0, MOST_NAMED).join(", ");
    const more = unreadable.length > MOST_NAMED ? ` and ${unreadable.length - MOST_NAMED} more` : "";
    return missing("secrets", `not every value opens of ${named}${more}`, "apply the secret store again with its values, or delete it");
  }
  if (rotating) return warning("secrets", "a rotation of keys was interrupted", "`yardmaster secret key rotate --resume` finishes it");
  const total = Object.values(sealed).reduce((sum, each) => sum + each, 0);
  const values = total === 0 ? "none sealed" : `${count(total, "value")}, all open`;
  return ok("secrets", `${values}; master key from ${toSourceWords(source)}`);
}
