// An entry's identity, made from its name alone, so that it outlives every edit except a new name.
import { hash } from "node:crypto";
import { type IssueId, toIssueId } from "../../core/ids.ts";

/** `Add login` → `add-login-0e100ea6`: 20 characters for people, 8 hex digits of the name's SHA-256 for uniqueness. */
export function toIdentifier(name: string): IssueId {
  const digits = hash("sha256", name, "hex").slice(0, 8);
  const slug = toSlug(name);
  return toIssueId(slug === "" ? digits : `${slug}-${digits}`);
}

function toSlug(name: string): string {
  const folded = /[^\x20-\x7e]/.test(name) ? name.normalize("NFKD").replace(/\p{M}/gu, "") : name;
  const dashed = folded.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const start = dashed.startsWith("-") ? 1 : 0;
  const cut = dashed.slice(start, start + 20);
  return cut.endsWith("-") ? cut.slice(0, -1) : cut;
}
