// Whether a file that is open is still the one that stands under its name. Somebody may remove or replace a store under a running
// server, which would go on writing into a file that nobody can open any more.
import { stat } from "node:fs/promises";
import { YardmasterError } from "../core/errors.ts";

/** @returns what throws store.replaced once another file stands there, or none; what cannot be looked at is taken for the same */
export async function openFileWatch(file: string): Promise<() => Promise<void>> {
  const first = await readIdentity(file);
  return async () => {
    const now = await readIdentity(file).catch(() => first);
    if (now === first) return;
    throw new YardmasterError("store.replaced", `${file} was ${now === null ? "removed" : "replaced"} while a server worked with it`, {
      hint: "what was done since then may be missing in it; see that nothing touches the data directory, and start again",
    });
  };
}

/** Null: nothing stands there. */
async function readIdentity(file: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
