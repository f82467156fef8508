// What each installation's owner declares for all repositories, kept in memory so that every site may ask as often as it likes.
// Decides when it is read anew; reading is for whoever knows the repositories.
import type { Clock } from "../../std/clock.ts";
import type { OrganisationFiles } from "./organisation-source.ts";

export interface Organisations {
  /** @throws what reading threw */
  load(installation: number): Promise<OrganisationFiles | null>;
  /** It may be another now. */
  forget(installation: number): void;
}

/** A webhook may be lost. */
const KEPT_MS = 10 * 60_000;
/** Every site asks every few seconds. */
const FAILED_MS = 60_000;

export function createOrganisations(
  clock: Pick<Clock, "now">,
  read: (installation: number) => Promise<OrganisationFiles | null>,
): Organisations {
  const known = new Map<number, { readonly files: Promise<OrganisationFiles | null>; until: number }>();
  return {
    load(installation) {
      const before = known.get(installation);
      if (before !== undefined && clock.now() < before.until) return before.files;
      const entry = { files: read(installation), until: clock.now() + KEPT_MS };
      known.set(installation, entry);
      entry.files.catch(() => {
        entry.until = Math.min(entry.until, clock.now() + FAILED_MS);
      });
      return entry.files;
    },
    forget: (installation) => void known.delete(installation),
  };
}
