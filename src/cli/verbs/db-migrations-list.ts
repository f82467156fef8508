// `db migrations list`: the steps that led to the database's schema.
import { renderColumns } from "../columns.ts";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const dbMigrationsList: Verb = {
  examples: [
    { line: "db migrations list", does: "Each step with its version. Every command that opens the database makes those that are missing." },
  ],
  declare(command) {
    addOutputOption(command);
  },
  async run(command, context) {
    const { terminal } = context.world;
    return await withControl(context, async ({ database }) => {
      const steps = await database.migrations({});
      await printData(command, terminal, steps, () =>
        renderColumns(
          steps,
          [
            { title: "VERSION", cell: ({ version }) => String(version) },
            { title: "NAME", cell: ({ name }) => name },
            { title: "STATUS", cell: ({ applied }) => (applied ? "applied" : "pending") },
          ],
          terminal,
        ),
      );
      return 0;
    });
  },
};
