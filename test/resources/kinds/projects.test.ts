// Projects: what holds for commands in them.
import { describe, expect, it } from "vitest";
import { toCommandSettings } from "../../../src/core/commands/command-settings.ts";
import { toldSpec } from "../manifest/told.ts";

describe("short verbs of a project", () => {
  it("are commands or other words for them, in any case", () => {
    expect(toldSpec("Project", "default", "\ncommands: { shortVerbs: [cancel, Stop, again] }\n")).toBe("accepted 1");
    expect(toCommandSettings({ spec: { commands: { shortVerbs: ["cancel", "Stop"] } } }).shortVerbs).toEqual(["cancel", "stop"]);
  });

  it("are none when nothing is declared", () => {
    const nothing = { shortVerbs: [], refusals: "answer" };
    expect([null, { spec: {} }, { spec: { commands: {} } }].map(toCommandSettings)).toEqual([nothing, nothing, nothing]);
  });

  it("are refused when no command is called so, with what may have been meant", () => {
    expect(toldSpec("Project", "default", "\ncommands: { shortVerbs: [cancle, /stop, deploy] }\n")).toMatchInlineSnapshot(`
      "m.yaml:5:28 error spec.commands.shortVerbs[0] project 'default': commands.shortVerbs must be commands, got 'cancle'
        hint: did you mean "cancel"?
      m.yaml:5:36 error spec.commands.shortVerbs[1] project 'default': commands.shortVerbs must be commands, got '/stop'
        hint: did you mean "stop"?
      m.yaml:5:43 error spec.commands.shortVerbs[2] project 'default': commands.shortVerbs must be commands, got 'deploy'
        hint: they are run, cancel, stop, retry, again, pause, resume, status, queue, why, tell, config, help"
    `);
  });

  it("stand where they are looked for", () => {
    expect(toldSpec("Project", "default", "\ncommands: { shortverbs: [cancel] }\n")).toMatchInlineSnapshot(`
      "m.yaml:5:15 error spec.commands.shortverbs unknown field 'shortverbs'
        hint: did you mean "shortVerbs"?"
    `);
  });
});

describe("refusals of a project", () => {
  it("are answers or reactions", () => {
    expect(toldSpec("Project", "default", "\ncommands: { refusals: react }\n")).toBe("accepted 1");
    expect(toCommandSettings({ spec: { commands: { refusals: "react" } } }).refusals).toBe("react");
    expect(toldSpec("Project", "default", "\ncommands: { refusals: raect }\n")).toMatchInlineSnapshot(`
      "m.yaml:5:25 error spec.commands.refusals must be one of answer, react, not "raect"
        hint: did you mean "react"?"
    `);
  });
});
