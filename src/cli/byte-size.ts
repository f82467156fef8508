// Sizes for people. Programs get the number of bytes.

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** `1.5 MiB`; whole bytes below a kibibyte. */
export function toByteSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
}
