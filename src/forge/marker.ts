// What stands hidden at the end of everything that we write, so that we find it again. Only the end counts: what people wrote, and we
// quote, may hold anybody's marker.
import { YardmasterError } from "../core/errors.ts";

const MARKER = /^[A-Za-z0-9_:/.-]+$/;

/** @throws forge.refused for a marker that could end the HTML comment it stands in */
export function toMarked(body: string, marker: string): string {
  if (!MARKER.test(marker)) throw new YardmasterError("forge.refused", `marking a text: "${marker}" cannot be a marker`);
  return `${body.trimEnd()}\n\n${toHidden(marker)}`;
}

/** Tolerant of the line ends and spaces that a forge or a person's editor adds. */
export function isMarked(body: string, marker: string): boolean {
  return body.trimEnd().endsWith(toHidden(marker));
}

function toHidden(marker: string): string {
  return `<!-- ${marker} -->`;
}
