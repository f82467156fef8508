// Which resources hold secrets, and what is shown in their place.
import type { Resource } from "./resource.ts";

export const MASK = "***";

export function isSecretStore({ kind }: Pick<Resource, "kind">): boolean {
  return kind === "SecretStore";
}
