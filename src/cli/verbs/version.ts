// `version`: which Yardmaster this is, and what it runs on.
import { Option } from "commander";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";

export const version: Verb = {
  examples: [
    { line: "version", does: "What a report of a fault should name." },
    { line: "version --json", does: "The same for a program." },
  ],
  declare(command) {
    addOutputOption(command);
    command.addOption(new Option("--json", "the same as -o json").implies({ output: "json" }));
  },
  async run(command, { world }) {
    const { node, platform, schema } = await world.readVersions();
    const data = { version: world.version, node, platform, schema_version: schema };
    await printData(command, world.terminal, data, () => [
      `yardmaster ${world.version}`,
      `node       ${node}`,
      `platform   ${platform}`,
      `schema     ${schema}`,
    ]);
    return 0;
  },
};
