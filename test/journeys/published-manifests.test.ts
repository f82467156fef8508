// What other authors published, from end to end: applied, exported, and applied again with nothing to change.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { GUIDE } from "../resources/manifest/guide-manifests.ts";
import { type CommandLine, createCommandLine, manifest } from "../support/command-line.ts";

const FOLDER = new URL("../fixtures/manifests/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

function open(): CommandLine {
  const line = createCommandLine();
  onTestFinished(() => line.dispose());
  return line;
}

/** What became of each resource: `created`, `unchanged`. */
async function apply(line: CommandLine, stdin: string): Promise<readonly string[]> {
  const { exit, out, err } = await line.run(["apply", "-f", "-"], { stdin });
  expect([exit, err.match(/ error /g)]).toEqual([0, null]);
  return [...out.matchAll(/^\S+\/\S+ (\w+) \(project: /gm)].map(([, change = ""]) => change);
}

async function expectRoundTrip(text: string): Promise<void> {
  const line = open();
  const created = await apply(line, text);
  expect(created.length).toBeGreaterThan(0);
  expect(new Set(created)).toEqual(new Set(["created"]));
  for (const output of ["yaml", "json"]) {
    const { out } = await line.run(["manifest", "export", "-o", output]);
    expect(await apply(line, out)).toEqual(created.map(() => "unchanged"));
  }
  expect(await apply(line, text)).toEqual(created.map(() => "unchanged"));
  const first = await line.run(["manifest", "export", "--with-secrets", "--yes"]);
  const elsewhere = open();
  await apply(elsewhere, first.out);
  expect((await elsewhere.run(["manifest", "export", "--with-secrets", "--yes"])).out).toBe(first.out);
}

describe("a published manifest", () => {
  it.each(FILES)("%s is applied, exported and applied again unchanged", async (file) => {
    await expectRoundTrip(readFileSync(new URL(file, FOLDER), "utf8"));
  });

  it("of the guide, with the agents and workflows that it takes for granted, too", async () => {
    const workers = manifest("Agent", "workers", '{ command: "x {prompt}", capabilities: [plan, implement, split, generate] }');
    const spawned = ["verify_workflow", "child_workflow"].map((name) =>
      manifest("Workflow", name, '{ steps: [{ id: s, command: "true" }] }'),
    );
    await expectRoundTrip([...Object.values(GUIDE), workers, ...spawned].join("---\n"));
  });
});

describe("the guide's commands for a kind of one's own", () => {
  it("do what the guide says", async () => {
    const line = open();
    await line.apply(GUIDE.definition, GUIDE.instance);
    expect((await line.run(["get", "promptlibraries"])).out).toBe("NAME\nqa-prompts\n");
    expect((await line.run(["get", "pl"])).out).toBe("NAME\nqa-prompts\n");
    expect((await line.run(["describe", "promptlibrary", "qa-prompts"])).out).toContain("code-review");
    expect((await line.run(["manifest", "export"])).out).toContain("kind: PromptLibrary\n");
    expect((await line.run(["delete", "promptlibrary", "qa-prompts"])).out).toBe("promptlibrary/qa-prompts deleted (project: default)\n");
    expect((await line.run(["get", "pl"])).out).toBe("No resources found.\n");
  });
});
