// Replaces texts that nobody may read, in a text that arrives in pieces; one may be cut anywhere between two pieces. Only these very
// texts are known: what a program makes of them, such as base64, is not.

export interface TextMask {
  /** What of the text so far can be shown; the beginning of what may become a hidden text is kept back. */
  push(text: string): string;
  /** The rest. */
  end(): string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const MASK = "***";

/** @param hidden empty texts hide nothing */
export function createTextMask(hidden: readonly string[]): TextMask {
  const needles = [...new Set(hidden)].filter((text) => text !== "");
  const longest = Math.max(0, ...needles.map(({ length }) => length));
  let kept = "";
  /** So many characters at the beginning of `kept` belong to a mask that was handed out already. */
  let covered = 0;

  /** Where a hidden text may have begun that is not complete yet. */
  function findOpening(): number {
    for (let length = Math.min(longest - 1, kept.length); length > 0; length -= 1) {
      const end = kept.slice(-length);
      if (needles.some((needle) => needle.length > length && needle.startsWith(end))) return kept.length - length;
    }
    return kept.length;
  }

  function take(cut: number): string {
    let shown = "";
    let at = 0;
    for (const { start, end } of merge([...(covered > 0 ? [{ start: 0, end: covered }] : []), ...findAll(kept, needles)])) {
      if (start >= cut) break;
      const isContinued = start === 0 && covered > 0;
      shown += kept.slice(at, start) + (isContinued ? "" : MASK);
      at = end;
    }
    if (at < cut) shown += kept.slice(at, cut);
    covered = Math.max(0, Math.max(at, covered) - cut);
    kept = kept.slice(cut);
    return shown;
  }

  return {
    push(text) {
      kept += text;
      return take(findOpening());
    },
    end: () => take(kept.length),
  };
}

/** A whole text. */
export function maskText(text: string, hidden: readonly string[]): string {
  const mask = createTextMask(hidden);
  return mask.push(text) + mask.end();
}

/** Every occurrence, overlapping ones too. */
function findAll(text: string, needles: readonly string[]): Span[] {
  return needles.flatMap((needle) => {
    const spans: Span[] = [];
    for (let start = text.indexOf(needle); start !== -1; start = text.indexOf(needle, start + 1)) {
      spans.push({ start, end: start + needle.length });
    }
    return spans;
  });
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start < last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}
