// Who may give which command.
import { describe, expect, it } from "vitest";
import { COMMANDS, type CommandName } from "../../../src/core/commands/catalogue.ts";
import { toDemand } from "../../../src/core/commands/command-entry.ts";
import { decidePermission, PERMISSIONS, type Permission } from "../../../src/core/commands/permission.ts";

function permitted(permission: Permission, isRequester = false): readonly string[] {
  const names = Object.keys(COMMANDS) as CommandName[];
  return names.filter((name) => decidePermission(COMMANDS[name], { permission, isRequester }) === null);
}

describe("a person's permission", () => {
  it.each([
    ["none", []],
    ["read", ["status", "queue", "why", "config", "help"]],
    ["triage", ["status", "queue", "why", "config", "help"]],
    ["write", Object.keys(COMMANDS)],
    ["maintain", Object.keys(COMMANDS)],
    ["admin", Object.keys(COMMANDS)],
  ] as const)("%s is enough for %j", (permission, names) => {
    expect(permitted(permission)).toEqual(names);
  });

  it("matters less to whoever asked for the run", () => {
    expect(permitted("none", true)).toEqual(["cancel"]);
  });

  it("is named with what is needed in a refusal", () => {
    const refusal = decidePermission(COMMANDS.pause, { permission: "triage", isRequester: true });
    expect(refusal).toEqual({ code: "command.not-permitted", needs: "write", has: "triage" });
  });

  it("has to be more for what concerns the whole repository, and for nothing else", () => {
    const all = (Object.keys(COMMANDS) as CommandName[]).filter((name) => {
      return (
        decidePermission(toDemand(COMMANDS[name], { words: ["all"], isUnthreaded: false }), { permission: "write", isRequester: true }) !==
        null
      );
    });
    expect(all).toEqual(["pause", "resume"]);
    expect(toDemand(COMMANDS.pause, { words: ["all"], isUnthreaded: false })).toEqual({ permission: "maintain", requesterMay: false });
    expect(toDemand(COMMANDS.pause, { words: [null], isUnthreaded: false })).toEqual({ permission: "write", requesterMay: false });
  });

  it("includes every permission before it", () => {
    const counts = PERMISSIONS.map((permission) => permitted(permission).length);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });
});
