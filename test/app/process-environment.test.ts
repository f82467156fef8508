// What agents, hooks and commands may know of our environment, and whether docs/agents.md says so.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { toProcessEnvironment } from "../../src/app/process-environment.ts";

const PAGE = readFileSync(new URL("../../docs/agents.md", import.meta.url), "utf8");

/** As if every variable there could be were set. */
const EVERYTHING: Readonly<Record<string, string>> = new Proxy({}, { get: () => "set" });

describe("the environment of agents", () => {
  it("always passes what docs/agents.md lists, and no more", () => {
    const listed = /^- The environment is an allow-list\.(.*), and every `LC_…`\.$/m.exec(PAGE)?.[1] ?? "";
    expect(Object.keys(toProcessEnvironment(EVERYTHING, [], {}))).toEqual(Array.from(listed.matchAll(/`(\w+)`/g), ([, name]) => name));
  });

  it("passes the locale, what is named and what is given, and keeps the rest", () => {
    const variables = { PATH: "/bin", LC_ALL: "C", TOKEN: "secret", NAMED: "n", GIVEN: "theirs" };
    expect(toProcessEnvironment(variables, ["NAMED", "NOT_SET"], { GIVEN: "ours" })).toEqual({
      PATH: "/bin",
      LC_ALL: "C",
      NAMED: "n",
      GIVEN: "ours",
    });
  });
});
