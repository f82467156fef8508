// The line on which a part of a resource was written, as near as is known.
import type { ResourceSource } from "./resource.ts";

/** @param path such as `spec.steps[0].template`, of a value or of a map or list around values; empty for the whole. */
export function findLine({ line, lines = {} }: ResourceSource, path: string): number {
  for (let here = path; here !== ""; here = toAround(here)) {
    const inside = Object.entries(lines).flatMap(([known, at]) => (isInside(known, here) ? [at] : []));
    if (inside.length > 0) return Math.min(...inside);
  }
  return line;
}

function isInside(path: string, around: string): boolean {
  return path === around || (path.startsWith(around) && (path[around.length] === "." || path[around.length] === "["));
}

function toAround(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("."), path.lastIndexOf("["), 0));
}
