// The name of a workspace's directory. Injective, so that two issues never share one: any name that was changed, or that could pass
// for a changed one, carries a hash of the original.
import { createHash } from "node:crypto";

const LONGEST = 100;
/** Names that systems or git give a meaning to: hidden ones (`.`, `..`, `.git`, ours) and the device names of Windows. */
const TAKEN = /^(?:\.|(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))/i;
const LOOKS_HASHED = /--[0-9a-f]{16}$/;

export function workspaceKey(identifier: string): string {
  const allowed = identifier.replace(/[^A-Za-z0-9._-]/gu, "_");
  if (allowed === identifier && isPlain(identifier)) return identifier;
  const hash = createHash("sha256").update(identifier).digest("hex").slice(0, 16);
  const prefix = TAKEN.test(allowed) || allowed === "" ? "_" : "";
  return `${prefix}${allowed.slice(0, LONGEST)}--${hash}`;
}

/** Whether the text can be a key at all; asked before a key from outside becomes a path. */
export function isWorkspaceKey(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,120}$/.test(text) && !TAKEN.test(text);
}

function isPlain(name: string): boolean {
  return name !== "" && name.length <= LONGEST && !TAKEN.test(name) && !/\.lock$/i.test(name) && !LOOKS_HASHED.test(name);
}
