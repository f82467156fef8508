// What help shows to whom.
import { describe, expect, it } from "vitest";
import type { Asker } from "../../../src/core/commands/permission.ts";
import { toCommandHelp, toTopicHelp } from "../../../src/core/views/command-help.ts";
import { givenGrammar } from "../../support/given-grammar.ts";

const WRITER: Asker = { permission: "write", isRequester: false };
const READER: Asker = { permission: "read", isRequester: false };

function shown(asker: Asker, change: Parameters<typeof givenGrammar>[0] = {}) {
  const { workflows, commands } = toCommandHelp(givenGrammar(change), asker);
  return { workflows: workflows.map(({ usage }) => usage), commands: commands.map(({ usage }) => usage) };
}

describe("help", () => {
  it("lists what a writer may do, and the workflows that there are", () => {
    expect(shown(WRITER)).toEqual({
      workflows: ["/run fix", "/run plan"],
      commands: [
        "/run cancel [run] [reason]",
        "/run retry [run] [instructions]",
        "/run pause [scope] [reason]",
        "/run resume [scope]",
        "/run status [run]",
        "/run queue",
        "/run why",
        "/run tell <text>",
        "/run config",
        "/run help [topic]",
      ],
    });
  });

  it("lists no workflow for whoever may not run one", () => {
    expect(shown(READER)).toEqual({
      workflows: [],
      commands: ["/run status [run]", "/run queue", "/run why", "/run config", "/run help [topic]"],
    });
    expect(shown({ permission: "none", isRequester: false })).toEqual({ workflows: [], commands: [] });
  });

  it("shows the short words that a manifest allows beside the others", () => {
    const { commands } = toCommandHelp(givenGrammar({ shortVerbs: ["why", "stop"] }), WRITER);
    const short = commands.filter(({ aliases }) => aliases.length > 0).map(({ usage, aliases }) => [usage, ...aliases].join(", "));
    expect(short).toEqual([
      "/run cancel [run] [reason], /run stop, /stop",
      "/run retry [run] [instructions], /run again",
      "/run why, /why",
    ]);
  });

  it("uses the repository's own verb", () => {
    expect(shown(READER, { verb: "agent" }).commands[0]).toBe("/agent status [run]");
  });

  it("shows how any workflow is run while none is known", () => {
    expect(shown(WRITER, { workflows: null }).workflows).toEqual(["/run <workflow> [instructions]"]);
  });

  it("shows how a workflow is run whose name is that of a command", () => {
    expect(shown(WRITER, { workflows: [{ name: "cancel", summary: null }] }).workflows).toEqual(["/run run cancel"]);
  });

  it("ends a list of hundreds", () => {
    const workflows = Array.from({ length: 500 }, (_, index) => ({ name: `w${index}`, summary: null }));
    expect(shown(WRITER, { workflows }).workflows).toHaveLength(30);
  });
});

describe("help about one thing", () => {
  it("is about a workflow", () => {
    expect(toTopicHelp(givenGrammar(), "fix", WRITER)).toMatchObject({
      usage: "/run fix [--step <names>] [--set <key=value>] [--dry-run] [instructions]",
      summary: "Fixes what the issue reports.",
      examples: ["/run fix", "/run fix --dry-run"],
      permitted: true,
    });
  });

  it("is about a command, by any of its names", () => {
    const help = toTopicHelp(givenGrammar(), "stop", READER);
    expect(help).toMatchObject({
      usage: "/run cancel [run] [--dry-run] [reason]",
      aliases: ["/run stop"],
      permitted: false,
      needs: "write",
    });
    expect(help?.rows.map(({ name }) => name)).toEqual(["run", "--dry-run", "--keep-going", "--help", "reason"]);
  });

  it("is about the command when a workflow has its name", () => {
    const change = { workflows: [{ name: "cancel", summary: "Another." }] };
    expect(toTopicHelp(givenGrammar(change), "cancel", WRITER)?.summary).toContain("Stop a run");
  });

  it("is null about nothing that there is", () => {
    expect(toTopicHelp(givenGrammar(), "nothing", WRITER)).toBeNull();
  });
});
