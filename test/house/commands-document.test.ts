// docs/commands.md is written from the catalogue, and what the catalogue says of itself holds.
import { describe, expect, it } from "vitest";
import { COMMANDS, IMPLIED } from "../../src/core/commands/catalogue.ts";
import { type Catalogue, type CommandEntry, toOptions } from "../../src/core/commands/command-entry.ts";
import { parseComment } from "../../src/core/commands/parse-comment.ts";
import { printOptionUsage, printUsage, toRows } from "../../src/core/commands/print-usage.ts";
import { givenGrammar } from "../support/given-grammar.ts";
import { expectGenerated } from "./generated-document.ts";
import { readText } from "./source-tree.ts";

const CATALOGUE: Catalogue = COMMANDS;
const ENTRIES = Object.entries(CATALOGUE);
const SHARED = ["dry-run", "keep-going", "help"];

function renderShared(): string {
  const changing = toOptions(COMMANDS.run);
  return SHARED.map((name) => {
    const only = name === "dry-run" ? " For commands that change something." : "";
    return `- \`--${name}\`: ${changing[name]?.summary}${only}\n`;
  }).join("");
}

function renderUnthreaded({ forUnthreaded }: CommandEntry): string {
  return forUnthreaded ? `; for a run that nobody asked for in a thread \`${forUnthreaded}\`` : "";
}

function renderEntry(name: string, entry: CommandEntry): string {
  const own = toRows({ name, entry }).filter((row) => !SHARED.some((shared) => row.name === `--${shared}`));
  const also = entry.aliases.map((alias) => `\`/run ${alias}\``).join(", ");
  return `### ${name === IMPLIED ? "A workflow" : name}

\`${printUsage("run", { name, entry })}\`

${entry.summary}${also === "" ? "" : ` Also ${also}.`}

${own.map((row) => `- \`${row.name}\`: ${row.summary}\n`).join("")}${own.length === 0 ? "" : "\n"}Needs \`${entry.permission}\` permission${entry.forAll ? `, with \`all\` \`${entry.forAll}\`` : ""}${entry.requesterMay ? ", or to be the one who asked for the run" : ""}${renderUnthreaded(entry)}.

\`\`\`text
${entry.examples.map((example) => `/run ${example}`).join("\n")}
\`\`\`
`;
}

function renderDocument(catalogue: Catalogue): string {
  const opening = readText("test/house/commands-opening.md");
  return `${opening}${renderShared()}
## The commands

${Object.entries(catalogue)
  .map(([name, entry]) => renderEntry(name, entry))
  .join("\n")}`;
}

describe("docs/commands.md", () => {
  it("is what the catalogue says", () => {
    expectGenerated("docs/commands.md", renderDocument(CATALOGUE));
  });

  it("shows only commands that hold", () => {
    const shown = [...renderDocument(CATALOGUE).matchAll(/^\/run [^<[\n]*$/gm)].map(([line]) => line);
    expect(shown.length).toBeGreaterThan(ENTRIES.length);
    for (const text of shown) expect(parseComment([{ text, place: "open" }], givenGrammar())).toMatchObject([{ type: "command" }]);
  });
});

describe("the catalogue of commands", () => {
  it("calls no two commands alike", () => {
    const names = ENTRIES.flatMap(([name, { aliases }]) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });

  it("has an example or two for each command, and each is that command", () => {
    for (const [name, { examples }] of ENTRIES) {
      expect(examples.length, name).toBeGreaterThan(0);
      expect(examples.length, name).toBeLessThanOrEqual(2);
      for (const example of examples) {
        expect(parseComment([{ text: `/run ${example}`, place: "open" }], givenGrammar())).toMatchObject([{ type: "command", name }]);
      }
    }
  });

  it("asks for required words before those that may be left out", () => {
    for (const [, { words }] of ENTRIES) {
      const required = words.map((word) => word.required);
      expect(required).toEqual([...required].sort((a, b) => Number(b) - Number(a)));
    }
  });

  it("lets an option of its own hide none that all commands share", () => {
    for (const [name, { options }] of ENTRIES)
      expect(
        Object.keys(options).filter((option) => SHARED.includes(option)),
        name,
      ).toEqual([]);
  });

  it("says what a value is wherever one is taken", () => {
    for (const [, entry] of ENTRIES) {
      for (const [name, option] of Object.entries(toOptions(entry))) {
        expect(printOptionUsage(name, option).includes("<"), name).toBe(option.type !== "flag");
      }
    }
  });
});
