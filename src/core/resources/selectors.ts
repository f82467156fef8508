// Label selectors as kubectl writes them, the equality part: `team=platform,tier=prod`.
import type { Resource } from "./resource.ts";

export type Selector = readonly (readonly [key: string, value: string])[];

/** @returns the selector, or the part that does not hold */
export function parseSelector(
  text: string,
): { readonly ok: true; readonly selector: Selector } | { readonly ok: false; readonly part: string } {
  const selector: (readonly [string, string])[] = [];
  for (const part of text.split(",")) {
    const [, key, value] = /^\s*([^=!\s]+)\s*==?\s*(\S*)\s*$/.exec(part) ?? [];
    if (key === undefined || value === undefined) return { ok: false, part };
    selector.push([key, value]);
  }
  return { ok: true, selector };
}

export function matchesSelector({ metadata: { labels } }: Pick<Resource, "metadata">, selector: Selector): boolean {
  return selector.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}
