// Manifests from a text of YAML documents or JSON. Pure; files are read by load-manifests.ts.
// What manifests refer to, the expressions in them and the specs of custom kinds are checked by those who know the rest.
import type { Problem } from "../../core/errors.ts";
import { isBuiltinKind, KINDS } from "../kinds/index.ts";
import { sortProblems } from "../problems.ts";
import { createReport, type Report } from "../report.ts";
import { preview } from "../words.ts";
import { parseYamlDocuments } from "../yaml-documents.ts";
import type { Path, YamlTree } from "../yaml-tree.ts";
import { readEnvelope } from "./envelope.ts";
import { readLines } from "./read-lines.ts";
import { parsePath, type ReadManifest } from "./read-manifest.ts";
import { readSpec } from "./read-spec.ts";

export interface ReadOptions {
  /** The project that everything is meant for; a manifest that names another is a problem. @defaultValue each manifest's own */
  readonly project?: string;
}

export interface ReadManifests {
  /** Those without errors, in order. */
  readonly manifests: readonly ReadManifest[];
  /** Names of the others; null: of one of them it could not be read. */
  readonly faulty: readonly string[] | null;
  /** All, by place in the file. */
  readonly problems: readonly Problem[];
}

/** Documents count even when they are empty, values once more for each alias that repeats them. */
export const MANIFEST_LIMITS = { characters: 10 * 1024 ** 2, documents: 20_000, values: 1_000_000 };
const PROBLEMS_PER_MANIFEST = 100;
const PROBLEMS_IN_ALL = 1000;

/** @param file names the text in problems. */
export function readManifests(text: string, file: string, options: ReadOptions = {}): ReadManifests {
  const { documents, problems: ofText } = parseYamlDocuments(text, file, MANIFEST_LIMITS);
  const manifests: ReadManifest[] = [];
  const faulty: (string | null)[] = [];
  const problems: Problem[] = [...ofText];
  let errors = 0;
  for (const document of documents) {
    if (!document.ok) {
      problems.push(...document.problems);
      faulty.push(null);
      errors += document.problems.length;
      continue;
    }
    problems.push(...document.warnings);
    for (const base of toBases(document.tree)) {
      const report = createReport(file, document.tree, { base, limit: PROBLEMS_PER_MANIFEST });
      const manifest = readManifest(document.tree, base, { file, project: options.project ?? null, report });
      problems.push(...report.problems);
      errors += report.problems.filter(({ severity }) => severity === "error").length;
      if (manifest !== null) manifests.push(manifest);
      else faulty.push(findName(document.tree, base));
      if (errors > PROBLEMS_IN_ALL) break;
    }
    if (errors > PROBLEMS_IN_ALL) break;
  }
  const inOrder = sortProblems(problems);
  const names = faulty.filter((name) => name !== null);
  return {
    manifests,
    faulty: names.length < faulty.length ? null : names,
    problems: sortProblems([...cut(inOrder, "error"), ...cut(inOrder, "warning")]),
  };
}

/** Also of what does not hold otherwise. */
function findName({ value }: YamlTree, [index]: Path): string | null {
  const written: unknown = typeof index === "number" && Array.isArray(value) ? value[index] : value;
  const { metadata } = (typeof written === "object" && written !== null ? written : {}) as { readonly metadata?: unknown };
  const { name } = (typeof metadata === "object" && metadata !== null ? metadata : {}) as { readonly name?: unknown };
  return typeof name === "string" ? name : null;
}

/** A document is a manifest or a list of manifests: an export as JSON is one. */
function toBases({ value }: YamlTree): readonly Path[] {
  return Array.isArray(value) ? value.map((_, index) => [index]) : [[]];
}

interface Reading {
  readonly file: string;
  readonly project: string | null;
  readonly report: Report;
}

function readManifest(tree: YamlTree, base: Path, { file, project, report }: Reading): ReadManifest | null {
  const [index] = base;
  const written: unknown = typeof index === "number" && Array.isArray(tree.value) ? tree.value[index] : tree.value;
  if (typeof written !== "object" || written === null || Array.isArray(written)) {
    report.error([], `a manifest must be a map with apiVersion, kind, metadata and spec, not ${preview(written)}`);
    return null;
  }
  const map = written as Readonly<Record<string, unknown>>;
  const envelope = readEnvelope(map, project, report);
  const entry = isBuiltinKind(envelope.kind) ? KINDS[envelope.kind] : null;
  const spec = entry === null ? readCustomSpec(map["spec"], report) : readSpec(entry, envelope.metadata.name, map["spec"], report);
  if (spec === null || report.problems.some(({ severity }) => severity === "error")) return null;
  const toPath = (path: Path | string) => (typeof path === "string" ? parsePath(path) : path);
  return {
    ...envelope,
    spec,
    file,
    line: tree.placeOf(base).line,
    entry,
    readLines: () => readLines({ metadata: envelope.metadata, spec }, report),
    placeOf: (path) => report.placeOf(toPath(path)),
    toProblem: (path, message, { hint = null, severity = "error" } = {}) => report.toProblem(severity, toPath(path), message, hint),
  };
}

function readCustomSpec(written: unknown, report: Report): Readonly<Record<string, unknown>> | null {
  if (written === undefined || written === null) return {};
  if (typeof written === "object" && !Array.isArray(written)) return written as Readonly<Record<string, unknown>>;
  report.error(["spec"], `must be a map, not ${preview(written)}`);
  return null;
}

/** The rest would be more of the same, and nobody reads so much. */
function cut(problems: readonly Problem[], severity: Problem["severity"]): readonly Problem[] {
  const these = problems.filter((problem) => problem.severity === severity);
  const next = these[PROBLEMS_IN_ALL];
  if (next === undefined) return these;
  const message = `there are more ${severity}s, which are not listed`;
  return [...these.slice(0, PROBLEMS_IN_ALL), { ...next, path: "", hint: null, message }];
}
