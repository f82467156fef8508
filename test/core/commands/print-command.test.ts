// A command printed is the same command again, and nothing that anybody writes breaks the parser.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/core/commands/catalogue.ts";
import type { Command, Saying } from "../../../src/core/commands/command.ts";
import { type Catalogue, toOptions } from "../../../src/core/commands/command-entry.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import { printCommand } from "../../../src/core/commands/print-command.ts";
import { givenGrammar, givenLines } from "../../support/given-grammar.ts";

const CATALOGUE: Catalogue = COMMANDS;
const WORKFLOWS = ["fix", "cancel", "Fix-CI", "release.v2", "run"].map((name) => ({ name, summary: null }));
const GRAMMAR = givenGrammar({ workflows: WORKFLOWS, shortVerbs: ["cancel"] });

/** Pieces that mean something to the parser, and some that mean something to nobody. */
const piece = fc.oneof(
  fc.constantFrom(
    "/run",
    "/cancel",
    "@yardmaster",
    "fix",
    "cancel",
    "all",
    "run_01jxw5kq",
    "help",
    "tell",
    "--step",
    "--set",
    "--dry-run",
    "--",
  ),
  fc.constantFrom("a=b", "—", "–step", "-step", '"', "'", "`", "“", "”", "\\", "=", ",", "--help", "--keep-going", "set=a=", "__proto__"),
  fc.constantFrom("\u00a0", "\u200b", "\t", "日本", "👩‍👩‍👧", "\ud800", "\u202e", "constructor"),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const line = fc
  .tuple(
    fc.constantFrom("/run ", "/run:", "@yardmaster ", "/cancel ", ""),
    fc.array(fc.tuple(piece, fc.constantFrom(" ", "", "=")), { maxLength: 9 }),
  )
  .map(([begin, pieces]) => `${begin}${pieces.flat().join("")}`.replaceAll(/[\r\n]/g, " "));

const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) => !/[\r\n,]/.test(text) && text.trim() === text);
const text = fc.oneof(
  fc.constantFrom("", "the login page", "don't", "a=b", "-- x", "all", "--step is broken", "“quoted”"),
  fc.array(word, { maxLength: 4 }).map((words) => words.join(" ")),
);

/** Commands that have what they must have. */
const command = fc.constantFrom(...Object.entries(CATALOGUE)).chain(([name, entry]) => {
  const words = fc.record(
    Object.fromEntries(
      entry.words.map(({ name: each, kind }) => {
        if (kind === "workflow") return [each, fc.constantFrom(...WORKFLOWS.map((workflow) => workflow.name))];
        if (kind === "scope") return [each, fc.constantFrom(null, "all")];
        return [each, kind === "run" ? fc.constantFrom(null, "all", "gh-4-1a2b3c4d") : fc.constantFrom(null, "cancel", "Fix-CI")];
      }),
    ),
  );
  const options = fc.record(
    Object.fromEntries(
      Object.entries(entry.options).map(([each, option]) => [
        each,
        option.type === "names"
          ? fc.array(word, { maxLength: 3 })
          : fc.dictionary(fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,5}$/), word, { maxKeys: 3 }),
      ]),
    ),
  );
  const said = entry.text.required ? text.filter((each) => each !== "") : text;
  const dryRun = "dry-run" in toOptions(entry) ? fc.boolean() : fc.constant(false);
  return fc.record({
    type: fc.constant("command" as const),
    name: fc.constant(name),
    words,
    options,
    text: said,
    dryRun,
    keepGoing: fc.boolean(),
  });
});

function say(comment: string): Saying | undefined {
  return parseComment(givenLines(comment), GRAMMAR)[0];
}

function toMeaning(saying: Saying | undefined): Omit<Command, "line" | "body"> | null {
  if (saying?.type !== "command") return null;
  const { line: _line, body: _body, ...meaning } = saying;
  return meaning;
}

describe("printing a command", () => {
  it("says the same again, whatever stands in it", () => {
    fc.assert(
      fc.property(command, (given) => {
        const normal = { ...given, text: given.text.replaceAll(/^[\s\u200b\u2060]+|[\s\u200b\u2060]+$/g, "") };
        fc.pre(normal.text !== "" || !CATALOGUE[given.name]?.text.required);
        expect(toMeaning(say(printCommand(normal, GRAMMAR)))).toEqual(normal);
      }),
      { numRuns: 2000 },
    );
  });

  it("says the same again for whatever is parsed", () => {
    fc.assert(
      fc.property(line, (written) => {
        const meaning = toMeaning(say(`${written}\nbody`));
        fc.pre(meaning !== null);
        expect(toMeaning(say(`${printCommand(meaning, GRAMMAR)}\nbody`))).toEqual(meaning);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("parsing", () => {
  it("never throws, and points into the line", () => {
    fc.assert(
      fc.property(line, (written) => {
        const saying = say(written);
        if (saying?.type !== "mistake") return;
        expect(saying.column).toBeGreaterThanOrEqual(0);
        expect(saying.column).toBeLessThanOrEqual(written.length);
        expect(saying.message).not.toMatch(/@(?![^`]*`)|\n/);
      }),
      { numRuns: 3000 },
    );
  });

  it("suggests only what holds", () => {
    fc.assert(
      fc.property(line, (written) => {
        const saying = say(written);
        if (saying?.type !== "mistake" || saying.suggestion === null) return;
        expect(say(saying.suggestion)?.type).not.toBe("mistake");
      }),
      { numRuns: 3000 },
    );
  });
});
