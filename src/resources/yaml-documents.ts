// A text of many YAML documents, read one after the other so that only one of them is taken apart at a time.
// JSON needs no reader of its own: YAML 1.2 reads it, with places.
import { Composer, type CST, type Document } from "yaml";
import type { Problem } from "../core/errors.ts";
import { findTooDeep } from "./yaml-depth.ts";
import { parseTokens, type TokenLimits } from "./yaml-tokens.ts";
import { COMPOSER_OPTIONS, createYamlSource, type ParsedYaml, toTree, YAML_DEPTH_LIMIT } from "./yaml-tree.ts";

export interface YamlDocumentLimits {
  readonly characters: number;
  /** Empty ones count. */
  readonly documents: number;
  /** In all documents together, each counted as often as an alias repeats it. */
  readonly values: number;
}

export interface YamlDocuments {
  /** Empty ones and those of comments alone are left out. */
  readonly documents: readonly ParsedYaml[];
  /** Why the text was not read to its end. */
  readonly problems: readonly Problem[];
}

const TOKEN_LIMITS: TokenLimits = { depth: YAML_DEPTH_LIMIT, lexemes: 1_000_000 };
const SPLIT_HINT = "split it into several files";

export function parseYamlDocuments(text: string, file: string, limits: YamlDocumentLimits): YamlDocuments {
  const source = createYamlSource(file);
  const values = { limit: limits.values, left: limits.values };
  const documents: ParsedYaml[] = [];
  const composer = new Composer(COMPOSER_OPTIONS);
  let seen = 0;

  function take(document: Document.Parsed): void {
    seen += 1;
    // After the limit every value would be refused again.
    if (values.left < 0) return;
    const parsed = toTree(document, source, { depth: YAML_DEPTH_LIMIT, values });
    if (!parsed.ok || parsed.tree.value !== null) documents.push(parsed);
  }
  function compose(token: CST.Token): void {
    const tooDeep = findTooDeep([token], YAML_DEPTH_LIMIT);
    if (tooDeep === null) for (const document of composer.next(token)) take(document);
    else documents.push({ ok: false, problems: [source.toProblem(tooDeep, `is nested more than ${YAML_DEPTH_LIMIT} levels deep`)] });
  }
  function stop(offset: number, message: string, hint: string | null = null): YamlDocuments {
    return { documents, problems: [source.toProblem(offset, message, hint)] };
  }

  /** Null while there are not too many. */
  function refuseMore(offset: number): YamlDocuments | null {
    return seen > limits.documents ? stop(offset, `holds more than ${limits.documents} documents`, SPLIT_HINT) : null;
  }

  if (text.length > limits.characters) return stop(0, `the text is longer than ${limits.characters} characters`, SPLIT_HINT);
  const tokens = parseTokens(text, source, TOKEN_LIMITS);
  for (let next = tokens.next(); ; next = tokens.next()) {
    if (next.done) {
      for (const document of composer.end()) take(document);
      const refused = refuseMore(text.length);
      if (refused !== null) return refused;
      return next.value === null ? { documents, problems: [] } : stop(next.value.offset, next.value.message, next.value.hint);
    }
    compose(next.value);
    const refused = refuseMore(next.value.offset);
    if (refused !== null) return refused;
  }
}
