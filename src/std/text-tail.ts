// Keeps the end of a text that arrives in pieces, in bounded memory. Knows nothing of lines or streams.

export interface TextTail {
  push(text: string): void;
  /** The end of everything pushed, at most the limit in UTF-8 bytes, never starting inside a character. */
  text(): string;
}

export function createTextTail(limitBytes: number): TextTail {
  let kept = "";
  return {
    push(text) {
      kept += text;
      // A character is at least one byte, so this many characters always hold the tail. Trimming at double keeps it cheap.
      if (kept.length > 2 * limitBytes) kept = kept.slice(kept.length - limitBytes);
    },
    text() {
      const bytes = Buffer.from(kept);
      let start = Math.max(0, bytes.length - limitBytes);
      while (start < bytes.length && isContinuationByte(bytes[start])) start += 1;
      return bytes.toString("utf8", start);
    },
  };
}

function isContinuationByte(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
