// Undoes git's quoting of unusual path names (core.quotePath). Bytes, not text: file names need not be UTF-8.

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, "\\": 92 };

export function unquotePath(text: string): Buffer {
  if (!text.startsWith('"')) return Buffer.from(text);
  const bytes: number[] = [];
  for (const [, octal, letter, plain = ""] of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(ESCAPES[letter] ?? 0);
    else bytes.push(...Buffer.from(plain));
  }
  return Buffer.from(bytes);
}
