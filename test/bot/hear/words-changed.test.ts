// What was found by asking, in words that somebody else changed since: it starts nothing unless they might have asked for it themselves.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { createHearing } from "../../../src/bot/hear/create-hearing.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import { isAtLeast } from "../../../src/core/commands/permission.ts";
import type { IssueEvent } from "../../../src/core/triggers/issue-event.ts";
import { aThreadYard, PULL } from "./a-thread-yard.ts";

const ISSUE = { ...PULL, pullRequest: null };

/** @returns what was done and what was started, where triggers ask for `write` */
async function hear(type: string, editedBy: readonly string[] | undefined, given: object, listens = true) {
  const permissions = { max: "maintain", ben: "write", rob: "read" } as const;
  const { yard, done, events } = aThreadYard({ thread: ISSUE, permissions, said: "/run mend" });
  const isHeard = ({ permission = "none" }: Pick<IssueEvent, "permission">) => listens && isAtLeast(permission, "write");
  const hearing = createHearing({
    yard: {
      ...yard,
      listens: async (event) => isHeard(event),
      listStarted: async (event) => (isHeard(event) ? ["mend"] : []),
      listWorkflows: async () => [{ name: "mend", summary: null }],
      loadCommandSettings: async () => ({ shortVerbs: [], refusals: "answer" }),
      acknowledge: async () => {},
      recall: async () => null,
      remember: async () => {},
      start: async ({ workflow }) => {
        done.push(`start ${workflow}`);
        return { ok: true, run: "run_2" };
      },
      pause: async () => {
        done.push("pause");
        return true;
      },
    },
    configuration: { ask: async () => {} },
    verb: "run",
    mention: "yardmaster",
    loadRenderer: openRenderer,
  });
  const sender = { login: "max", type: "User", isBot: false };
  const about = { guid: "comment-7", sender, at: 0, thread: 2, issue: ISSUE, ...(editedBy && { editedBy }), ...given };
  const nothing = await hearing.hear({ type, ...about } as unknown as Knock);
  const replies = done.filter((what) => what.startsWith("reply"));
  return { nothing, replies, started: [...events.map((event) => event.type), ...done.filter((what) => /^(?:start|pause)/.test(what))] };
}

function saying(body: string) {
  return { comment: { id: 7, body, author: "max", isByBot: false, url: "" } };
}

describe("words that somebody else changed since", () => {
  it.each<[string, object, string]>([
    ["issue.labelled", { label: "agent" }, "remove the label and add it again"],
    ["issue.assigned", { assignee: "bot" }, "assign it again"],
    ["comment.created", saying("Please deploy."), "ask again in a new comment"],
  ])("start nothing where they may not, on %s, and how to go on is said once", async (type, given, how) => {
    const { nothing, replies, started } = await hear(type, ["ben", "eve"], given);
    expect(started).toEqual([]);
    expect(nothing).toBe("'eve', who may not ask for this, changed the words after it was asked for");
    expect(replies).toEqual([expect.stringMatching(/^reply #2 words-changed\/comment-7: Nothing was started: `eve`/)]);
    expect(replies[0]).toContain(how);
  });

  it("start what was asked for where they may, and where nobody changed them", async () => {
    expect((await hear("issue.labelled", ["ben"], { label: "agent" })).started).toEqual(["issue_labelled"]);
    expect((await hear("issue.labelled", undefined, { label: "agent" })).started).toEqual(["issue_labelled"]);
  });

  it("give no command that they may not give, whoever wrote the comment first", async () => {
    const asked = async (by: string, body: string) => (await hear("comment.created", [by], saying(body), false)).started;
    expect(await asked("ben", "/run mend")).toEqual(["start mend"]);
    expect(await asked("ben", "/run pause all")).toEqual([]);
    expect(await asked("eve", "/run mend")).toEqual([]);
    expect(await asked("ghost", "/run mend")).toEqual([]);
  });

  it("give a command that who changed them may give as well", async () => {
    const { replies } = await hear("comment.created", ["rob"], saying("/run help"), false);
    expect(replies).toEqual([expect.stringContaining("reply #2 7:")]);
  });
});
