// Turns a name that may hold anything into a file name that cannot leave its directory, and back.
// Touches no file.

/**
 * Letters, digits, "_" and "-" stay; every other byte becomes %XX. So no dot and no slash is left to climb with, and
 * a lone "%" is free to stand for the empty name.
 */
export function toFileName(name: string): string {
  if (name === "") return "%";
  return [...Buffer.from(name)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : toHex(byte))).join("");
}

export function fromFileName(fileName: string): string {
  if (fileName === "%") return "";
  const bytes = fileName.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

function isPlain(byte: number): boolean {
  return /[A-Za-z0-9_-]/.test(String.fromCharCode(byte));
}

function toHex(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
