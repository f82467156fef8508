// `.env.example` and the environment schema name the same variables, and each is explained where people look.
import { describe, expect, it } from "vitest";
import { ENVIRONMENT_NAMES } from "../../src/app/environment.ts";
import { readText } from "./source-tree.ts";

interface Example {
  readonly names: readonly string[];
  readonly unexplained: readonly string[];
}

/** Variables of an example file, set or commented out; explained means that a comment stands above. */
function readExample(text: string): Example {
  const lines = text.split("\n");
  const variables = lines.flatMap((line, index) => {
    const name = /^(?:# ?)?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    return name === undefined ? [] : [{ name, explained: /^# [A-Z]?[a-z]/.test(lines[index - 1] ?? "") }];
  });
  return {
    names: variables.map(({ name }) => name),
    unexplained: variables.filter(({ explained }) => !explained).map(({ name }) => name),
  };
}

describe(".env.example", () => {
  const example = readExample(readText(".env.example"));

  it("names the variables of the environment schema, both ways", () => {
    expect([...example.names].sort()).toEqual([...ENVIRONMENT_NAMES].sort());
  });

  it("explains each", () => {
    expect(example.unexplained).toEqual([]);
  });
});

/** Variables that only a server of one's own reads, and the page that tells of each. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  GITHUB_TOKEN: "docs/trackers/github.md",
  YARDMASTER_WEBHOOK_BIND: "docs/triggers.md",
};

/** Names in the first column of the table of variables. */
function readTable(text: string): readonly string[] {
  const [, table = ""] = text.split("\n| variable | what |\n");
  const rows = table.slice(0, table.indexOf("\n\n")).split("\n");
  return rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([A-Z][A-Z0-9_]*)`/g)].map(([, name = ""]) => name));
}

describe("the App's page", () => {
  it("has every variable of the environment schema in its table, but those that another page tells of", () => {
    const expected = ENVIRONMENT_NAMES.filter((name) => !Object.hasOwn(ELSEWHERE, name));
    expect([...readTable(readText("docs/github-app.md"))].sort()).toEqual([...expected].sort());
    for (const [name, page] of Object.entries(ELSEWHERE)) expect(readText(page)).toContain(name);
  });

  it("is read by its first column alone", () => {
    expect(readTable("# X\n\n| variable | what |\n|---|---|\n| `A_B` or `C` | as `D` |\n\n`E`\n")).toEqual(["A_B", "C"]);
  });
});

describe("the reader of example files", () => {
  it("sees variables that are set, commented out and unexplained", () => {
    const text = "# Where data is kept.\nDATA_DIR=/data\n\n# How much is logged.\n# LOG_LEVEL=info\n\nPORT=1\n";
    expect(readExample(text)).toEqual({ names: ["DATA_DIR", "LOG_LEVEL", "PORT"], unexplained: ["PORT"] });
  });
});
