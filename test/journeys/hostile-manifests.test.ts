// Manifests from someone who means harm, through the whole command line: each is refused clearly or kept exactly, quickly, and nothing
// of it is obeyed by a terminal or by our own objects.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasObeyed } from "../../src/std/safe-text.ts";
import type { Ran } from "../cli/fake-world.ts";
import { type CommandLine, createCommandLine, manifest } from "../support/command-line.ts";
import { DOUBLING_SCHEMA } from "../support/doubling-schema.ts";

let line: CommandLine;
beforeEach(() => {
  line = createCommandLine();
});
afterEach(() => {
  line.dispose();
  expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
});

/** Runs it and makes sure that a terminal would show all that it said. */
async function run(...argv: readonly string[]): Promise<Ran> {
  const ran = await line.run(argv);
  expect(hasObeyed(ran.out + ran.err)).toBe(false);
  return ran;
}

async function apply(stdin: string): Promise<Ran> {
  const ran = await line.run(["apply", "-f", "-"], { stdin });
  expect(hasObeyed(ran.out + ran.err)).toBe(false);
  return ran;
}

function json(kind: string, name: string, spec: unknown, metadata: object = {}, apiVersion = "orchestrator.dev/v2"): string {
  return JSON.stringify({ apiVersion, kind, metadata: { name, ...metadata }, spec });
}

const DEFINITION = json("CustomResourceDefinition", "things.test.dev", {
  kind: "Thing",
  plural: "things",
  group: "test.dev",
  versions: [{ name: "v1" }],
});

const thing = (name: string, spec: unknown) => json("Thing", name, spec, {}, "test.dev/v1");

describe("names that objects have already", () => {
  it.each(["constructor", "toString", "hasOwnProperty", "valueOf"])("are names like any other: %s", async (name) => {
    const project = { project: name, labels: { [name]: name } };
    const all = [
      json("Agent", name, { command: "x", capabilities: [name], env: [{ fromRef: name }] }, project),
      json("EnvStore", name, { data: { [name]: name } }, project),
      json("Workflow", name, { steps: [{ id: name, type: name, template: name }] }, project),
      json("StepTemplate", name, { prompt: `{${name}}` }, project),
      json("Workspace", name, { root_path: "." }, project),
      json(
        "Trigger",
        name,
        { cron: { schedule: "@daily" }, action: { workflow: name, workspace: name, args: { [name]: [name] } } },
        project,
      ),
    ];
    expect((await apply(`[${all.join(",")}]`)).exit).toBe(0);
    expect((await run("get", "all", "-p", name, "-o", "name")).out.split("\n")).toHaveLength(all.length + 1);
    expect((await run("get", "all", "-p", name, "-l", `${name}=${name}`, "-o", "name")).out.split("\n")).toHaveLength(all.length + 1);
    expect((await run("describe", "agent", name, "-p", name)).exit).toBe(0);
    expect((await run("check", "-p", name)).exit).toBe(0);
    const exported = await run("manifest", "export", "-p", name);
    expect((await line.run(["apply", "-f", "-", "-p", name], { stdin: exported.out })).out.match(/unchanged/g)).toHaveLength(all.length);
    expect((await run("delete", "project", name, "--force")).exit).toBe(0);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("are no kinds: %s", async (kind) => {
    const { exit, err } = await apply(json(kind, "x", {}));
    expect([exit, err]).toEqual([2, expect.stringContaining(`no CustomResourceDefinition found for kind '${kind}'`)]);
    for (const argv of [
      ["get", kind],
      ["get", kind, "x"],
      ["describe", `${kind}/x`],
      ["delete", `${kind}/x`],
    ])
      expect((await run(...argv)).exit).toBe(4);
  });

  it("are refused where the library would pass over them, and kept where any key may stand", async () => {
    for (const text of [
      manifest("EnvStore", "e", "{ data: { __proto__: x } }"),
      manifest("Agent", "__proto__", "{ command: x }"),
      manifest("Agent", "a", "{ command: x }", ", project: __proto__"),
    ])
      expect((await apply(text)).exit).toBe(2);
    const hostile = '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}';
    expect((await apply(`${DEFINITION}\n---\n${thing("t", 0).replace('"spec":0', `"spec":${hostile}`)}`)).exit).toBe(0);
    const shown = JSON.parse((await run("get", "thing/t", "-o", "json")).out) as { readonly spec: object };
    expect(JSON.stringify(shown.spec)).toBe(hostile.replaceAll(" ", ""));
    const labelled = manifest("StepTemplate", "t", "{ prompt: x }", ", labels: { __proto__: x }");
    expect((await apply(labelled)).exit).toBe(0);
    expect((await run("get", "steptemplates", "-l", "__proto__=x", "-o", "name")).out).toBe("steptemplate/t\n");
  });
});

describe("texts that a terminal would obey", () => {
  const NASTY = "\u001b]0;owned\u0007\u001b[2J\u009b31mred\u202eevil\u0000\r\nnext\ttab\ud800";

  it("are kept as they are, and shown harmless in every form", async () => {
    const labels = { team: NASTY, [NASTY]: "x" };
    const all = [
      json("Project", "p", { description: NASTY }, { labels, annotations: { note: NASTY } }),
      json("StepTemplate", "t", { prompt: NASTY, description: NASTY }, { labels }),
      json("Agent", "a", { command: NASTY, capabilities: [NASTY] }),
      json("Workspace", "w", { root_path: NASTY }),
      json("Workflow", "f", { steps: [{ id: NASTY, command: NASTY }] }),
      json("Trigger", "r", { cron: { schedule: "@daily", timezone: "UTC" }, action: { workflow: NASTY, workspace: NASTY } }),
      DEFINITION,
      thing("t", { [NASTY]: NASTY }),
    ];
    expect((await apply(`[${all.join(",")}]`)).exit).toBe(0);
    for (const argv of [
      ...["table", "wide", "name", "json", "yaml"].map((form) => ["get", "all", "-o", form]),
      ...["projects", "steptemplates", "agents", "workspaces", "workflows", "triggers", "things"].map((kind) => [
        "get",
        kind,
        "-o",
        "wide",
      ]),
      ...["project/p", "steptemplate/t", "agent/a", "workspace/w", "workflow/f", "trigger/r", "thing/t"].map((name) => ["describe", name]),
      ["describe", "steptemplate/t", "-o", "yaml"],
      ["check"],
      ["check", "-o", "yaml"],
      ["manifest", "export"],
    ])
      expect((await run(...argv)).out).not.toBe("");
    const { out } = await run("get", "steptemplate/t", "-o", "json");
    expect((JSON.parse(out) as { readonly spec: { readonly prompt: string } }).spec.prompt).toBe(NASTY);
    for (const form of ["yaml", "json"]) {
      const exported = await run("manifest", "export", "-o", form);
      expect((await apply(exported.out)).out.match(/unchanged/g)).toHaveLength(all.length);
    }
  });

  it("are refused as names of anything, and the refusals are harmless", async () => {
    for (const text of [
      json("Agent", NASTY, { command: "x" }),
      json("Agent", "a", { command: "x" }, { project: NASTY }),
      json(NASTY, "a", {}),
      json("Agent", "a", { command: "x" }, {}, NASTY),
      json("Agent", "a", { command: "x", [NASTY]: 1, env: [{ fromRef: NASTY }] }),
      json("Workflow", "w", { steps: [{ id: "s", command: "x", template: NASTY, prehook: { when: `(${NASTY}` } }] }),
      `kind: ${NASTY}`,
      NASTY,
    ])
      expect((await apply(text)).exit).toBe(2);
    for (const argv of [
      ["get", NASTY],
      ["get", "agent", NASTY],
      ["get", "agents", "-l", NASTY],
      ["get", "agents", "-p", NASTY],
      ["describe", `agent/${NASTY}`],
      ["delete", "agent", NASTY],
      ["edit", "agent", NASTY],
      ["check", "--workflow", NASTY],
      ["apply", "-f", NASTY.replaceAll("\u0000", "")],
    ])
      expect((await run(...argv)).exit).toBeGreaterThan(0);
  });
});

describe("too much of something", () => {
  it("is refused beyond twenty thousand documents, and taken up to there", async () => {
    const small = (index: number) => `{apiVersion: orchestrator.dev/v2, kind: Project, metadata: {name: p${index}}, spec: {}}\n`;
    const many = Array.from({ length: 20_000 }, (_, index) => small(index));
    const { exit, err } = await apply([...many, small(-1)].join("---\n"));
    expect([exit, err]).toEqual([2, expect.stringContaining("holds more than 20000 documents")]);
    expect((await apply(many.join("---\n"))).out.match(/created/g)).toHaveLength(20_000);
  }, 60_000);

  it("is kept when it is only long: labels, names, prompts", async () => {
    const long = "x".repeat(100_000);
    const text = json("StepTemplate", "a".repeat(253), { prompt: long }, { labels: { [long]: long } });
    expect((await apply(text)).exit).toBe(0);
    const { out } = await line.run(["get", "steptemplates", "-o", "wide"], { screen: { interactive: true, columns: 80 } });
    expect(out.split("\n").filter((row) => row.includes("xx"))).toHaveLength(1);
    expect((await apply((await run("manifest", "export")).out)).out).toContain("unchanged");
  });

  it.each([
    ["JSON", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`],
    ["lists", "[".repeat(100_000)],
    ["a custom spec", `${DEFINITION}\n---\n${thing("deep", 0).replace('"spec":0', `"spec":${'{"a":'.repeat(70)}1${"}".repeat(70)}`)}`],
    ["blocks", Array.from({ length: 200 }, (_, depth) => `${"  ".repeat(depth)}a:`).join("\n")],
  ])("is refused when it is deep: %s", async (_what, text) => {
    const { exit, err } = await apply(text);
    expect([exit, err]).toEqual([2, expect.stringContaining("nested more than 64 levels deep")]);
  });

  it("is refused when it unfolds: aliases of aliases", async () => {
    const levels = Array.from({ length: 20 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]`);
    const { exit, err } = await apply(`a0: &a0 [x]\n${levels.join("\n")}\n`);
    expect([exit, err]).toEqual([2, expect.stringContaining("holds more than 1000000 values")]);
  });

  it("is told in part when there are thousands of problems", async () => {
    const bad = (index: number) => manifest("Agent", `a${index}`, "{ commnd: x, capabilties: 3, enabled: 7 }");
    const { exit, err } = await apply(Array.from({ length: 3000 }, (_, index) => bad(index)).join("---\n"));
    expect([exit, err]).toEqual([2, expect.stringContaining("there are more errors, which are not listed")]);
    expect(err.length).toBeLessThan(1_000_000);
  });
});

describe("a custom kind that means harm", () => {
  const define = (spec: object) =>
    json("CustomResourceDefinition", "evil", { group: "test.dev", kind: "Evil", plural: "evils", versions: [{ name: "v1" }], ...spec });

  it("cannot take the words of built-in kinds", async () => {
    for (const names of [{ kind: "Agent" }, { plural: "agents" }, { plural: "all" }, { short_names: ["ws"] }, { kind: "__proto__" }]) {
      expect((await apply(define(names))).exit).toBe(2);
    }
  });

  it("cannot keep a validation running", async () => {
    const instance = json("Evil", "e", { a: `${"a".repeat(50)}!` }, {}, "test.dev/v1");
    const refusal = async (schema: object) => {
      const { exit, err } = await apply(`${define({ versions: [{ name: "v1", schema }] })}\n---\n${instance}`);
      return [exit, err];
    };
    expect(await refusal({ type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } })).toEqual([
      2,
      expect.stringContaining("must match pattern"),
    ]);
    expect(await refusal({ type: "object", ...DOUBLING_SCHEMA })).toEqual([
      2,
      expect.stringContaining("validation takes longer than 1000 ms"),
    ]);
  });

  it("cannot reach outside, loop, or run code through its schema or its rules", async () => {
    for (const schema of [
      { type: "object", properties: { a: { $ref: "https://example.invalid/x" } } },
      { type: "object", $ref: "#" },
      { type: "object", properties: { "a'];process.exit(7);['": { type: "string" } }, required: ["\u2028`${process.exit(7)}`"] },
    ]) {
      const { exit } = await apply(
        `${define({ versions: [{ name: "v1", schema }] })}\n---\n${json("Evil", "e", { a: {} }, {}, "test.dev/v1")}`,
      );
      expect(exit).toBe(2);
    }
    for (const rule of [
      "self.constructor.constructor('return process')()",
      "(".repeat(5000),
      "self.all(x, self.all(y, self.all(z, true)))",
      "[1].map(x, x).map(x, x)",
    ]) {
      const { exit } = await apply(
        `${define({ versions: [{ name: "v1", cel_rules: [{ rule, message: "m" }] }] })}\n---\n${json("Evil", "e", {}, {}, "test.dev/v1")}`,
      );
      expect([0, 2]).toContain(exit);
    }
  });
});
