// Replaces `{name}` in a shell command by a reference to an environment variable, quoted for the place where it stands.
// Values never become shell text: whatever they hold, the shell only ever expands a variable. It does not run anything.
import { createHash } from "node:crypto";

export interface BoundCommand {
  readonly script: string;
  /** The placeholders that occur, each once; their variables must be set. */
  readonly used: readonly string[];
  /** Placeholders where no variable can stand safely. The script must not be run when there are any. */
  readonly refused: readonly RefusedPlaceholder[];
  /** Whether it is more than one simple command, so that nothing can be appended to it as an argument. */
  readonly compound: boolean;
  /** The environment variable for a placeholder. */
  variable(name: string): string;
}

export interface RefusedPlaceholder {
  readonly name: string;
  readonly reason: string;
}

/** Unknown `{…}` (JSON, groups), `${…}`, comments and `\{name}` stay as they are. */
export function bindPlaceholders(command: string, names: readonly string[]): BoundCommand {
  const used = new Set<string>();
  const refused: RefusedPlaceholder[] = [];
  const known = new Set(names);
  const context: BindContext = {
    known,
    reference(name) {
      used.add(name);
      return `\${${placeholderVariable(name)}}`;
    },
    refuse: (name, reason) => refused.push({ name, reason }),
  };
  const { script, compound } = bindText(command, "commands", context);
  return { script, used: [...used], refused, compound, variable: placeholderVariable };
}

/** `prompt` is YM_PROMPT. Names that are not plain words get a digest, so that no two share a variable. */
function placeholderVariable(name: string): string {
  const plain = /^[a-z][a-z0-9_]*$/.test(name);
  const word = name.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
  return plain ? `YM_${word}` : `YM_${word}_${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

/** Whether the word after this text is a program of its own, as after `sh -c`, `python -c`, `node -e` and `eval`. */
export function isProgramText(before: string): boolean {
  return EVALUATES.test(before);
}

interface BindContext {
  readonly known: ReadonlySet<string>;
  reference(name: string): string;
  refuse(name: string, reason: string): void;
}

interface Heredoc {
  readonly delimiter: string;
  readonly stripTabs: boolean;
  readonly quoted: boolean;
}

const EVALUATED = "is run as program text here; read its environment variable inside that program instead";
const ARITHMETIC = "stands in arithmetic, where some shells run what a value says";
const QUOTED_HEREDOC = "stands in a heredoc with a quoted delimiter, where nothing is replaced; leave the quotes out";

/** A guard against the usual mistake, not a proof: `ssh`, `xargs` and the like are not seen through. */
const EVALUATES =
  /(?:^|[\s;|&(`/])(?:(?:(?:a|ba|c|da|fi|k|mk|tc|z)?sh|python[\d.]*|node|perl|ruby)\s(?:[^;|&\n]*\s)?-\w*[ce]\s+|eval\s[^;|&\n]*)$/;

function bindText(
  text: string,
  kind: "commands" | "heredoc",
  context: BindContext,
): { readonly script: string; readonly compound: boolean } {
  let at = 0;
  let script = "";
  let compound = false;
  let wordAt = 0;
  let heredocs: Heredoc[] = [];

  function copy(length: number): void {
    script += text.slice(at, at + length);
    at += length;
  }

  function knownName(): string | null {
    const end = text[at] === "{" ? text.indexOf("}", at) : -1;
    const name = end === -1 ? "" : text.slice(at + 1, end);
    return context.known.has(name) ? name : null;
  }

  /** Handles the placeholder or other character under the cursor. */
  function placeholder(before: string, after: string, refusal: string | null = null): void {
    const name = knownName();
    const evaluated = name !== null && isProgramText(text.slice(0, wordAt)) ? EVALUATED : null;
    const reason = refusal ?? evaluated;
    if (name === null) {
      copy(1);
    } else if (reason !== null) {
      context.refuse(name, reason);
      copy(name.length + 2);
    } else {
      script += before + context.reference(name) + after;
      at += name.length + 2;
    }
  }

  function commands(closer: string | null): void {
    while (at < text.length && text[at] !== closer) {
      const char = text[at] ?? "";
      if (char === "\\") copy(2);
      else if (char === "'") singleQuoted();
      else if (char === '"') doubleQuoted();
      else if (char === "`" || char === "(") nested(char === "`" ? "`" : ")", closer);
      else if (char === "$") dollar();
      else if (char === "#" && at === wordAt) comment(closer);
      else if (text.startsWith("<<<", at)) copy(3);
      else if (text.startsWith("<<", at)) heredoc(closer);
      else if (/[\s;|&<>)]/.test(char)) separator(char, closer);
      else placeholder('"', '"');
    }
    copy(1);
  }

  function nested(closer: string, outer: string | null): void {
    compound ||= closer === ")" && outer === null;
    copy(1);
    const outerWord = wordAt;
    wordAt = at;
    commands(closer);
    wordAt = outerWord;
  }

  function separator(char: string, closer: string | null): void {
    const redirects = char === "&" && (/[<>]/.test(text[at - 1] ?? "") || text[at + 1] === ">");
    if (closer === null && /[\n;|&]/.test(char) && !redirects) compound = true;
    copy(1);
    wordAt = at;
    if (char === "\n") heredocBodies();
  }

  function comment(closer: string | null): void {
    if (closer === null) compound = true;
    const end = text.indexOf("\n", at);
    copy((end === -1 ? text.length : end) - at);
  }

  function singleQuoted(): void {
    copy(1);
    while (at < text.length && text[at] !== "'") placeholder(`'"`, `"'`);
    copy(1);
  }

  function doubleQuoted(): void {
    copy(1);
    while (at < text.length && text[at] !== '"') expanding();
    copy(1);
  }

  /** One step where the shell expands but does not split: in double quotes and in a heredoc. */
  function expanding(): void {
    const char = text[at];
    if (char === "\\") copy(2);
    else if (char === "`") nested("`", "`");
    else if (char === "$") dollar();
    else placeholder("", "");
  }

  function dollar(): void {
    if (text.startsWith("$((", at)) arithmetic();
    else if (text.startsWith("${", at)) parameter();
    else copy(1);
    if (text[at] === "(" && text[at - 1] === "$") nested(")", ")");
  }

  function arithmetic(): void {
    let depth = 0;
    copy(1);
    do {
      if (text[at] === "(") depth += 1;
      if (text[at] === ")") depth -= 1;
      placeholder("", "", ARITHMETIC);
    } while (depth > 0 && at < text.length);
  }

  function parameter(): void {
    copy(2);
    while (at < text.length && text[at] !== "}") {
      if (text[at] === "\\") copy(2);
      else if (text[at] === "$") dollar();
      else copy(1);
    }
    copy(1);
  }

  function heredoc(closer: string | null): void {
    if (closer === null) compound = true;
    const [operator, dash, word = ""] = /^<<(-?)[ \t]*((?:\\.|'[^']*'|"[^"]*"|[^\s;|&<>()'"\\])+)/.exec(text.slice(at)) ?? ["<<"];
    if (word !== "") heredocs.push({ delimiter: word.replace(/\\(.)|['"]/g, "$1"), stripTabs: dash === "-", quoted: /['"\\]/.test(word) });
    copy(operator.length);
  }

  function heredocBodies(): void {
    const pending = heredocs;
    heredocs = [];
    for (const { delimiter, stripTabs, quoted } of pending) {
      const start = at;
      let end = at;
      for (let line = ""; end < text.length; end += line.length + 1) {
        line = text.slice(end).split("\n", 1)[0] ?? "";
        if ((stripTabs ? line.replace(/^\t+/, "") : line) === delimiter) break;
      }
      const body = text.slice(start, end);
      if (quoted) {
        for (const name of context.known) if (body.includes(`{${name}}`)) context.refuse(name, QUOTED_HEREDOC);
      }
      script += quoted ? body : bindText(body, "heredoc", context).script;
      at = Math.min(end, text.length);
      // The delimiter's own line is no command.
      copy(Math.max(0, (text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at)) - at));
    }
    wordAt = at;
  }

  if (kind === "commands") commands(null);
  else while (at < text.length) expanding();
  return { script, compound };
}
