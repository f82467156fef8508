// How files look from outside: their length, their names, their first lines, and what must not be left in them.
import { describe, expect, it } from "vitest";
import { readTree, type SourceTree } from "./source-tree.ts";

const LONGEST = 500;
const HOMELESS = /\/(?:types|utils?|helpers?|constants?|common|misc)(?:\.ts|\/)/;
const KEBAB = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|config|long\.config))?\.ts$/;
const UNFINISHED = /\b(?:TO(?:DO)|FIX(?:ME)|XX(?:X)|HA(?:CK))\b|@ts-(?:ignore|nocheck|expect-error)/;

function fileViolations(tree: SourceTree): readonly string[] {
  return [...tree].flatMap(([file, text]) => {
    const lines = text.replace(/^#!.*\n/, "").split("\n");
    const opening = lines.findIndex((line) => !line.startsWith("//"));
    const unfinished = lines.findIndex((line) => UNFINISHED.test(line));
    const findings: readonly (readonly [boolean, string])[] = [
      [lines.length - 1 > LONGEST, `has ${lines.length - 1} lines`],
      [!KEBAB.test(file), "is not kebab-case"],
      [HOMELESS.test(file), "has the name of a thing without a home"],
      [opening < 1 || opening > 4, "does not open with one to four lines that say what it is for"],
      [unfinished >= 0, `is unfinished: ${lines[unfinished]?.trim()}`],
    ];
    return findings.flatMap(([found, what]) => (found ? [`${file} ${what}`] : []));
  });
}

describe("the files", () => {
  it("are short, well named, opened by a comment and finished", () => {
    expect(fileViolations(readTree(["src", "test", "bench"]))).toEqual([]);
  });
});

describe("the guard of the files", () => {
  it("finds each fault", () => {
    const planted = new Map([
      ["src/core/good-name.ts", "// What it is for.\nexport const one = 1;\n"],
      ["src/app/main.ts", "#!/usr/bin/env node\n// Where the process begins.\n"],
      ["src/core/long.ts", `// What it is for.\n${"export {};\n".repeat(LONGEST)}`],
      ["src/core/badName.ts", "// What it is for.\n"],
      ["src/std/utils.ts", "// What it is for.\n"],
      ["src/std/helpers/pad.ts", "// What it is for.\n"],
      ["src/core/silent.ts", 'import { z } from "zod";\n'],
      ["src/core/wordy.ts", "// One\n// two\n// three\n// four\n// five.\n"],
      ["src/core/later.ts", `// What it is for.\n// TO${"DO"}: think\n`],
    ]);
    expect(fileViolations(planted)).toEqual([
      "src/core/long.ts has 501 lines",
      "src/core/badName.ts is not kebab-case",
      "src/std/utils.ts has the name of a thing without a home",
      "src/std/helpers/pad.ts has the name of a thing without a home",
      "src/core/silent.ts does not open with one to four lines that say what it is for",
      "src/core/wordy.ts does not open with one to four lines that say what it is for",
      `src/core/later.ts is unfinished: // TO${"DO"}: think`,
    ]);
  });
});
