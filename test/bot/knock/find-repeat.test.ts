// When a knock says what another said: by a late webhook of what was polled, or by polling what a webhook told.
import { describe, expect, it } from "vitest";
import { canRepeat, findRepeat, type ToldKnock } from "../../../src/bot/knock/find-repeat.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const AT = 1_000 * MINUTE;

function label(what: "labelled" | "unlabelled", at: number, { by = "ann", name = "agent", pull = false } = {}): Knock {
  const type = `${pull ? "pull-request" : "issue"}.${what}`;
  return { type, label: name, at, sender: { login: by, type: "User", isBot: false } } as unknown as Knock;
}

function comment(id: number, at: number): Knock {
  return { type: "comment.created", comment: { id }, at, sender: { login: "ann" } } as unknown as Knock;
}

const webhook = (knock: Knock): ToldKnock => ({ knock, isPolled: false });
const polled = (knock: Knock): ToldKnock => ({ knock, isPolled: true });
const repeats = (told: ToldKnock, ...before: readonly ToldKnock[]) => findRepeat(told, before) !== null;

describe("a comment", () => {
  it("is the same by its number, whenever it is told", () => {
    expect(repeats(webhook(comment(5, AT)), polled(comment(5, AT + 90 * MINUTE)))).toBe(true);
    expect(repeats(polled(comment(5, AT)), webhook(comment(5, AT)))).toBe(true);
    expect(repeats(polled(comment(5, AT)), webhook(comment(6, AT)))).toBe(false);
  });
});

describe("a label that was found by asking", () => {
  it("repeats what was told of it at that time or later, whoever did it", () => {
    const found = polled(label("labelled", AT));
    expect(repeats(found, webhook(label("labelled", AT)))).toBe(true);
    expect(repeats(found, webhook(label("labelled", AT + 20 * MINUTE, { by: "ben", pull: true })))).toBe(true);
    expect(repeats(found, webhook(label("labelled", AT, { name: "Agent" })))).toBe(true);
  });

  it("is new after what was told of it before", () => {
    const found = polled(label("labelled", AT));
    expect(repeats(found, webhook(label("labelled", AT - 2 * MINUTE)))).toBe(false);
    expect(repeats(found, polled(label("labelled", AT - 30 * MINUTE)))).toBe(false);
    expect(repeats(found, webhook(label("unlabelled", AT)))).toBe(false);
    expect(repeats(found, webhook(label("labelled", AT, { name: "later" })))).toBe(false);
  });
});

describe("a label that a webhook tells of", () => {
  it("repeats what was found, also when the webhook shows a later change of the issue", () => {
    const found = polled(label("labelled", AT));
    for (const late of [-30 * SECOND, 0, 30 * SECOND, 45 * MINUTE])
      expect(repeats(webhook(label("labelled", AT + late)), found)).toBe(true);
  });

  it("is new when the label was taken off in between, when somebody else did it, or much later", () => {
    const found = polled(label("labelled", AT));
    const off = webhook(label("unlabelled", AT + 10 * MINUTE));
    expect(repeats(webhook(label("labelled", AT + 20 * MINUTE)), found, off)).toBe(false);
    expect(repeats(webhook(label("labelled", AT, { by: "ben" })), found)).toBe(false);
    expect(repeats(webhook(label("labelled", AT + 90 * MINUTE)), found)).toBe(false);
  });

  it("repeats no other webhook: the inbox knows these by their ids", () => {
    expect(repeats(webhook(label("labelled", AT)), webhook(label("labelled", AT)))).toBe(false);
  });
});

describe("what else is told", () => {
  it("is compared by what it is about", () => {
    const who = { sender: { login: "ann" }, at: AT };
    const assigned = { ...who, type: "issue.assigned", assignee: "ben" } as unknown as Knock;
    const unassigned = { ...who, type: "issue.unassigned", assignee: "ben" } as unknown as Knock;
    const closed = { ...who, type: "issue.closed" } as unknown as Knock;
    const reopened = { ...who, type: "issue.reopened" } as unknown as Knock;
    for (const knock of [assigned, unassigned, closed, reopened, label("unlabelled", AT), label("unlabelled", AT, { pull: true })]) {
      expect(repeats(webhook(knock), polled(knock))).toBe(true);
    }
    expect(repeats(webhook(assigned), polled(closed))).toBe(false);
    expect(repeats(webhook({ ...closed, at: AT + 10 * MINUTE }), polled(closed), polled({ ...reopened, at: AT + 5 * MINUTE }))).toBe(false);
  });

  it("is never told twice under two ids where polling does not tell it", () => {
    const push = { type: "push", at: AT } as unknown as Knock;
    expect(canRepeat(push)).toBe(false);
    expect(canRepeat(comment(5, AT))).toBe(true);
    expect(repeats(webhook(push), polled(push))).toBe(false);
  });
});
