// `init`: makes a repository ready, and says where everything of it is kept.
import { resolve } from "node:path";
import { toSafeLine } from "../../std/safe-text.ts";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import type { Initialized } from "../world.ts";

export const init: Verb = {
  examples: [
    { line: "init", does: "The repository of the current directory. Other verbs do the same on first use; this one says where." },
    { line: "init ../site --manifests", does: "Another one, with manifests to begin with in .yardmaster/." },
  ],
  declare(command) {
    command.description(
      "Make a repository ready: its data directory, outside of it, and the database in that. May be done again: what is there stays as it is.",
    );
    command.argument("[root]", "the repository; that of the current directory when left out");
    command.option("--manifests", "write a workspace, an agent and a workflow into .yardmaster/, without overwriting anything");
    addOutputOption(command);
  },
  async run(command, { world, where }) {
    const { manifests = false } = command.opts<{ manifests?: boolean }>();
    const [root] = command.args;
    const directory = root === undefined || where.directory === null ? (root ?? where.directory) : resolve(where.directory, root);
    const made = await world.initialize({ ...where, directory }, { manifests });
    const data = {
      repository: made.repository,
      data_directory: made.dataDirectory,
      database: made.database,
      schema_version: made.schemaVersion,
      created: made.created,
      manifests: made.manifests,
    };
    await printData(command, world.terminal, data, () => renderMade(made).map(toSafeLine));
    return 0;
  },
};

function renderMade({ repository, dataDirectory, database, schemaVersion, created, manifests }: Initialized): readonly string[] {
  return [
    created ? `Database initialized: ${database} (schema ${schemaVersion})` : `Already initialized: ${database} (schema ${schemaVersion})`,
    `Repository: ${repository}`,
    `Data directory: ${dataDirectory}`,
    ...manifests.map(({ file, written }) => (written ? `Wrote ${file}` : `Left as it was: ${file}`)),
    ...(manifests.some(({ written }) => written) ? ["Next: edit them, then `yardmaster manifest validate -f .yardmaster/`"] : []),
  ];
}
