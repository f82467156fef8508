// The Liquid engine behind the renderer: strict, bounded, and blind to the file system once it was made.
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { Liquid } from "liquidjs";
import { didYouMean } from "../core/did-you-mean.ts";
import { YardmasterError } from "../core/errors.ts";
import { toDurationWords } from "./duration-words.ts";
import { fence, oneLine } from "./filters.ts";
import { toCodeSpan, toHarmless, toUnlinked } from "./harmless.ts";
import { translatePlaceholders } from "./placeholders.ts";
import { toQuotation } from "./quotation.ts";
import type { Renderer, Template } from "./renderer.ts";
import { toSentence } from "./sentence.ts";
import { type TemplateErrorContext, toTemplateError } from "./template-error.ts";

const EXTENSION = ".liquid";
const PARSE_LIMIT_CHARACTERS = 1_000_000;
const RENDER_LIMIT_MS = 2_000;
/** Liquid counts array elements and characters made by filters; ten million elements are about 80 MB. */
const MEMORY_LIMIT = 10_000_000;
const OUTPUT_LIMIT_CHARACTERS = 16_000_000;
/** Workflow files are reloaded while the process lives, so texts that are no longer used must go. */
const KEPT_TEXTS = 200;

/** These reach for other files: every text stands alone. */
const TAGS_LEFT_OUT = ["include", "render", "layout", "block"];
/** These parse their argument, which may be a value. */
const FILTERS_LEFT_OUT = ["where_exp", "reject_exp", "group_by_exp", "has_exp", "find_exp", "find_index_exp"];

export interface RendererSettings {
  readonly directory: string;
  /** @defaultValue 2000 */
  readonly renderLimitMs?: number | undefined;
}

/**
 * Reads every `*.liquid` below `directory` now, and no file ever after.
 * @throws rendering.template when the directory cannot be read.
 */
export function createRenderer({ directory, renderLimitMs = RENDER_LIMIT_MS }: RendererSettings): Renderer {
  const sources = readSources(directory);
  const liquid = createEngine(renderLimitMs);
  const words = { filters: Object.keys(liquid.filters), tags: Object.keys(liquid.tags) };
  const parsed = new Map<string, Template>();

  function compile(text: string, origin: string, firstLine: number): Template {
    const context = { origin, firstLine, ...words };
    const nodes = attempt(() => liquid.parse(text), { ...context, doing: "reading", scope: null });
    return {
      render: (scope) => attempt(() => bounded(String(liquid.renderSync(nodes, scope))), { ...context, doing: "rendering", scope }),
    };
  }

  function parse(text: string, origin: string, firstLine = 1): Template {
    const key = `${origin}\0${firstLine}\0${text}`;
    const template = parsed.get(key) ?? compile(text, origin, firstLine);
    // Put last again: the map's first key is then the one unused for longest.
    parsed.delete(key);
    parsed.set(key, template);
    const [oldest] = parsed.keys();
    if (parsed.size > KEPT_TEXTS && oldest !== undefined) parsed.delete(oldest);
    return template;
  }

  return {
    template(name) {
      const text = sources.get(name);
      if (text !== undefined) return parse(text, name);
      const near = didYouMean(name, [...sources.keys()]);
      throw new YardmasterError("rendering.template", `reading template ${name}: there is no such template in ${directory}`, {
        ...(near === null ? {} : { hint: `did you mean "${near}"?` }),
      });
    },
    parse,
    parseDialect: (text, known, origin, firstLine) => parse(translatePlaceholders(text, known), origin, firstLine),
  };
}

function createEngine(renderLimit: number): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // Dates read the same on every machine.
    timezoneOffset: 0,
    locale: "en-US",
    // An empty store of partials in place of the file system, should a tag ever ask for one.
    templates: {},
    parseLimit: PARSE_LIMIT_CHARACTERS,
    renderLimit,
    memoryLimit: MEMORY_LIMIT,
  });
  for (const tag of TAGS_LEFT_OUT) delete liquid.tags[tag];
  for (const filter of FILTERS_LEFT_OUT) liquid.unregisterFilter(filter);
  liquid.registerFilter("fence", fence);
  liquid.registerFilter("one_line", oneLine);
  liquid.registerFilter("harmless", toHarmless);
  liquid.registerFilter("unlinked", toUnlinked);
  liquid.registerFilter("code", toCodeSpan);
  liquid.registerFilter("sentence", toSentence);
  liquid.registerFilter("quote", toQuotation);
  liquid.registerFilter("duration", toDurationWords);
  return liquid;
}

function readSources(directory: string): ReadonlyMap<string, string> {
  try {
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(EXTENSION));
    const toName = (file: string) => file.slice(0, -EXTENSION.length).replaceAll(sep, "/");
    return new Map(files.map((file) => [toName(file), readFileSync(join(directory, file), "utf8")]));
  } catch (cause) {
    throw new YardmasterError("rendering.template", `reading the templates in ${directory}: ${String(cause)}`, { cause });
  }
}

function attempt<Result>(work: () => Result, context: TemplateErrorContext): Result {
  try {
    return work();
  } catch (thrown) {
    throw toTemplateError(thrown, context);
  }
}

function bounded(output: string): string {
  if (output.length <= OUTPUT_LIMIT_CHARACTERS) return output;
  throw new RangeError(`the output is longer than ${OUTPUT_LIMIT_CHARACTERS} characters`);
}
