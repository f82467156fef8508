// `secret key list`: every key there ever was, with what became of it.
import type { SecretKey } from "../../core/secrets/state.ts";
import { type Column, renderColumns } from "../columns.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { toIso, toKeyData } from "../secret-key-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

const COLUMNS: readonly Column<SecretKey>[] = [
  { title: "ID", cell: ({ id }) => id },
  { title: "STATE", cell: ({ state }) => state },
  { title: "CREATED", cell: ({ createdAt }) => toIso(createdAt) },
  { title: "CHANGED", cell: ({ changedAt }) => toIso(changedAt) },
];

export const secretKeyList: Verb = {
  examples: [{ line: "secret key list", does: "The keys, oldest first; never the keys themselves." }],
  declare(command) {
    command.description(
      "List the keys that secrets were sealed with. One that is active seals; one that is decrypt_only still opens what it sealed; one that is revoked or retired is destroyed.",
    );
    addOutputOption(command);
  },
  async run(command, context) {
    const { terminal } = context.world;
    return await withControl(context, async ({ secretKeys }) => {
      const keys = await secretKeys.list({});
      const lines = () => (keys.length > 0 ? renderColumns(keys, COLUMNS, terminal) : ["No keys."]);
      await printData(command, terminal, keys.map(toKeyData), lines);
      return 0;
    });
  },
};
