// `doctor`: what this machine and this repository have and lack.

import { renderProblems } from "../../resources/problems.ts";
import { toSafeText } from "../../std/safe-text.ts";
import { paintStatus } from "../colors.ts";
import { renderColumns } from "../columns.ts";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import type { Finding, Terminal } from "../world.ts";

export const doctor: Verb = {
  examples: [
    { line: "doctor", does: "Everything that was looked at." },
    { line: "doctor --quiet", does: "Only what needs care; silent when nothing does." },
  ],
  exits: { 0: "nothing is missing", 2: "something is missing" },
  declare(command) {
    command.option("-q, --quiet", "print only what needs care");
    addOutputOption(command);
  },
  async run(command, { world, where }) {
    const { quiet } = command.opts<{ quiet?: boolean }>();
    const findings = await world.examine(where);
    const shown = quiet ? findings.filter(({ status }) => status !== "ok") : findings;
    await printData(command, world.terminal, shown, () => (shown.length > 0 ? renderFindings(shown, world.terminal) : []));
    return findings.some(({ status }) => status === "missing") ? 2 : 0;
  },
};

function renderFindings(findings: readonly Finding[], terminal: Terminal): string[] {
  const table = renderColumns(
    findings,
    [
      { title: "WHAT", cell: ({ name }) => name },
      { title: "STATUS", cell: ({ status }) => status, color: (text, { status }) => paintStatus(status, terminal)(text) },
      { title: "FOUND", cell: ({ detail }) => detail, flexible: true },
    ],
    terminal,
  );
  const hints = findings.flatMap(({ name, hint }) => (hint === null ? [] : [`${name}: ${hint}`]));
  const problems = findings.flatMap((finding) => (finding.problems.length === 0 ? [] : [renderProblems(finding.problems)]));
  return [...table, ...toBlock(hints.flatMap(setApart)), ...toBlock(problems)];
}

/** What follows an example, or is one, is not to be read as its next line. */
function setApart(text: string, index: number, all: readonly string[]): string[] {
  const isApart = index > 0 && [text, all[index - 1] ?? ""].some((each) => each.includes("\n"));
  return isApart ? ["", text] : [text];
}

/** Set apart by an empty line. Examples keep their lines. */
function toBlock(texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : ["", ...texts.flatMap((text) => toSafeText(text).split("\n"))];
}
