// `explain`: what a field of a manifest means, from the same definitions that read it.
import { YardmasterError } from "../../core/errors.ts";
import { type ExplainedField, explainField } from "../../resources/kinds/explain.ts";
import { cutToWidth } from "../../std/display-width.ts";
import { renderColumns } from "../columns.ts";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import type { Terminal } from "../world.ts";

export const explain: Verb = {
  examples: [
    { line: "explain workflow", does: "The kind and its fields." },
    { line: "explain workflow.steps.prehook", does: "One field, and what is inside it." },
    { line: "explain trigger -o json", does: "The same for a program." },
  ],
  exits: { 0: "it was found", 2: "there is no such kind or field" },
  declare(command) {
    command.description("Tell what a kind of manifest, or one of its fields, means: type, default, and the fields inside it.");
    command.argument("<field>", "a kind, then fields, as in `agent.selection.strategy`");
    addOutputOption(command);
  },
  async run(command, { world }) {
    const found = explainField(command.args[0] ?? "");
    if (!found.ok) throw new YardmasterError("cli.usage", found.message, { hint: found.hint });
    await printData(command, world.terminal, found.field, () => renderField(found.field, world.terminal));
    return 0;
  },
};

const WIDEST_TYPE = 40;

function renderField({ path, type, required, default: byDefault, description, children }: ExplainedField, terminal: Terminal): string[] {
  const facts = [type, ...(required ? ["required"] : []), ...(byDefault === null ? [] : [`default ${byDefault}`])];
  const table = renderColumns(
    children,
    [
      { title: "FIELD", cell: ({ name }) => name },
      // What is cut stands whole where the field itself is explained.
      { title: "TYPE", cell: ({ type, required }) => `${cutToWidth(type, WIDEST_TYPE)}${required ? ", required" : ""}`, flexible: true },
      { title: "DEFAULT", cell: (child) => child.default ?? "" },
      { title: "MEANING", cell: (child) => child.description, flexible: true },
    ],
    terminal,
  );
  return [`${path}: ${facts.join(", ")}`, ...(description === "" ? [] : [description]), ...(children.length === 0 ? [] : ["", ...table])];
}
