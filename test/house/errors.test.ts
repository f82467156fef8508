// The catalogue of codes, its document and the code that throws: none of the three says more than the others.
import { describe, expect, it } from "vitest";
import { CATALOGUE, type CatalogueEntry } from "../../src/core/errors.ts";
import { expectGenerated } from "./generated-document.ts";
import { blankComments, readTree, type SourceTree } from "./source-tree.ts";

const CATALOGUE_FILE = "src/core/errors.ts";
const CODES = Object.keys(CATALOGUE);
const SOURCE = readTree(["src"]);

function renderDocument(catalogue: Readonly<Record<string, CatalogueEntry>>): string {
  const rows = Object.entries(catalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { exit, status, retryable, meaning }]) => `| \`${code}\` | ${exit} | ${status} | ${retryable ? "yes" : "no"} | ${meaning} |`,
    );
  return `# Error codes

Every error that Yardmaster reports carries one of these codes.
Scripts branch on the code or on the exit code, never on the text of a message.
This page is written from \`src/core/errors.ts\` by \`npm run docs\`.

Exit codes: 0 done, 1 a run failed or something unexpected broke, 2 what was given is not valid, 3 not permitted, 4 not found,
10 worth trying again, 21 cancelled.

| code | exit code | HTTP status | worth trying again | meaning |
|---|---:|---:|---|---|
${rows.join("\n")}
`;
}

/** Codes that are thrown or promised by a doc comment but stand in no catalogue. */
function unknownCodes(tree: SourceTree, codes: readonly string[]): readonly string[] {
  return [...tree].flatMap(([file, text]) => {
    const thrown = [...text.matchAll(/new YardmasterError\(\s*"([^"]*)"/g)].map((match) => match[1] ?? "");
    const promised = [...text.matchAll(/@throws ([^\n]*)/g)].flatMap((match) => match[1]?.match(/\b[a-z]+\.[a-z]+(?:-[a-z]+)*\b/g) ?? []);
    return [...new Set([...thrown, ...promised])].filter((code) => !codes.includes(code)).map((code) => `${file}: ${code}`);
  });
}

/** Codes that no code mentions. */
function unusedCodes(tree: SourceTree, codes: readonly string[]): readonly string[] {
  const texts = [...tree].filter(([file]) => file !== CATALOGUE_FILE).map(([, text]) => blankComments(text));
  return codes.filter((code) => !texts.some((text) => text.includes(`"${code}"`)));
}

describe("the error catalogue", () => {
  it("is what docs/errors.md says, both ways", () => {
    expectGenerated("docs/errors.md", renderDocument(CATALOGUE));
  });

  it("has every code that is thrown or promised", () => {
    expect(unknownCodes(SOURCE, CODES)).toEqual([]);
  });

  it("has no code that nothing uses", () => {
    expect(unusedCodes(SOURCE, CODES)).toEqual([]);
  });

  it("names each code after a room and a reason", () => {
    expect(CODES.filter((code) => !/^[a-z]+\.[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
  });

  it("says in one line what happened, without breaking the table", () => {
    const spoiled = Object.entries(CATALOGUE).filter(([, { meaning }]) => !/^[A-Z][^|\n]*\.$/.test(meaning));
    expect(spoiled.map(([code]) => code)).toEqual([]);
  });
});

describe("the guard of the error catalogue", () => {
  const planted = new Map([
    [CATALOGUE_FILE, '"store.busy": {}, "store.dusty": {}'],
    [
      "src/store/store.ts",
      [
        '// "store.dusty" in a comment uses nothing',
        "/** @throws store.busy, store.lost-in-space when it is. From every method. */",
        'throw new YardmasterError(\n  "store.gone",\n  "reading");',
        'const code = "store.busy";',
      ].join("\n"),
    ],
  ]);

  it("finds a code without an entry", () => {
    expect(unknownCodes(planted, ["store.busy"])).toEqual(["src/store/store.ts: store.gone", "src/store/store.ts: store.lost-in-space"]);
  });

  it("finds an entry without a use", () => {
    expect(unusedCodes(planted, ["store.busy", "store.dusty"])).toEqual(["store.dusty"]);
  });
});
