// Comments made to take a Markdown parser's time: each pattern has cost some parser dearly. With a command above and below, so that none is skipped.

const COMMAND = "Please\n\n/run fix\n";

/** @param size in characters */
export function createHostileMarkdown(size: number): Readonly<Record<string, string>> {
  const fill = (pattern: string, length = size) => pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);
  const halves = (first: string, second: string) => fill(first, size / 2) + fill(second, size / 2);
  const rising = (line: (step: number) => string) =>
    Array.from({ length: Math.ceil(Math.sqrt(2 * size)) }, (_, step) => line(step))
      .join("")
      .slice(0, size);
  const patterns = {
    words: fill("Some plain words, and nothing else here.\n"),
    commands: fill("/run fix\n\n"),
    "commands in one paragraph": fill("/run fix\n"),
    "commands between backticks": fill("`\n/run fix\n"),
    "commands between tags": fill("<b>\n/run fix\n"),
    mentions: fill("@yardmaster\n"),
    "line ends": fill("\n"),
    spaces: fill(" "),
    tabs: fill("\t"),
    brackets: fill("["),
    "empty brackets": fill("[]"),
    "brackets inside brackets": halves("[", "]"),
    "brackets with escapes": fill("[\\]"),
    images: fill("!["),
    "links that do not end": fill("[a]("),
    "links in links": fill("[a](b"),
    "links with pointed brackets": fill("[a](<"),
    references: fill("[x][y]"),
    "declared references": fill("[a]: b\n"),
    "declared references with open titles": fill("[a]: /x '\n"),
    stars: fill("*"),
    emphasis: fill("*a_ "),
    "strong emphasis": fill("a***b_c* "),
    strikethrough: fill("~~a~ "),
    backticks: fill("`"),
    "ever more backticks": rising((step) => `${"`".repeat(step)} `),
    backslashes: fill("\\"),
    entities: fill("&a;"),
    quotations: fill(">"),
    "quotations with lazy lines": halves("> ", "\na"),
    "quotations and lists with lazy lines": fill("> - > - > - a\nb\n"),
    "quotations with lists": halves("> - ", "\n\n"),
    lists: fill("- "),
    "lists with empty lines": halves("- ", "\n"),
    "ever deeper lists": rising((step) => `${" ".repeat(step)}- a\n`),
    "lists of paragraphs": fill("* a\n\n  b\n"),
    "numbered lists": fill("1. "),
    "less-than signs": fill("<"),
    "open tags": fill("<a "),
    "open attributes": fill('<a href="'),
    "tags with blanks": fill(`<a${" ".repeat(200)}`),
    "open HTML comments": fill("<!--"),
    "open CDATA": fill("<![CDATA["),
    "open instructions": fill("<?"),
    "open HTML blocks": fill("<details>\n\n"),
    autolinks: fill("<http:"),
    tables: fill("|a|b\n"),
    "a wide table": `|${fill("a|", size / 16)}\n|${fill("-|", size / 16)}\n${fill("|\n", size / 2)}`,
    "a long table": `a|b\n-|-\n${fill("x|y\n")}`,
    headings: fill("# "),
    "underlined headings": fill("a\n-\n"),
    fences: fill("```\n"),
    "mail introductions": fill("On 1 wrote:\n> a\n\n"),
    "long mail introductions": fill(`On ${"1 ".repeat(140)}\n`),
  };
  const whole = Object.entries(patterns).map(([name, text]) => [
    name,
    [`${COMMAND}${text}`.slice(0, size - COMMAND.length), COMMAND].join("\n\n"),
  ]);
  // What may stand around a line of the same paragraph is looked for in the first eighth only.
  const inside = Object.entries(patterns).map(([name, text]) => {
    const paragraph = `Please\n${text.slice(0, size / 8 - 50).replaceAll(/\n{2,}/g, "\n")}\n/run fix\n\n`;
    return [`${name}, around a command`, paragraph + fill("words\n\n", size - paragraph.length)];
  });
  return Object.fromEntries([...whole, ...inside]);
}
