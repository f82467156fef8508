// `manifest export`: what comes out can be applied again, and never shows a secret that nobody asked for by name.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine, manifest } from "../../support/command-line.ts";

const SECRETS = manifest("SecretStore", "keys", "{ data: { API_KEY: hunter2, OTHER: s3cret } }");
const AGENT = manifest("Agent", "coder", '{ command: "coder {prompt}", env: [{ fromRef: keys }] }', ", labels: { team: platform }");
const ELSEWHERE = manifest("StepTemplate", "plan", "{ prompt: Plan it. }", ", project: web");

let line: CommandLine;
beforeEach(async () => {
  line = createCommandLine();
  await line.apply(AGENT, SECRETS, ELSEWHERE);
});
afterEach(() => line.dispose());

async function exported(...argv: readonly string[]): Promise<string> {
  const { exit, out, err } = await line.run(["manifest", "export", ...argv]);
  expect([exit, err]).toEqual([0, ""]);
  return out;
}

describe("manifest export", () => {
  it("prints every project's resources, secrets masked", async () => {
    expect(await exported()).toMatchInlineSnapshot(`
      "apiVersion: orchestrator.dev/v2
      kind: SecretStore
      metadata:
        name: keys
      spec:
        data:
          API_KEY: "***"
          OTHER: "***"
      ---
      apiVersion: orchestrator.dev/v2
      kind: Agent
      metadata:
        name: coder
        labels:
          team: platform
      spec:
        command: coder {prompt}
        env:
          - fromRef: keys
      ---
      apiVersion: orchestrator.dev/v2
      kind: StepTemplate
      metadata:
        name: plan
        project: web
      spec:
        prompt: Plan it.
      "
    `);
  });

  it("changes nothing when it is applied again, as YAML and as JSON, masks and all", async () => {
    for (const text of [await exported(), await exported("-o", "json")]) {
      const { exit, out } = await line.run(["apply", "-f", "-"], { stdin: text });
      expect([exit, out.match(/unchanged/g)?.length, out.match(/created|updated/g)]).toEqual([0, 3, null]);
    }
    expect(await exported("--with-secrets", "--yes")).toContain("API_KEY: hunter2");
  });

  it("prints one project without its name, so that it can be applied to another", async () => {
    const text = await exported("--project", "web");
    expect(text).not.toContain("project");
    expect((await line.run(["apply", "-f", "-", "-p", "shop"], { stdin: text })).out).toContain(
      "steptemplate/plan created (project: shop)",
    );
  });

  it("prints secrets for who confirms it, and for nobody else", async () => {
    const screen = { interactive: true };
    const refused = await line.run(["manifest", "export", "--with-secrets"]);
    expect(refused).toMatchInlineSnapshot(`
      {
        "err": "Error: secrets were not exported: nobody confirmed it
      Hint: confirm it on a terminal, or add --yes
      ",
        "exit": 2,
        "out": "",
      }
    `);
    for (const answer of ["", "y", "no"]) {
      const { exit, out } = await line.run(["manifest", "export", "--with-secrets"], { screen, answer });
      expect([exit, out]).toEqual([2, ""]);
    }
    const { exit, out, err } = await line.run(["manifest", "export", "--with-secrets"], { screen, answer: " yes " });
    expect([exit, err]).toEqual([0, "Print every secret in the clear? Type yes to go on: "]);
    expect(out).toContain("API_KEY: hunter2\n    OTHER: s3cret\n");
  });

  it("with its secrets is applied elsewhere with the same secrets", async () => {
    const other = createCommandLine();
    try {
      const all = await exported("--with-secrets", "-y");
      expect((await other.run(["apply", "-f", "-"], { stdin: all })).exit).toBe(0);
      expect((await other.run(["manifest", "export", "--with-secrets", "-y"])).out).toBe(all);
      expect((await other.run(["apply", "-f", "-"], { stdin: await exported() })).out.match(/unchanged/g)).toHaveLength(3);
    } finally {
      other.dispose();
    }
  });

  it("without them is refused elsewhere: a mask is no secret", async () => {
    const other = createCommandLine();
    try {
      const { exit, err } = await other.run(["apply", "-f", "-"], { stdin: await exported() });
      expect(exit).toBe(2);
      expect(err).toMatchInlineSnapshot(`
        "Error: nothing was applied
        -:7:14 error spec.data.API_KEY secretstore/keys: is masked, and no value is stored that it could stand for
          hint: write the value; an export has values with --with-secrets
        -:8:12 error spec.data.OTHER secretstore/keys: is masked, and no value is stored that it could stand for
          hint: write the value; an export has values with --with-secrets
        "
      `);
    } finally {
      other.dispose();
    }
  });

  it("shows no secret in any other way either", async () => {
    for (const argv of [
      ["get", "secretstores"],
      ["get", "secretstore/keys", "-o", "yaml"],
      ["get", "all", "-A", "-o", "json"],
      ["describe", "secretstore/keys"],
      ["describe", "secretstore/keys", "-o", "json"],
      ["check", "-o", "json"],
    ]) {
      const { out, err } = await line.run(argv);
      expect(out + err).not.toMatch(/hunter2|s3cret|sealed/);
      expect(out).not.toBe("");
    }
  });

  it("is nothing where nothing was applied", async () => {
    const other = createCommandLine();
    try {
      expect((await other.run(["manifest", "export"])).out).toBe("");
      expect((await other.run(["manifest", "export", "-o", "json"])).out).toBe("[]\n");
    } finally {
      other.dispose();
    }
  });
});
