// How many columns of a terminal a text takes, and cutting to that. Terminals differ over rare emoji; this follows most of them.

const PLAIN = /^[\x20-\x7e]*$/;
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u;
const INVISIBLE = /^[\p{Mark}\p{Control}\p{Format}]+$/u;
/** Asks for the colored form of the sign before it. */
const AS_EMOJI = "\ufe0f";

/** Made when it is needed, since most texts are plain: it takes longer than many a command. */
let segmenter: Intl.Segmenter | null = null;

function segment(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

export function toDisplayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment: grapheme } of segment(text)) width += toGraphemeWidth(grapheme);
  return width;
}

/** At most `width` columns; an ellipsis stands for what is missing. Never cuts inside a character as people see it. */
export function cutToWidth(text: string, width: number): string {
  if (toDisplayWidth(text) <= width) return text;
  if (width < 1) return "";
  let kept = "";
  let room = width - 1;
  for (const { segment: grapheme } of segment(text)) {
    room -= toGraphemeWidth(grapheme);
    if (room < 0) break;
    kept += grapheme;
  }
  return `${kept.trimEnd()}…`;
}

export function padToWidth(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - toDisplayWidth(text)));
}

function toGraphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) || grapheme.includes(AS_EMOJI) ? 2 : 1;
}
