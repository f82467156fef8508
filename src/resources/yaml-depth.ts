// How deep a YAML text is nested, told from its tokens without recursion, so that no text can exhaust the stack.
import type { CST } from "yaml";

/** The offset of the first value found deeper than `limit`, or null. */
export function findTooDeep(tokens: readonly CST.Token[], limit: number): number | null {
  const waiting = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > limit) return token.offset;
    for (const inner of insideOf(token)) waiting.push({ token: inner, depth: depth + 1 });
  }
  return null;
}

function insideOf(token: CST.Token): CST.Token[] {
  const inside: (CST.Token | null | undefined)[] = [];
  if ("value" in token) inside.push(token.value);
  if ("items" in token) for (const { key, value } of token.items) inside.push(key, value);
  return inside.filter((inner) => inner !== null && inner !== undefined);
}
