// `check`: a look at everything in a project, before a workflow meets it.
import { createColors } from "picocolors";
import type { CheckFinding } from "../../core/resources/check-finding.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";
import type { Terminal } from "../world.ts";

export const check: Verb = {
  examples: [
    { line: "check", does: "Everything in the default project." },
    { line: "check --workflow build --project web", does: "One workflow, with what it needs." },
  ],
  exits: { 0: "nothing stands in the way; there may be warnings", 1: "something does" },
  declare(command) {
    command.description("Look at a project: whether every name leads somewhere, and what would keep its workflows from running.");
    command.option("--workflow <name>", "only this workflow, with what it needs");
    addProjectOption(command);
    addOutputOption(command);
  },
  async run(command, context) {
    const { project, workflow = null } = command.opts<{ project: string; workflow?: string }>();
    return await withControl(context, async ({ resources }) => {
      const findings = await resources.check({ project, workflow });
      const all = await resources.list({ project, kind: null, name: null, revealSecrets: false });
      const errors = findings.filter(({ severity }) => severity === "error");
      const warnings = findings.filter(({ severity }) => severity === "warning");
      const troubled = new Set([...errors, ...warnings].map(({ resource }) => resource));
      const passed = all.length - [...troubled].filter((label) => label !== null).length;
      const footer = `${passed} passed, ${count(errors.length, "error")}, ${count(warnings.length, "warning")}`;
      await printData(command, context.world.terminal, { findings, errors: errors.length, warnings: warnings.length }, () => [
        ...findings.flatMap((finding) => toLines(finding, context.world.terminal)),
        footer,
      ]);
      return errors.length > 0 ? 1 : 0;
    });
  },
};

function toLines({ severity, rule, resource, message, hint }: CheckFinding, { color }: Terminal): readonly string[] {
  const { red, yellow, dim } = createColors(color);
  const paint = { error: red, warning: yellow, info: dim }[severity];
  const head = toSafeLine(`[${rule}] ${resource === null ? "" : `${resource}: `}${message}`);
  return [`${paint(severity)} ${head}`, ...(hint === null ? [] : [`  hint: ${toSafeLine(hint)}`])];
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
