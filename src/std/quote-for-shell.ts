// One word for a POSIX shell, whatever it holds. Values that a command is to receive go through variables instead.

/** @returns the text in single quotes */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
