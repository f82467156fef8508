// `-o`: forms that a verb has and forms that it lacks. What is printed for programs reads as the same data, and a terminal obeys none of it.
import { Command } from "commander";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addOutputOption, type LineFormat, type OutputOptions, printData, toJson, toYaml } from "../../src/cli/print-data.ts";
import { addProjectOption } from "../../src/cli/project-option.ts";
import { hasObeyed } from "../../src/std/safe-text.ts";
import { anyKey, anyText } from "../support/generate-text.ts";
import { createFakeTerminal } from "./fake-world.ts";

async function print(argv: readonly string[], options: OutputOptions): Promise<string> {
  const command = new Command().exitOverride().configureOutput({ writeErr() {} });
  addOutputOption(command, options);
  command.parse([...argv], { from: "user" });
  const terminal = createFakeTerminal();
  const lines: Readonly<Record<LineFormat, readonly string[]>> = {
    table: ["TABLE"],
    wide: ["TABLE", "WIDER"],
    name: ["agent/a\u001b[2J", "b"],
  };
  await printData(command, terminal, { a: 1 }, (format) => lines[format]);
  return terminal.text();
}

describe("the output option", () => {
  it.each([
    [[], "TABLE\n"],
    [["-o", "wide"], "TABLE\nWIDER\n"],
    [["-o", "name"], "agent/a\nb\n"],
    [["--output", "yaml"], "a: 1\n"],
    [["-o", "json"], '{\n  "a": 1\n}\n'],
  ])("%j prints %j", async (argv, printed) => {
    expect(await print(argv, { also: ["wide", "name"] })).toBe(printed);
  });

  it("has a usual form of the verb's own", async () => {
    expect(await print([], { usual: "yaml" })).toBe("a: 1\n");
    expect(await print(["-o", "table"], { usual: "yaml" })).toBe("TABLE\n");
  });

  it("refuses the forms that a verb lacks", async () => {
    await expect(print(["-o", "name"], {})).rejects.toMatchObject({ code: "commander.invalidArgument" });
  });
});

it("the project option means `default` unless another is named", () => {
  const command = new Command();
  addProjectOption(command);
  expect(command.parse([], { from: "user" }).opts()).toEqual({ project: "default" });
  expect(command.parse(["-p", "site"], { from: "user" }).opts()).toEqual({ project: "site" });
});

/** What another program reads. */
function piped(text: string): string {
  return Buffer.from(text).toString();
}

describe("data as YAML", () => {
  it.each([
    ["blanks alone", " \n"],
    ["blanks and lines", "\n \n\t"],
    ["long lines with blanks and a character that must be quoted", `${"word ".repeat(60)}\n\n \n\r`],
    ["half a character", "\ud800"],
    ["an escape sequence", "\u001b[31mred"],
  ])("keeps a text of %s", async (_what, text) => {
    const printed = await toYaml({ text, list: [text], [text]: 1 });
    expect(parse(piped(printed))).toEqual({ text, list: [text], [text]: 1 });
    expect(hasObeyed(printed)).toBe(false);
  });

  it("keeps any text, as a value and as a key, at any depth", async () => {
    const property = fc.asyncProperty(anyKey, anyText, fc.nat({ max: 4 }), async (key, text, depth) => {
      let data: unknown = { [key]: text };
      for (let level = 0; level < depth; level++) data = level % 2 === 0 ? [data, text] : { inside: data };
      const printed = await toYaml({ data, text });
      expect(parse(piped(printed))).toEqual({ data, text });
      expect(hasObeyed(printed)).toBe(false);
    });
    await fc.assert(property, { numRuns: 500 });
  });

  it("shows a prompt of many lines as it was written", async () => {
    expect(await toYaml({ prompt: "Plan {goal}:\n\n  - one\n  - two\n" })).toBe("prompt: |\n  Plan {goal}:\n\n    - one\n    - two\n");
  });
});

describe("data as JSON", () => {
  it("keeps any text, and shows none that a terminal obeys", () => {
    fc.assert(
      fc.property(anyKey, anyText, (key, text) => {
        const printed = toJson({ [key]: [text] });
        expect(JSON.parse(piped(printed))).toEqual({ [key]: [text] });
        expect(hasObeyed(printed)).toBe(false);
      }),
    );
  });
});
