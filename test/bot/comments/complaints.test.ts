// What users of other bots complained about, as whole comments, read by the Markdown parser and by the grammar. Each names its thread.
import { describe, expect, it } from "vitest";
import { parseCommentLines } from "../../../src/bot/comments/parse-comment-lines.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import { printCommand } from "../../../src/core/commands/print-command.ts";
import { toCommandHelp } from "../../../src/core/views/command-help.ts";
import { toMistakeView } from "../../../src/core/views/command-mistake.ts";
import { givenGrammar } from "../../support/given-grammar.ts";

const GRAMMAR = givenGrammar();

function read(comment: string) {
  return parseComment(parseCommentLines(comment), GRAMMAR);
}

function printed(comment: string): readonly string[] {
  return read(comment).map((saying) => (saying.type === "command" ? printCommand(saying, GRAMMAR) : saying.type));
}

describe("complaints about other bots", () => {
  it.each([
    ["text after a command is refused (rust-lang/triagebot#284, #1685, #5)", "/run resume :tada:", ["/run resume -- :tada:"]],
    ["a command works only on the last line (kubernetes/test-infra#17289)", "/run fix\n\nThis is for the login.\n\ncc @ann", ["/run fix"]],
    ["a command works only when it is the whole comment (atlantis)", "Looks good to me.\n\n/run fix\n\nThank you!", ["/run fix"]],
    [
      "a stray blank loses everything (rust-lang/triagebot#1777)",
      "/run fix  --step  plan ,  implement ",
      ["/run fix --step plan,implement"],
    ],
    ["a command in a code fence runs (prow)", "Try this:\n\n```\n/run fix\n```", []],
    ["a command in a quotation runs again (claude-code-action)", "> /run fix\n\nWhy did this not start?", []],
    ["a word of a sentence starts an agent (claude-code-action)", "I would not /run fix here, and neither should @yardmaster.", []],
    ["a phone writes capitals (atlantis)", "/Run fix", ["/run fix"]],
    ["a phone writes long dashes and curved quotes", "/run fix —set target=“the login”", ['/run fix --set target="the login"']],
    ["the commands of another bot are answered (prow beside others)", "/retest\n/lgtm\n/approve", []],
    [
      "three quick commands lose the middle one (actions/runner#2227)",
      "/run fix\n/run plan\n/run status",
      ["/run fix", "/run plan", "/run status"],
    ],
    ["the bot reads its own advice as a command (openai/codex#37964)", "To try again, write `/run retry`.", []],
    ["a template's hidden text is read as a command (prow)", "<!-- write /run fix to start\n/run fix\n-->\nDone.", []],
  ])("%s", (_, comment, expected) => {
    expect(printed(comment)).toEqual(expected);
  });

  it("nobody can tell where parsing stopped (rust-lang/triagebot#2405)", () => {
    const [mistake] = read("Please:\n\n/run fix --stpe plan");
    if (mistake?.type !== "mistake") throw new Error("no mistake");
    expect(toMistakeView(mistake)).toMatchInlineSnapshot(`
      {
        "line": 3,
        "message": "There is no option \`--stpe\`. Did you mean \`--step\`? To write it as text, put \`--\` before it.",
        "shown": "/run fix --stpe plan
               ^",
        "suggestion": "/run fix --step plan",
      }
    `);
  });

  it("a list with one bad place is told as such, not dropped (rust-lang/triagebot#1777)", () => {
    expect(read("/run fix --step plan,,implement")).toMatchObject([{ type: "mistake", column: 16 }]);
  });

  it("help names commands that then fail (istio/istio#12962, dependabot/dependabot-core#14254)", () => {
    const { workflows } = toCommandHelp(GRAMMAR, { permission: "admin", isRequester: false });
    expect(workflows.map(({ usage }) => printed(usage))).toEqual([["/run fix"], ["/run plan"]]);
  });
});
