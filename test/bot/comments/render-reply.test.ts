// The one answer to a comment, as people read it.
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseCommentLines } from "../../../src/bot/comments/parse-comment-lines.ts";
import { type ReplyPart, renderReply } from "../../../src/bot/comments/render-reply.ts";
import { COMMANDS } from "../../../src/core/commands/catalogue.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import { decidePermission } from "../../../src/core/commands/permission.ts";
import { toCommandHelp, toTopicHelp } from "../../../src/core/views/command-help.ts";
import { createRenderer } from "../../../src/rendering/create-renderer.ts";
import { givenGrammar } from "../../support/given-grammar.ts";

const renderer = createRenderer({ directory: fileURLToPath(new URL("../../../templates", import.meta.url)) });
const READER = { permission: "read", isRequester: false } as const;
const MAINTAINER = { permission: "maintain", isRequester: false } as const;

function toMistakes(comment: string): readonly ReplyPart[] {
  return parseComment(parseCommentLines(comment), givenGrammar()).flatMap((saying): ReplyPart[] =>
    saying.type === "mistake" ? [{ type: "mistake", mistake: saying }] : [],
  );
}

describe("the answer to a comment", () => {
  it("is nothing when there is nothing to say", () => {
    expect(renderReply(renderer, [])).toBeNull();
  });

  it("shows a mistake, and what would work", () => {
    expect(renderReply(renderer, toMistakes("/run fix --stpe plan"))).toMatchInlineSnapshot(`
      "There is no option \`--stpe\`. Did you mean \`--step\`? To write it as text, put \`--\` before it.

      \`\`\`text
      /​run fix --stpe plan
               ^
      \`\`\`

      This would work:

      \`\`\`text
      /run fix --step plan
      \`\`\`"
    `);
  });

  it("is one for several commands, and names those that were not tried", () => {
    const parts: readonly ReplyPart[] = [{ type: "answer", text: "The run was cancelled.\n" }, ...toMistakes("/run nothing")];
    expect(renderReply(renderer, parts, ["/run status", "/run tell `x`"])).toMatchInlineSnapshot(`
      "The run was cancelled.

      ---

      There is no command or workflow \`nothing\` here.

      \`\`\`text
      /​run nothing
           ^
      \`\`\`

      Not tried, because an earlier command failed: \`/run status\`, \`\` /run tell \`x\` \`\`. To try the rest anyway, add \`--keep-going\` to the one that failed."
    `);
  });

  it("names the permission that is missing", () => {
    const refusal = decidePermission(COMMANDS.pause, READER);
    if (refusal === null) throw new Error("permitted");
    expect(
      renderReply(renderer, [{ type: "not-permitted", command: "/run pause", requester: false, isForAll: false, refusal }]),
    ).toMatchInlineSnapshot(`
      "\`/run pause\` needs \`write\` permission on this repository. You have \`read\`.
      Someone with \`admin\` permission can give you more, in the repository's settings."
    `);
    const forAll = { ...refusal, needs: "maintain", has: "write" } as const;
    const say = (isForAll: boolean) =>
      renderReply(renderer, [{ type: "not-permitted", command: "/run pause", requester: false, isForAll, refusal: forAll }]);
    expect([say(true), say(false)].map((told) => told?.includes("Without `all`"))).toEqual([true, false]);
    const stranger = { ...refusal, needs: "write", has: "none" } as const;
    expect(
      renderReply(renderer, [{ type: "not-permitted", command: "/run cancel", requester: true, isForAll: false, refusal: stranger }]),
    ).toMatchInlineSnapshot(`
      "\`/run cancel\` needs \`write\` permission on this repository unless you asked for the run. You have none.
      Someone with \`admin\` permission can give you more, in the repository's settings."
    `);
  });

  it("lists what a maintainer may do", () => {
    expect(renderReply(renderer, [{ type: "help", help: toCommandHelp(givenGrammar(), MAINTAINER) }])).toMatchInlineSnapshot(`
      "**Workflows**

      - \`/run fix\`: Fixes what the issue reports.
      - \`/run plan\`

      **Commands**

      - \`/run cancel [run] [reason]\`: Stop a run now. Its branch and its log stay. Also \`/run stop\`.
      - \`/run retry [run] [instructions]\`: Retry a run that has ended. Also \`/run again\`.
      - \`/run pause [scope] [reason]\`: Start nothing more here until it is resumed. A run that has started continues to its end, unless it is cancelled.
      - \`/run resume [scope]\`: Let work start again.
      - \`/run status [run]\`: Show where the work here stands.
      - \`/run queue\`: Show what is running and waiting, in order.
      - \`/run why\`: Explain why work here did or did not start.
      - \`/run tell <text>\`: Tell the agent something. It reads it at its next turn, or takes one more turn for it.
      - \`/run config\`: Show the settings that apply here, and where each comes from.
      - \`/run help [topic]\`: Show what you can do here.

      \`/run help <name>\` shows more about one of them. Instead of \`/run\` you can write \`@yardmaster\`."
    `);
  });

  it("says so when there is nothing that a person may do", () => {
    const help = toCommandHelp(givenGrammar(), { permission: "none", isRequester: false });
    expect(renderReply(renderer, [{ type: "help", help }])).toMatchInlineSnapshot(
      `"There is nothing you can ask for here. Someone with \`admin\` permission can change that."`,
    );
  });

  it("tells all about one command", () => {
    const help = toTopicHelp(givenGrammar(), "cancel", READER);
    if (help === null) throw new Error("no help");
    expect(renderReply(renderer, [{ type: "topic", help }])).toMatchInlineSnapshot(`
      "\`/run cancel [run] [--dry-run] [reason]\`

      Stop a run now. Its branch and its log stay. Also \`/run stop\`.

      - \`run\`: A run's id or the beginning of it, or \`all\`. Without it, the run of this thread.
      - \`--dry-run\`: Show what would happen, and change nothing.
      - \`--keep-going\`: Continue with the comment's other commands if this one fails.
      - \`--help\`: Show what the command takes.
      - \`reason\`: Shown with the run.

      \`\`\`text
      /run cancel
      /run cancel all
      \`\`\`

      You cannot use this command here: it needs \`write\` permission unless you asked for the run."
    `);
  });

  it("makes nothing of what a workflow says of itself", () => {
    const summary = "@ann <!-- yardmaster:run/x --> <img src=https://evil.test> ![x](https://evil.test) **b**";
    const grammar = givenGrammar({ workflows: [{ name: "evil", summary }] });
    const topic = toTopicHelp(grammar, "evil", MAINTAINER);
    if (topic === null) throw new Error("no help");
    const help = toCommandHelp(grammar, MAINTAINER);
    const parts: readonly ReplyPart[] = [
      { type: "topic", help: topic },
      { type: "help", help },
    ];
    for (const part of parts) {
      const answer = renderReply(renderer, [part]);
      expect(answer).toContain(String.raw`\<img src=`);
      expect(answer).not.toMatch(/@ann|<!--|!\[x\]|\*\*b/);
    }
  });

  it("gives no command itself, whatever it quotes", () => {
    const parts = toMistakes("/run fx\n\n/run nothing @everyone\n\n/run help x```y");
    expect(parts).toHaveLength(3);
    const answer = renderReply(renderer, [...parts, { type: "help", help: toCommandHelp(givenGrammar(), MAINTAINER) }], ["/run fix"]) ?? "";
    expect(parseComment(parseCommentLines(answer), givenGrammar({ shortVerbs: ["cancel"] }))).toEqual([]);
  });
});
