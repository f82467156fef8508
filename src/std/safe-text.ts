// Text from outside made harmless for a terminal: no escape sequences, no control characters, no reordering of what is read.
// Knows nothing of meaning: words stay as they are.

/** Removes what a terminal would obey from a text that arrives in pieces; a sequence may be cut anywhere between two pieces. */
export interface TextCleaner {
  /** Keeps line feeds and tabs. A line that was to be overwritten, as progress bars do, becomes a line of its own. */
  push(text: string): string;
}

export function createTextCleaner(): TextCleaner {
  let place: Place = "text";
  let afterReturn = false;

  function pass(char: string): string {
    const code = char.codePointAt(0) ?? 0;
    const completesReturn = afterReturn && code === LINE_FEED;
    afterReturn = code === RETURN;
    const moved = toNextPlace(place, code);
    place = moved === "broken" ? toNextPlaceInText(code) : moved === "ended" ? "text" : moved;
    if (place !== "text" || moved === "ended" || completesReturn) return "";
    return toHarmless(char, code);
  }

  return {
    push(text) {
      let clean = "";
      for (const char of text) clean += pass(char);
      return clean;
    },
  };
}

/** A whole text, lines kept. */
export function toSafeText(text: string): string {
  return createTextCleaner().push(text);
}

/** A text as one line, for titles and cells. */
export function toSafeLine(text: string): string {
  return toSafeText(text).replaceAll(/\s+/g, " ").trim();
}

/** Every character that a terminal would obey, for formats that can write it as `\u001b` instead. */
export function escapeObeyed(text: string): string {
  return text.replaceAll(OBEYED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Whether a terminal would obey some character of the text. */
export function hasObeyed(text: string): boolean {
  return text.search(OBEYED) >= 0;
}

/**
 * Control characters but tab and line feed, line separators, the marks that turn the direction of reading (CVE-2021-42574), and halves of
 * characters, which would be written as something else.
 */
const OBEYED = /[^\P{Cc}\t\n]|[\p{Bidi_Control}\p{Cs}\u2028\u2029\u206a-\u206f]/gu;

/** Where in an escape sequence the text stands (ECMA-48): after ESC, in a control sequence, in a string such as a window title. */
type Place = "text" | "escape" | "intermediate" | "control" | "string";

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const BELL = 0x07;
const ESCAPE = 0x1b;
const STRING_END = 0x9c;

/** `ended`: the character was the sequence's last. `broken`: it does not belong to the sequence, which is dropped. */
function toNextPlace(place: Place, code: number): Place | "ended" | "broken" {
  if (place === "text") return toNextPlaceInText(code);
  if (code === ESCAPE) return "escape";
  if (place === "string") {
    if (code === LINE_FEED) return "broken";
    return code === BELL || code === STRING_END ? "ended" : "string";
  }
  if (place === "escape" && code === 0x5b) return "control";
  if (place === "escape" && isStringIntroducer(code)) return "string";
  if (isBetween(code, 0x20, 0x2f)) return place === "control" ? "control" : "intermediate";
  if (place === "control" && isBetween(code, 0x30, 0x3f)) return "control";
  return isBetween(code, 0x30, 0x7e) ? "ended" : "broken";
}

function toNextPlaceInText(code: number): Place {
  if (code === ESCAPE) return "escape";
  if (code === 0x9b) return "control";
  return isBetween(code, 0x80, 0x9f) && isStringIntroducer(code - 0x40) ? "string" : "text";
}

/** `P`, `X`, `]`, `^` and `_` after ESC; 64 more, they are single characters. */
function isStringIntroducer(code: number): boolean {
  return code === 0x50 || code === 0x58 || isBetween(code, 0x5d, 0x5f);
}

function toHarmless(char: string, code: number): string {
  if (code === RETURN || code === 0x2028 || code === 0x2029) return "\n";
  if (isBetween(code, 0xd800, 0xdfff)) return "\ufffd";
  return char.replace(OBEYED, "");
}

function isBetween(code: number, first: number, last: number): boolean {
  return code >= first && code <= last;
}
