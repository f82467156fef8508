// Where a workflow file's settings end and its prompt begins. Looks at lines only, never into the YAML:
// a `---` inside a value is indented or has company, so it cuts nothing.

export type SplitText =
  | {
      readonly ok: true;
      /** Null when the file has no settings. */
      readonly settings: TextPart | null;
      /** Without white space around it. */
      readonly prompt: TextPart;
    }
  /** Settings that begin and do not end. */
  | { readonly ok: false; readonly line: number };

export interface TextPart {
  readonly text: string;
  /** The line of the file on which the text begins. */
  readonly firstLine: number;
}

const FENCE = /^---[ \t]*$/;

/**
 * @param kind a `markdown` file without front matter is all prompt, a `yaml` file all settings.
 * @param text with `\n` line ends and no byte order mark.
 */
export function splitFrontMatter(text: string, kind: "markdown" | "yaml"): SplitText {
  const lines = text.split("\n");
  const start = findStart(lines, kind);
  const end = start === null ? -1 : lines.findIndex((line, index) => index > start && FENCE.test(line));
  if (start !== null && end !== -1) {
    return { ok: true, settings: toPart(lines, start + 1, end), prompt: trimPart(toPart(lines, end + 1)) };
  }
  if (kind === "yaml") return { ok: true, settings: toPart(lines, 0), prompt: { text: "", firstLine: 1 } };
  if (start !== null) return { ok: false, line: start + 1 };
  return { ok: true, settings: null, prompt: trimPart(toPart(lines, 0)) };
}

/** Symphony wants the marker on the first line; YAML also allows comments and blank lines above it. */
function findStart(lines: readonly string[], kind: "markdown" | "yaml"): number | null {
  const first = kind === "yaml" ? lines.findIndex((line) => !/^\s*(?:#.*)?$/.test(line)) : 0;
  return FENCE.test(lines[first] ?? "") ? first : null;
}

function toPart(lines: readonly string[], from: number, to = lines.length): TextPart {
  return { text: lines.slice(from, to).join("\n"), firstLine: from + 1 };
}

function trimPart({ text, firstLine }: TextPart): TextPart {
  const above = /^\s*/.exec(text)?.[0] ?? "";
  return { text: text.trim(), firstLine: firstLine + above.split("\n").length - 1 };
}
