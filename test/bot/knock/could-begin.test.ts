// Which knocks have a repository opened where nothing is under way.
import { describe, expect, it } from "vitest";
import { couldBegin } from "../../../src/bot/knock/could-begin.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";

const knock = (type: string, given: object = {}) => ({ type, ...given }) as Knock;
const comment = (body: string) => knock("comment.created", { comment: { body } });
const NEVER_USED = { isKnown: false, sources: null, mention: "yardmaster" };
const IDLE = { isKnown: true, sources: [], mention: "yardmaster" };

describe("in a repository that was never used", () => {
  it.each(["/run fix", "> quoted\n\n  /fix", "- [ ] (/run fix)", "Please, @YardMaster, mend it.", "see /etc/passwd"])(
    "%j may begin something",
    (body) => {
      expect(couldBegin(comment(body), NEVER_USED)).toBe(true);
    },
  );

  it.each(["Just a word.", "", "https://example.com/run/fix", "and/or", "1 / 2", "a/b/c"])("%j begins nothing", (body) => {
    expect(couldBegin(comment(body), NEVER_USED)).toBe(false);
  });

  it.each(["issue.labelled", "issue.assigned", "pull-request.opened", "pull-request.labelled", "push", "check.rerequested"])(
    "%s may begin something",
    (type) => {
      expect(couldBegin(knock(type), NEVER_USED)).toBe(true);
    },
  );

  it.each(["issue.closed", "issue.unlabelled", "pull-request.merged", "comment.deleted", "check.failed"])("%s begins nothing", (type) => {
    expect(couldBegin(knock(type), NEVER_USED)).toBe(false);
  });
});

describe("in a repository that was closed", () => {
  it("a plain comment is heard where a trigger waits for comments, or nobody knows", () => {
    expect(couldBegin(comment("A word."), IDLE)).toBe(false);
    expect(couldBegin(comment("A word."), { ...IDLE, sources: ["issue_commented"] })).toBe(true);
    expect(couldBegin(comment("A word."), { ...IDLE, sources: null })).toBe(true);
  });

  it("a merge is heard, since a branch of ours may go with it", () => {
    expect(couldBegin(knock("pull-request.merged"), IDLE)).toBe(true);
  });
});
