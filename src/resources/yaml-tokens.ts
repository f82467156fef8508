// The tokens of a YAML text, taken one by one and stopped before they fill the memory: the library itself has no limits.
import { type CST, Lexer, Parser } from "yaml";
import type { YamlSource } from "./yaml-tree.ts";
import type { Fault } from "./yaml-values.ts";

export interface TokenLimits {
  readonly depth: number;
  /** Words and marks in one document, blanks and ends of lines included. */
  readonly lexemes: number;
}

/** A level of nesting takes at most so many places on the parser's stack; what lies between is for `findTooDeep`. */
const STACK_PER_LEVEL = 2;

/** Returns why it stopped, or null at the end of the text. */
export function* parseTokens(text: string, { lines }: YamlSource, limits: TokenLimits): Generator<CST.Token, Fault | null> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    for (const token of parser.next(lexeme)) {
      if (token.type === "document") lexemes = 0;
      yield token;
    }
    if (parser.stack.length > limits.depth * STACK_PER_LEVEL + 1) {
      return { offset: parser.offset, message: `is nested more than ${limits.depth} levels deep` };
    }
    if (lexemes > limits.lexemes) {
      return { offset: parser.offset, message: "is too much for one document", hint: "split it into several" };
    }
  }
  yield* parser.end();
  return null;
}
