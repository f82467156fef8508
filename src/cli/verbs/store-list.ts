// `store list`: what a store holds, by key, a page at a time.
import type { Entry } from "../../runtime/control/entries.ts";
import { type Column, renderColumns } from "../columns.ts";
import { parseCount } from "../number-option.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

interface Options {
  readonly project: string;
  readonly limit: number;
  readonly offset: number;
}

/** Of a value, in a table: the rest is for `store get`. */
const SHOWN = 200;

const COLUMNS: readonly Column<Entry>[] = [
  { title: "KEY", cell: ({ key }) => key, flexible: true },
  { title: "VALUE", cell: ({ value }) => (value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value), flexible: true },
  { title: "UPDATED", cell: ({ updatedAt }) => toTime(updatedAt) ?? "" },
  { title: "TASK", cell: ({ taskId }) => taskId ?? "" },
];

export const storeList: Verb = {
  examples: [
    { line: "store list context", does: "The first hundred keys with their values." },
    { line: "store ls context --limit 1000 --offset 1000 -o json", does: "Another page, for a program, values in full." },
  ],
  declare(command) {
    command.description("List the keys of a store with the beginning of each value.");
    command.argument("<store>", "the store");
    command.option("-l, --limit <n>", "at most so many", parseCount(1), 100);
    command.option("--offset <n>", "pass over so many first", parseCount(0), 0);
    addProjectOption(command);
    addOutputOption(command);
  },
  async run(command, context) {
    const [store = ""] = command.args;
    const { project, limit, offset } = command.opts<Options>();
    const { terminal } = context.world;
    const entries = await withControl(context, (control) => control.entries.list({ project, store, limit, offset }));
    await printData(command, terminal, entries.map(toData), () =>
      entries.length === 0 ? ["No entries."] : renderColumns(entries, COLUMNS, terminal),
    );
    if (entries.length === limit) terminal.err(`These are ${limit}; --offset ${offset + limit} shows what comes next.\n`);
    return 0;
  },
};

function toData({ key, value, updatedAt, taskId }: Entry) {
  return { key, value, updated_at: toTime(updatedAt), task_id: taskId };
}

function toTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
