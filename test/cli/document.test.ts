// docs/cli.md is what `--help` says, verb by verb: neither can say more than the other.
import { describe, expect, it } from "vitest";
import type { VerbEntry } from "../../src/cli/verb.ts";
import { VERBS } from "../../src/cli/verbs.ts";
import { CATALOGUE } from "../../src/core/errors.ts";
import { expectGenerated } from "../house/generated-document.ts";
import { runCli } from "./fake-world.ts";

const OPENING = `# The command line

This page is what \`yardmaster --help\` and \`yardmaster help <verb>\` say; it is written from the code by \`npm run docs\`.

- Results go to standard output, everything else to standard error.
  \`-o json\` and \`-o yaml\` print the same data for programs: names in snake_case, times in ISO 8601 and UTC.
- Global options go before or after a verb.
- A task is one execution of a workflow for one issue.
  Its id may be shortened to any beginning that no other task's id has.
- While no server works, a task that has started and not ended is shown as \`interrupted\`: it continues at the next \`yardmaster start\`.
  For programs it keeps its \`status\` and has \`interrupted: true\`.
- On a terminal, tables are cut to its width and \`start\` redraws one board in place.
  Elsewhere nothing is cut, \`start\` prints one line for each event, and there are no colors.
- Whatever comes from outside, such as titles and agents' output, is printed without control characters, escape sequences and marks that turn the direction of reading.

## Exit codes

| exit code | meaning |
|---:|---|
| 0 | Done. |
| 1 | The task failed, a check failed, or something unexpected broke; \`--debug\` shows where. |
| 2 | What was given is not valid: the command line, a file, the environment, a missing program. |
| 3 | Not permitted. |
| 4 | Not found. |
| 10 | Worth trying again. |
| 21 | Cancelled or interrupted. |

[Error codes](errors.md) lists the exit code of each error.
`;

function flatten(entries: readonly VerbEntry[], above: readonly string[] = []): (readonly string[])[] {
  return entries.flatMap(({ name, body }) => [[...above, name], ...(typeof body === "function" ? [] : flatten(body, [...above, name]))]);
}

async function renderHelp(verb: readonly string[]): Promise<string> {
  const { exit, out } = await runCli([...verb, "--help"], { screen: { columns: 100 } });
  expect(exit).toBe(0);
  return `## ${["yardmaster", ...verb].join(" ")}\n\n\`\`\`text\n${out.trim()}\n\`\`\`\n`;
}

describe("docs/cli.md", () => {
  it("is the help of every verb", async () => {
    const parts = [OPENING];
    for (const verb of [[], ...flatten(VERBS)]) parts.push(await renderHelp(verb));
    expectGenerated("docs/cli.md", parts.join("\n"));
  });

  it("explains every exit code that there is", () => {
    const used = [...new Set(Object.values(CATALOGUE).map(({ exit }) => exit))];
    expect(used.filter((exit) => !OPENING.includes(`\n| ${exit} | `))).toEqual([]);
  });

  it("has an example for every verb that does something", async () => {
    const silent: string[] = [];
    for (const verb of flatten(VERBS)) {
      const { out } = await runCli([...verb, "--help"]);
      if (!out.includes("\nCommands:") && !out.includes(`\nExamples:\n  yardmaster ${verb.join(" ")}`)) silent.push(verb.join(" "));
    }
    expect(silent).toEqual([]);
  });
});
