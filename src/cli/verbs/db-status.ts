// `db status`: where the database is, which schema it has, and how large everything is.
import type { DatabaseStatus } from "../../runtime/control/database.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { toByteSize } from "../byte-size.ts";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const dbStatus: Verb = {
  examples: [{ line: "db status", does: "Its path, schema and size, and the size of logs and archives beside it." }],
  declare(command) {
    addOutputOption(command);
  },
  async run(command, context) {
    return await withControl(context, async ({ database }) => {
      const status = await database.status({});
      await printData(command, context.world.terminal, status, () => renderStatus(status));
      return 0;
    });
  },
};

function renderStatus(status: DatabaseStatus): readonly string[] {
  const facts: readonly (readonly [string, string])[] = [
    ["Path", toSafeLine(status.path)],
    ["Schema version", String(status.schema_version)],
    ["Pending migrations", String(status.pending_migrations)],
    ["Events", String(status.events)],
    ["Pending effects", String(status.pending_effects)],
    ["Database size", toByteSize(status.db_size_bytes)],
    ["Logs size", toByteSize(status.logs_size_bytes)],
    ["Archive size", toByteSize(status.archive_size_bytes)],
  ];
  return facts.map(([name, value]) => `${`${name}:`.padEnd(20)}${value}`);
}
