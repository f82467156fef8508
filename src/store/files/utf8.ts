// Where a piece of UTF-8 can be cut without cutting a character.
// Judges only the last character; broken bytes before it are the decoder's business.

/** How many of the bytes are whole characters; fewer than given only when the last character goes on beyond them. */
export function completeLength(bytes: Uint8Array): number {
  const lookBack = Math.min(3, bytes.length);
  for (let back = 1; back <= lookBack; back++) {
    const start = bytes.length - back;
    const byte = bytes[start] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back < characterLength(byte) ? start : bytes.length;
  }
  return bytes.length;
}

function characterLength(firstByte: number): number {
  if (firstByte >= 0xf0) return 4;
  return firstByte >= 0xe0 ? 3 : 2;
}
