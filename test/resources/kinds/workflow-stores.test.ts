// Stores of workflows and those who keep them: what holds, what does not, and what they mention.
import { describe, expect, it } from "vitest";
import { KINDS } from "../../../src/resources/kinds/index.ts";
import { toldSpec } from "../manifest/told.ts";

const COMMANDS = "commands: { get: cat, put: tee, delete: rm, list: ls }";

describe("a store's provider", () => {
  it.each([
    ["WorkflowStore", "context", `backend: command\n${COMMANDS}`],
    ["WorkflowStore", "context", "provider: redis"],
    ["StoreBackendProvider", "redis", COMMANDS],
    ["StoreBackendProvider", "redis", `builtin: false\n${COMMANDS.replace("}", ", prune: p }")}`],
    ["StoreBackendProvider", "local", "builtin: true"],
    ["StoreBackendProvider", "file", "builtin: true"],
  ])("holds: %s %s with %s", (kind, name, spec) => {
    expect(toldSpec(kind, name, `\n${spec}\n`)).toBe("accepted 1");
  });

  it("needs commands where commands keep the entries, and only there", () => {
    expect(toldSpec("WorkflowStore", "context", "\nprovider: command\n")).toMatchInlineSnapshot(`
      "m.yaml:5:13 error spec.provider a store with the provider 'command' needs commands
        hint: add commands with get, put, delete and list"
    `);
    expect(toldSpec("WorkflowStore", "context", `\n${COMMANDS}\n`)).toMatchInlineSnapshot(`
      "m.yaml:5:13 error spec.commands commands are used by the provider 'command' alone
        hint: add provider: command"
    `);
    expect(toldSpec("WorkflowStore", "context", `\nprovider: local\n${COMMANDS}\n`)).toMatchInlineSnapshot(`
      "m.yaml:6:13 error spec.commands commands are used by the provider 'command' alone
        hint: add provider: command"
    `);
  });

  it("needs each command but the one that prunes", () => {
    expect(toldSpec("WorkflowStore", "context", "\nprovider: command\ncommands: { get: cat, put: '', purge: x }\n")).toMatchInlineSnapshot(`
      "m.yaml:6:13 error spec.commands.delete is missing
      m.yaml:6:13 error spec.commands.list is missing
      m.yaml:6:30 error spec.commands.put command 'put' cannot be empty
      m.yaml:6:34 warning spec.commands.purge unknown field 'purge' is ignored"
    `);
  });

  it("does not take a built-in one's name, nor be one under another name", () => {
    expect(toldSpec("StoreBackendProvider", "local", `\n${COMMANDS}\n`)).toMatchInlineSnapshot(`
      "m.yaml:5:3 error spec 'local' means something else as a store's provider
        hint: give it another name"
    `);
    expect(toldSpec("StoreBackendProvider", "redis", "\nbuiltin: true\n")).toMatchInlineSnapshot(`
      "m.yaml:5:12 error spec.builtin 'redis' is no built-in provider
        hint: built-in ones are local and file"
    `);
    expect(toldSpec("StoreBackendProvider", "redis", "\nbuiltin: false\n")).toMatchInlineSnapshot(`
      "m.yaml:5:3 error spec.commands is missing
        hint: add commands with get, put, delete and list"
    `);
    expect(toldSpec("StoreBackendProvider", "file", `\nbuiltin: true\n${COMMANDS}\n`)).toMatchInlineSnapshot(
      `"m.yaml:6:13 error spec.commands a built-in provider has no commands"`,
    );
  });

  it("is mentioned by a store that names one", () => {
    const referencesOf = (provider: string) => KINDS.WorkflowStore.references({ provider });
    expect(referencesOf("redis")).toEqual([{ path: "provider", kind: "StoreBackendProvider", name: "redis", key: null }]);
    for (const provider of ["local", "file", "command"]) expect(referencesOf(provider)).toEqual([]);
    expect(KINDS.WorkflowStore.references({})).toEqual([]);
  });
});
