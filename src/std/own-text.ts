// A text that stands for itself. V8 keeps what was cut out of a long text as a view of it, and so keeps the long one for as long as the
// piece; what is kept for long is to be copied.

export function toOwnText(piece: string): string {
  return Buffer.from(piece).toString();
}
