// Texts that a writer or a reader of YAML, a terminal or a store may get wrong. For names see what takes them.
import fc from "fast-check";

/** Each has been somebody's bug. */
const NASTY = [
  ...[
    "",
    " ",
    "  two",
    "tail ",
    "\ttab",
    "tab\t",
    "no",
    "yes",
    "on",
    "null",
    "~",
    "true",
    "False",
    "1",
    "007",
    "0x1F",
    "1e3",
    "1_000",
    ".5",
  ],
  ...[
    ".inf",
    "-",
    "- a",
    "-a",
    "?",
    "? a",
    ":",
    "a: b",
    "a:",
    ": a",
    "#",
    "# a",
    "a #b",
    "a#b",
    "&a",
    "*a",
    "!a",
    "!!str a",
    "%YAML 1.2",
    "@a",
  ],
  ...[
    "`a`",
    "|",
    ">",
    "|-",
    "---",
    "...",
    "--- a",
    "a\n---\nb",
    "a\n...\nb",
    "<<",
    "=",
    "[",
    "]",
    "{",
    "}",
    "[a]",
    "{a: b}",
    "a, b",
    "'",
    '"',
  ],
  ...[
    "it's",
    'say "x"',
    "\\",
    "\\n",
    "a\nb",
    "a\n",
    "a\n\n",
    "\na",
    "\n\n",
    "\n a\n  b\n",
    " a\nb",
    "a \nb ",
    "a\n\tb",
    "a\r\nb",
    "a\rb",
    "\r",
  ],
  ...[
    "\u0000",
    "\u0007",
    "\u001b[31mred\u001b[0m",
    "\u009b31m",
    "\u0085",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufeffa",
    "\ufffe",
  ],
  ...[
    "\u00a0",
    "\u200b",
    "é",
    "e\u0301",
    "日本語",
    "😀",
    "👩‍👩‍👧",
    "\ud83d\ude00x",
    "\ud800",
    "x\udc00y",
    "2026-01-01",
    "2026-01-01T00:00:00Z",
    "12:30:45",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "{goal}",
    "{{x}}",
    "$HOME",
    "$(id)",
    "`id`",
    "; rm -rf x",
    "x".repeat(300),
    `${"word ".repeat(60)}\n`,
  ],
];

export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((texts) => texts.join("")) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((texts) => texts.join("\n")) },
);

export const filledText: fc.Arbitrary<string> = anyText.map((text) => (text.trim() === "" ? `${text}x` : text));

/** A key of a map that is anyone's; `__proto__` is refused by name. */
export const anyKey: fc.Arbitrary<string> = anyText.map((text) => (text === "__proto__" ? "__proto" : text));

/** Whatever JSON can say, save with that key. */
export function anyJson(maxDepth: number): fc.Arbitrary<fc.JsonValue> {
  return fc.jsonValue({ maxDepth }).filter((value) => !JSON.stringify(value).includes('"__proto__"'));
}

export const textMap: fc.Arbitrary<Record<string, string>> = toMap(anyText);

export function toMap<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc.dictionary(anyKey, value, { maxKeys: 4, noNullPrototype: true });
}
