// `secret key history`: what became of the keys, and when.
import type { SecretKeyEventRecord } from "../../runtime/control/secret-keys.ts";
import { type Column, renderColumns } from "../columns.ts";
import { parseCount } from "../number-option.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { toEventData, toIso } from "../secret-key-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

const COLUMNS: readonly Column<SecretKeyEventRecord>[] = [
  { title: "TIME", cell: ({ at }) => toIso(at) },
  { title: "KEY", cell: ({ keyId }) => keyId },
  { title: "EVENT", cell: ({ event }) => event },
];

export const secretKeyHistory: Verb = {
  examples: [
    { line: "secret key history", does: "The latest fifty things that happened to keys." },
    { line: "secret key history -n 5 --key-id key_01kaf3", does: "What became of one." },
  ],
  exits: { 4: "there is no such key" },
  declare(command) {
    command.option("-n, --limit <n>", "at most so many", parseCount(1), 50);
    command.option("--key-id <id>", "only this key, by its id or the beginning of it");
    addOutputOption(command);
  },
  async run(command, context) {
    const { limit, keyId = null } = command.opts<{ limit: number; keyId?: string }>();
    const { terminal } = context.world;
    return await withControl(context, async ({ secretKeys }) => {
      const events = await secretKeys.history({ limit, keyId });
      const lines = () => (events.length > 0 ? renderColumns(events, COLUMNS, terminal) : ["Nothing happened yet."]);
      await printData(command, terminal, events.map(toEventData), lines);
      return 0;
    });
  },
};
