// YAML with a comment beside each value. The library writes it; comments go through it as marks, so that they can be aligned and colored.
import { Document, isCollection, isMap, isPair, isScalar, type Node, Scalar, type ScalarTag, visit } from "yaml";
import { extendFieldPath } from "../../core/resources/field-path.ts";
import { padToWidth, toDisplayWidth } from "../../std/display-width.ts";
import { escapeObeyed, hasObeyed } from "../../std/safe-text.ts";

export interface AnnotatedLine {
  /** YAML; where a comment follows, with blanks up to it. */
  readonly text: string;
  /** With its `#`; empty for none. */
  readonly comment: string;
}

export interface Comments {
  /** Beside a value that is whole: a text, a number, an empty map. Empty for none. */
  beside(path: string): string;
  /** Below the last value of a map. */
  below(map: object): readonly string[];
}

/** No value can hold it: the library writes control characters as escapes. */
const MARK = "\u0001";
const MARKED = new RegExp(`^( *|.*?) ?${MARK}(\\d+)$`, "s");
/** The library puts a comment on an empty map into the map; as scalars they are written as they should be. */
const EMPTY_MAP = {};
const EMPTY_LIST = {};
const EMPTY_TAG: ScalarTag = {
  tag: "yardmaster.dev,2026:empty",
  default: true,
  identify: (value) => value === EMPTY_MAP || value === EMPTY_LIST,
  resolve: (text) => text,
  stringify: ({ value }) => (value === EMPTY_MAP ? "{}" : "[]"),
};
/** Comments are aligned when they begin no further to the right. */
const LAST_COLUMN = 72;
const GAP = 2;

export function renderAnnotatedYaml(value: Readonly<Record<string, unknown>>, comments: Comments): readonly AnnotatedLine[] {
  const document = new Document(value, { aliasDuplicateObjects: false, customTags: [EMPTY_TAG] });
  /** The first of each stands beside its value, the others on lines of their own. */
  const kept: (readonly string[])[] = [];

  function keep(...texts: readonly string[]): string | null {
    return texts.every((text) => text === "") ? null : `${MARK}${kept.push(texts) - 1}`;
  }

  function annotate(node: unknown, part: unknown, path: string): unknown {
    const below = typeof part === "object" && part !== null ? comments.below(part) : [];
    if (!isCollection(node) || node.items.length === 0) {
      const scalar = isScalar(node) ? node : new Scalar(isMap(node) ? EMPTY_MAP : EMPTY_LIST);
      scalar.comment = keep(comments.beside(path), ...below);
      return scalar;
    }
    if (below.length > 0) node.comment = below.map((text) => keep(text)).join("\n");
    const inner = Object.entries(part ?? {}).filter(([, each]) => each !== undefined);
    for (const [index, item] of node.items.entries()) {
      const [key = "", each] = inner[index] ?? [];
      if (isPair(item)) item.value = annotate(item.value, each, extendFieldPath(path, key));
      else node.items[index] = annotate(item, each, extendFieldPath(path, index));
    }
    return node;
  }

  annotate(document.contents, value, "");
  quoteObeyed(document.contents);
  const written = document.toString({ lineWidth: 0, commentString: (text) => text });
  return align(
    written
      .slice(0, -1)
      .split("\n")
      .flatMap((line) => toLines(line, kept)),
  );
}

/** Only in double quotes can YAML spell a character that must not be written as it is. */
function quoteObeyed(contents: Node | null): void {
  visit(contents, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === "string" && hasObeyed(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
}

function toLines(line: string, kept: readonly (readonly string[])[]): readonly AnnotatedLine[] {
  const [, before = "", index] = MARKED.exec(line) ?? [];
  if (index === undefined) return [{ text: escapeObeyed(line), comment: "" }];
  const [beside = "", ...below] = kept[Number(index)] ?? [];
  const text = escapeObeyed(before);
  const indent = `${/^ */.exec(text)?.[0] ?? ""}  `;
  return [{ text, comment: toComment(beside) }, ...below.map((each) => ({ text: indent, comment: toComment(each) }))];
}

function toComment(text: string): string {
  return text === "" ? "" : `# ${escapeObeyed(text)}`;
}

function align(lines: readonly AnnotatedLine[]): readonly AnnotatedLine[] {
  const isBeside = ({ text, comment }: AnnotatedLine) => comment !== "" && text.trim() !== "";
  const widths = lines.filter(isBeside).map(({ text }) => toDisplayWidth(text));
  const column = Math.max(0, ...widths.filter((width) => width + GAP <= LAST_COLUMN)) + GAP;
  const toText = (text: string) => padToWidth(text, Math.max(column, toDisplayWidth(text) + GAP));
  return lines.map((line) => (isBeside(line) ? { ...line, text: toText(line.text) } : line));
}
