// `why`: the verdict on one issue, and every rule that led to it.
import { createColors } from "picocolors";
import type { Explanation } from "../../core/views/explanation.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { toSign } from "../colors.ts";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import { withYard } from "../with-yard.ts";
import type { Terminal } from "../world.ts";

export const why: Verb = {
  examples: [{ line: "why R-12", does: "What the scheduler would answer if it looked at this issue now." }],
  declare(command) {
    command.argument("<issue>", "its identifier or its title");
    addOutputOption(command);
  },
  async run(command, context) {
    const [issue = ""] = command.args;
    const { terminal } = context.world;
    return await withYard(context, async (yard) => {
      const explanation = await yard.explain(issue);
      const data = { ...explanation, server: yard.server };
      await printData(command, terminal, data, () => renderExplanation(explanation, yard.server !== null, terminal));
      return 0;
    });
  },
};

function renderExplanation({ identifier, title, verdict, checks }: Explanation, served: boolean, terminal: Terminal): string[] {
  const { bold } = createColors(terminal.color);
  const width = Math.max(...checks.map(({ rule }) => rule.length));
  return [
    `${bold(toSafeLine(identifier))} ${toSafeLine(verdict)}`,
    toSafeLine(title),
    "",
    ...checks.map(({ rule, holds, detail }) => `${toSign(holds, terminal)} ${rule.padEnd(width)}  ${toSafeLine(detail)}`),
    ...(served ? [] : ["", "No server works here now, so nothing starts; `yardmaster start` begins one."]),
  ];
}
