// What is said when something asked of the keys of secrets is not allowed now.
import { YardmasterError } from "../../core/errors.ts";
import type { SecretKeyRefusal } from "../../core/secrets/decide.ts";

type Refusal = SecretKeyRefusal | "secret.no-rotation";

const WORDS = {
  "secret.already-active": ["a key is active already", "`yardmaster secret key rotate` replaces it"],
  "secret.no-active-key": ["no key is active", "`yardmaster secret key bootstrap` makes a new one"],
  "secret.no-rotation": ["no rotation was interrupted", "without --resume a new one begins"],
  "secret.key-not-found": ["there is no such key", "`yardmaster secret key list` shows them"],
  "secret.key-in-use": ["the key is in use", "what is sealed under it becomes unreadable for good; --force if that is meant"],
  "secret.key-retired": ["the key was retired and destroyed", "there is nothing left to revoke"],
} as const satisfies Record<Refusal, readonly [string, string]>;

/** @param doing what was being done, such as `revoking key_01…` */
export function toKeyRefusal(code: Refusal, doing: string): YardmasterError {
  const [words, hint] = WORDS[code];
  return new YardmasterError(code, `${doing}: ${words}`, { hint });
}
