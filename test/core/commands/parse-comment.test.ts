// What lines say, rule by rule.
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/core/commands/catalogue.ts";
import { isCommand } from "../../../src/core/commands/command.ts";
import type { CommandEntry } from "../../../src/core/commands/command-entry.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import { printCommand } from "../../../src/core/commands/print-command.ts";
import { givenGrammar, givenLines } from "../../support/given-grammar.ts";

function say(comment: string, change: Parameters<typeof givenGrammar>[0] = {}) {
  return parseComment(givenLines(comment), givenGrammar(change));
}

/** Commands as they are printed, mistakes by the character under the caret and the suggestion, talk in quotes. */
function told(comment: string, change: Parameters<typeof givenGrammar>[0] = {}): readonly string[] {
  return say(comment, change).map((saying) => {
    if (saying.type === "command") return printCommand(saying, givenGrammar(change));
    if (saying.type === "talk") return `"${saying.text}"`;
    return `? ${saying.column}: ${saying.message}${saying.suggestion === null ? "" : ` => ${saying.suggestion}`}`;
  });
}

describe("who is spoken to", () => {
  it.each([
    ["/run fix", ["/run fix"]],
    ["   /run fix", ["/run fix"]],
    ["    /run fix", []],
    ["/run:cancel", ["/run cancel"]],
    ["/run: cancel", ["/run cancel"]],
    ["@yardmaster cancel", ["/run cancel"]],
    ["@Yardmaster[bot], cancel", ["/run cancel"]],
    ["@yardmaster: cancel", ["/run cancel"]],
    ["@yardmaster /run fix", ["/run fix"]],
    ["@yardmasters cancel", []],
    ["/runner fix", []],
    ["/rn fix", []],
    ["/retest", []],
    ["/cancel", []],
    ["/ run fix", []],
    ["please /run fix", []],
    ["run fix", []],
    ["//run fix", []],
  ])("%j says %j", (comment, expected) => {
    expect(told(comment)).toEqual(expected);
  });

  it.each([
    ["/run pause", ["/run pause"]],
    ["/run pause all", ["/run pause all"]],
    ["/run pause ALL. The release is under way.", ["/run pause all -- The release is under way."]],
    ["/run pause allow me a moment", ["/run pause -- allow me a moment"]],
    ["/run pause -- all of it", ["/run pause -- all of it"]],
    ["/run resume all", ["/run resume all"]],
  ])("%j says %j, as far as it goes", (comment, expected) => {
    expect(told(comment)).toEqual(expected);
  });

  it("is told by another verb where a repository chooses one", () => {
    expect(told("/agent fix\n/run fix", { verb: "agent" })).toEqual(["/agent fix"]);
  });

  it("is nobody by mention where there is no name to mention", () => {
    expect(told("@yardmaster cancel", { mention: null })).toEqual([]);
  });

  it.each([
    ["/cancel", ["/run cancel"]],
    ["/Cancel!", ["/run cancel"]],
    ["/cancel all", ["/run cancel all"]],
    ["/pause", []],
    ["/cancelled", []],
  ])("hears short verbs that a manifest allows: %j", (comment, expected) => {
    expect(told(comment, { shortVerbs: ["cancel"] })).toEqual(expected);
  });
});

describe("plain words after a mention", () => {
  it.each([
    ["@yardmaster thanks, that works", ['"thanks, that works"']],
    ["@yardmaster", ['""']],
    ["@yardmaster cancle", ["? 12: There is no command or workflow `cancle` here. Did you mean `cancel`? => @yardmaster cancel"]],
    ["@yardmaster cancle looks like a slip", ['"cancle looks like a slip"']],
    ["@yardmaster fix", ["/run fix"]],
    ["@yardmaster why did it stop?", ["/run why did it stop?"]],
  ])("%j says %j", (comment, expected) => {
    expect(told(comment)).toEqual(expected);
  });

  it("are never a workflow while the workflows are not known", () => {
    expect(told("@yardmaster looks good", { workflows: null })).toEqual(['"looks good"']);
  });
});

describe("several commands", () => {
  it("are read in order, each with the lines below it", () => {
    const sayings = say("Hello\n/run fix\n\nThe login.\n  Indented.\n\n/retest\n/run status\nThanks");
    expect(sayings).toMatchObject([
      { name: "run", line: 2, body: "The login.\n  Indented.\n\n/retest" },
      { name: "status", line: 8, body: "Thanks" },
    ]);
  });

  it("are ten at most, and the eleventh is told so", () => {
    const sayings = say("/run status\n".repeat(12));
    expect(sayings.map(({ type }) => type)).toEqual([...Array.from({ length: 10 }, () => "command"), "mistake"]);
    expect(sayings.at(-1)).toMatchObject({ line: 11, message: expect.stringContaining("room for 10 commands") });
  });

  it("keep `--keep-going`, also on a line that does not hold", () => {
    expect(say("/run fix --keep-going\n/run cancle --keep-going\n/run fx")).toMatchObject([
      { keepGoing: true },
      { type: "mistake", keepGoing: true },
      { type: "mistake", keepGoing: false },
    ]);
  });

  it("are not read where the comment is no longer read, and somebody is told", () => {
    const unread = { text: "/run fix", place: "unread" } as const;
    expect(parseComment([unread, unread], givenGrammar())).toMatchObject([{ type: "mistake", line: 1 }]);
    expect(parseComment([{ text: "words", place: "unread" }], givenGrammar())).toEqual([]);
  });

  it("take no hidden line for their text", () => {
    const lines = [
      { text: "/run fix", place: "open" },
      { text: "Seen.", place: "closed" },
      { text: "<!-- not seen -->", place: "hidden" },
    ] as const;
    expect(parseComment(lines, givenGrammar())).toMatchObject([{ body: "Seen." }]);
  });
});

describe("what phones and mail programs make of it", () => {
  it.each([
    ["/RUN Cancel", ["/run cancel"]],
    ["/Run FIX --DRY-RUN", ["/run fix --dry-run"]],
    ["/run cancel.", ["/run cancel"]],
    ["/run cancel!", ["/run cancel"]],
    ["/run status, please", ["/run status -- please"]],
    ["/run fix.", ["/run fix"]],
    ["/run fix --dry-run.", ["/run fix --dry-run"]],
    ["/run\u00a0fix\u00a0--dry-run", ["/run fix --dry-run"]],
    ["/run fix —dry-run", ["/run fix --dry-run"]],
    ["/run fix –step plan", ["/run fix --step plan"]],
    ["/run fix --set target=“the login page”", ['/run fix --set target="the login page"']],
    ["/run fix --set target=‘a b’", ['/run fix --set target="a b"']],
    ["/run fix — please hurry", ["/run fix please hurry"]],
    ["/run fix --dry_run", ["/run fix --dry-run"]],
  ])("%j says %j", (comment, expected) => {
    expect(told(comment)).toEqual(expected);
  });

  it("leaves the text as it is", () => {
    expect(say("/run tell use “x” — please")).toMatchObject([{ text: "use “x” — please" }]);
  });
});

describe("options", () => {
  it.each([
    ["/run fix --step plan,implement", ["/run fix --step plan,implement"]],
    ["/run fix --step=plan", ["/run fix --step plan"]],
    ["/run fix step=plan", ["/run fix --step plan"]],
    ["/run fix --step plan, implement do it", ["/run fix --step plan,implement do it"]],
    ["/run --step plan fix", ["/run fix --step plan"]],
    ["/run fix --set a=1 --set b=2", ["/run fix --set a=1 --set b=2"]],
    ['/run fix --set "a=b c"', ['/run fix --set a="b c"']],
    ['/run fix --set a="say \\"x\\""', ['/run fix --set a="say \\"x\\""']],
    ["/run fix --set a=`b c`", ['/run fix --set a="b c"']],
    ["/run fix --set a=", ['/run fix --set a=""']],
    ["/run fix --set __proto__=x", ["/run fix --set __proto__=x"]],
    ["/run fix -- --step is broken", ["/run fix -- --step is broken"]],
    ["/run fix timeout=30 is too low", ["/run fix -- timeout=30 is too low"]],
    ["/run fix document the --help flag", ["/run fix -- document the --help flag"]],
    [`/run fix --set a='x\\"y'`, ['/run fix --set a="x\\\\\\"y"']],
    ["/run fix - it", ["/run fix -- - it"]],
    ["/run fix -1 is wrong", ["/run fix -- -1 is wrong"]],
    ["/run fix don't", ["/run fix don't"]],
    ['/run fix "unclosed', ['/run fix "unclosed']],
  ])("%j says %j", (comment, expected) => {
    expect(told(comment)).toEqual(expected);
  });

  it.each([
    ["/run fix --step plan --step check", ["? 21: The option `--step` is given twice."]],
    ["/run fix --step plan step=check", ["? 21: The option `--step` is given twice."]],
    ["/run fix --set a=1 --set a=2", ["? 25: The option `--set` gives `a` twice."]],
    ["/run fix --set a", ["? 15: The option `--set` is given as `key=value`."]],
    ["/run fix --step", ["? 9: The option `--step` needs a value, such as `--step implement`."]],
    ["/run fix --step --dry-run", ["? 9: The option `--step` needs a value, such as `--step implement`."]],
    ["/run fix --step a,,b", ["? 16: The list of `--step` has an empty item."]],
    ['/run fix --step "plan', ['? 16: A quote starts here and is never closed. => /run fix --step "plan"']],
    ["/run fix --dry-run=yes", ["? 19: The option `--dry-run` takes no value. => /run fix --dry-run"]],
    ["/run fix -step plan", ["? 9: Options start with two dashes: `--step`. => /run fix --step plan"]],
    ["/run fix --setp plan", [expect.stringMatching(/^\? 9: There is no option `--setp`\. Did you mean `--(set|step)`\?/)]],
    ["/run fix stpe=plan", [expect.stringContaining("=> /run fix step=plan")]],
    ["/run status --dry-run", [expect.stringContaining("There is no option `--dry-run`.")]],
    ["/run fix the login --step plan", [expect.stringContaining("=> /run fix --step plan the login")]],
    ["/run fix a --step x b --dry-run c", [expect.stringContaining("=> /run fix --step x --dry-run a b c")]],
    [`/run fix ${Array.from({ length: 60 }, (_, key) => `--set k${key}=1`).join(" ")}`, [expect.stringContaining("at most 50")]],
  ])("%j is answered with %j", (comment, expected) => {
    expect(told(comment)).toEqual(expected);
  });
});

describe("the first words", () => {
  it.each([
    ["/run", ["? 4: Say what to do. => /run help"]],
    ["/run fx", ["? 5: There is no command or workflow `fx` here. Did you mean `fix`? => /run fix"]],
    ["/run cancle all", ["? 5: There is no command or workflow `cancle` here. Did you mean `cancel`? => /run cancel all"]],
    ["/run fx --stpe plan", [expect.stringContaining("=> /run fix --step plan")]],
    ["/run something", ["? 5: There is no command or workflow `something` here."]],
    ["/run:fix now", ["? 5: There is no command `fix`. => /run fix now"]],
    ["/run run fx", ["? 9: There is no workflow `fx` here. Did you mean `fix`? => /run run fix"]],
    ["/run run", ["? 8: The workflow is missing."]],
    ["/run --dry-run", ["? 14: The workflow is missing."]],
    ["/run --dry-run cancel", ["? 15: Options come after the command: `cancel` comes first. => /run cancel --dry-run"]],
    ["/run tell", ["? 9: The text is missing. It can also be on the lines below."]],
    ["/run help fx", [expect.stringContaining("=> /run help fix")]],
  ])("%j is answered with %j", (comment, expected) => {
    expect(told(comment)).toEqual(expected);
  });

  it.each([
    ["/run stop", ["/run cancel"]],
    ["/run again", ["/run retry"]],
    ["/run cancel gh-4-1a2b3c4d wrong issue", ["/run cancel gh-4-1a2b3c4d wrong issue"]],
    ["/run cancel `gh-thread12-1A2B`", ["/run cancel gh-thread12-1a2b"]],
    ["/run status gh-72d3162e-cc78-11e3-81ab-4c9367dc0958-0", ["/run status gh-72d3162e-cc78-11e3-81ab-4c9367dc0958-0"]],
    ["/run retry RUN_01jxw5kq7v.", ["/run retry run_01jxw5kq7v"]],
    ["/run cancel 01JXW5KQ7V", ["/run cancel run_01jxw5kq7v"]],
    ["/run cancel gh is down", ["/run cancel -- gh is down"]],
    ["/run cancel ALL", ["/run cancel all"]],
    ["/run cancel all --dry-run", ["/run cancel all --dry-run"]],
    ["/run cancel all of this is wrong", ["/run cancel -- all of this is wrong"]],
    ["/run help Cancel", ["/run help cancel"]],
    ["/run help stop", ["/run help cancel"]],
    ["/run --help", ["/run help"]],
    ["/run fix --help", ["/run help fix"]],
    ["/run fix --dry-run --help", ["/run help fix"]],
    ["/run tell --help", ["/run help tell"]],
    ["/run cancel --help", ["/run help cancel"]],
    ["/run tell\nUse the new API.", ["/run tell"]],
  ])("%j says %j", (comment, expected) => {
    expect(told(comment)).toEqual(expected);
  });

  it("are a command before they are a workflow of the same name", () => {
    const change = { workflows: [{ name: "cancel", summary: null }] };
    expect(told("/run cancel\n/run run cancel\n/run --dry-run cancel", change)).toEqual([
      "/run cancel",
      "/run run cancel",
      expect.stringContaining("=> /run cancel --dry-run"),
    ]);
  });

  it("name any workflow while the workflows are not known", () => {
    expect(told("/run anything goes", { workflows: null })).toEqual(["/run anything goes"]);
  });

  it("find a workflow whatever the case, as it was declared", () => {
    const workflows = ["Fix-CI", "fix"].map((name) => ({ name, summary: null }));
    expect(told("/run FIX\n/run fix-ci", { workflows })).toEqual(["/run fix", "/run Fix-CI"]);
  });

  it("are nobody's slip when they are very long", () => {
    const name = "x".repeat(100);
    expect(told(`/run ${name}y`, { workflows: [{ name, summary: null }] })).toEqual([expect.not.stringContaining("Did you mean")]);
  });

  it("quote nothing of the comment that would do something in the answer", () => {
    expect(told("/run `@acme/everyone`")).toEqual(["? 5: There is no command or workflow `@acme/everyone` here."]);
    expect(told(`/run ${"x".repeat(500)}`)).toEqual([`? 5: There is no command or workflow \`${"x".repeat(40)}…\` here.`]);
  });
});

describe("a command that joins the catalogue", () => {
  const approve: CommandEntry = {
    summary: "Approve what waits for it.",
    aliases: ["ok"],
    words: [],
    text: { name: "note", summary: "Kept.", required: false },
    options: {
      sha: { type: "word", value: "commit", example: "commit", summary: "Only this commit." },
      method: { type: "choice", value: "method", example: "method", choices: ["squash", "merge"], summary: "How it is merged." },
    },
    changes: true,
    permission: "maintain",
    requesterMay: false,
    examples: ["approve"],
  };
  const change = { catalogue: { ...COMMANDS, approve } };

  it.each([
    ["/run ok", ["/run approve"]],
    ["/run approve --sha abc1234 --method SQUASH", ["/run approve --sha abc1234 --method squash"]],
    ["/run aprove", [expect.stringContaining("=> /run approve")]],
    ["/run approve --method sqash", [expect.stringContaining("=> /run approve --method squash")]],
    ["/run approve --method rebase", ["? 22: `rebase` is not a value of `--method`. It is one of `squash`, `merge`."]],
    ["/run help ok", ["/run help approve"]],
  ])("needs one entry: %j", (comment, expected) => {
    expect(told(comment, change)).toEqual(expected);
  });
});

describe("a command's type", () => {
  it("follows from its name", () => {
    const [saying] = say("/run fix --step plan --set a=1");
    if (!saying || !isCommand(saying, "run")) throw new Error("no run");
    const workflow: string = saying.words.workflow;
    const steps: readonly string[] = saying.options.step;
    expect([workflow, steps, saying.options.set]).toEqual(["fix", ["plan"], { a: "1" }]);
    expect(isCommand(saying, "cancel")).toBe(false);
  });
});
