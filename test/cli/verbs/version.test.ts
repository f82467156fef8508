// `version`: the same facts for people and for programs.
import { expect, it } from "vitest";
import { runCli } from "../fake-world.ts";

const HERE = { readVersions: async () => ({ node: "v20.19.0", platform: "linux x64", schema: 3 }) };

it("names everything that a report of a fault needs", async () => {
  expect(await runCli(["version"], HERE)).toEqual({
    exit: 0,
    out: "yardmaster 1.2.3\nnode       v20.19.0\nplatform   linux x64\nschema     3\n",
    err: "",
  });
});

it.each([["--json"], ["-o", "json"]])("is JSON with %s %s", async (...flags) => {
  const { out } = await runCli(["version", ...flags], HERE);
  expect(JSON.parse(out)).toEqual({ version: "1.2.3", node: "v20.19.0", platform: "linux x64", schema_version: 3 });
});
