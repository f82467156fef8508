// A program and its arguments as one line for a shell. Placeholders stay what they are.

export function toShellLine(words: readonly string[]): string {
  return words.map(toWord).join(" ");
}

function toWord(word: string): string {
  const isPlain = /^(?:[A-Za-z0-9_/.:=@%+-]+|\{[a-z_]+\})$/.test(word);
  return isPlain ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
