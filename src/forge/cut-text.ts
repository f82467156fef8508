// Texts within a forge's limits, which count characters in one place and bytes in another. Cuts between characters, never inside one.

export function cutText(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** In UTF-8. */
export function cutBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  // A character that was cut in the middle becomes a replacement, which is of three bytes too.
  const kept = new TextDecoder().decode(bytes.subarray(0, most - "…".length * 3)).replace(/\uFFFD+$/, "");
  return `${kept}…`;
}
