// Deliveries, stored before they are answered: once each, in order, through errors and restarts, until they are forgotten.
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { Handled, PendingDelivery } from "../../../src/runtime/inbox/perform-delivery.ts";
import { delivery, givenInbox, turns } from "../../support/given-inbox.ts";

const HANDLED: Handled = { as: "handled", note: null };
const DAY_MS = 24 * 3600 * 1000;
const unavailable = () => new YardmasterError("forge.unavailable", "asking the forge: 502");

function recorder(answer: (delivery: PendingDelivery) => Handled | Promise<Handled> = () => HANDLED) {
  const handled: string[] = [];
  return {
    handled,
    async handle(given: PendingDelivery): Promise<Handled> {
      handled.push(given.guid);
      return await answer(given);
    },
  };
}

describe("a delivery", () => {
  it("is handled once, with what it said", async () => {
    const given = await givenInbox();
    const seen: PendingDelivery[] = [];
    const inbox = await given.open(async (pending) => {
      seen.push(pending);
      return { as: "handled", note: "started a run" };
    });
    await inbox.start();
    expect(await inbox.accept(delivery("a", { message: { type: "push", n: 1 } }))).toEqual({ outcome: "accepted" });
    await given.settle(inbox);
    expect(seen).toEqual([{ guid: "a", event: "issues.labeled", key: "repository/1#1", message: { type: "push", n: 1 } }]);
    expect(await inbox.find("a")).toMatchObject({ status: "handled", note: "started a run" });
    expect((await given.store.status()).pendingEffects).toBe(0);
    await inbox.stop(0);
  });

  it("that comes again is nothing new, whether it is stored, under way or handled", async () => {
    const given = await givenInbox();
    const { handled, handle } = recorder();
    const inbox = await given.open(handle);
    const both = await Promise.all([inbox.accept(delivery("a")), inbox.accept(delivery("a"))]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["accepted", "duplicate"]);
    await inbox.start();
    await given.settle(inbox);
    expect(await inbox.accept(delivery("a"))).toEqual({ outcome: "duplicate" });
    await given.settle(inbox);
    expect(handled).toEqual(["a"]);
    await inbox.stop(0);
  });

  it("that says the same under another id is a replay, at once and later", async () => {
    const given = await givenInbox();
    const { handled, handle } = recorder();
    const inbox = await given.open(handle);
    const replay = (guid: string) => inbox.accept(delivery(guid, { digest: "same" }));
    const [first, second] = await Promise.all([replay("a"), replay("b")]);
    expect([first, second]).toEqual([
      { outcome: "accepted" },
      { outcome: "ignored", reason: "it says the same as delivery a, under another id" },
    ]);
    await inbox.start();
    await given.settle(inbox);
    expect(await replay("c")).toMatchObject({ outcome: "ignored" });
    expect(handled).toEqual(["a"]);
    await inbox.stop(0);
  });

  it("that somebody may honestly repeat is taken again where nothing came of it, and not where something did", async () => {
    const given = await givenInbox();
    const { handled, handle } = recorder(({ guid }) => (guid === "a" ? { as: "ignored", note: "not permitted" } : HANDLED));
    const inbox = await given.open(handle);
    await inbox.start();
    const press = async (guid: string) => {
      const accepted = await inbox.accept(delivery(guid, { digest: "same", isRepeatable: true }));
      await given.settle(inbox);
      return accepted.outcome;
    };
    expect([await press("a"), await press("b"), await press("c")]).toEqual(["accepted", "accepted", "ignored"]);
    expect(handled).toEqual(["a", "b"]);
    await inbox.stop(0);
  });

  it("that is ignored keeps its reason and nothing it said", async () => {
    const given = await givenInbox();
    const { handled, handle } = recorder();
    const inbox = await given.open(handle);
    await inbox.start();
    const ignored = delivery("a", { ignored: "we did it ourselves", message: { secret: "x" } });
    expect(await inbox.accept(ignored)).toEqual({ outcome: "ignored", reason: "we did it ourselves" });
    await given.settle(inbox);
    expect(handled).toEqual([]);
    expect(await inbox.list({ key: "repository/1#1", limit: 5 })).toMatchObject([
      { guid: "a", status: "ignored", note: "we did it ourselves" },
    ]);
    expect(JSON.stringify(await given.store.readFeed(0, 10))).not.toContain("secret");
    await inbox.stop(0);
  });

  it("is listed by its key alone", async () => {
    const given = await givenInbox();
    const inbox = await given.open(recorder().handle);
    await inbox.accept(delivery("a", { key: "repository/1" }));
    await inbox.accept(delivery("b", { key: "repository/1#1" }));
    await inbox.accept(delivery("c", { key: "repository/1" }));
    const listed = await inbox.list({ key: "repository/1", limit: 5 });
    expect(listed.map(({ guid }) => guid)).toEqual(["c", "a"]);
  });

  it("is refused when too many wait, and ignored ones are not counted", async () => {
    const given = await givenInbox();
    const inbox = await given.open(recorder().handle, { mostPending: 2 });
    await inbox.accept(delivery("a"));
    await inbox.accept(delivery("b"));
    await expect(inbox.accept(delivery("c"))).rejects.toMatchObject({ code: "inbox.full", retryable: true });
    expect(await inbox.accept(delivery("d", { ignored: "nothing to do" }))).toMatchObject({ outcome: "ignored" });
    expect(inbox.pending).toBe(2);
  });
});

describe("an error", () => {
  it("that may pass is met by trying again with growing waits, and the lane waits", async () => {
    const given = await givenInbox();
    const at: number[] = [];
    const { handled, handle } = recorder(({ guid }) => {
      if (guid !== "a") return HANDLED;
      at.push(given.clock.now());
      if (at.length < 4) throw unavailable();
      return HANDLED;
    });
    const inbox = await given.open(handle);
    await inbox.start();
    for (const guid of ["a", "b"]) await inbox.accept(delivery(guid));
    await inbox.accept(delivery("other", { key: "repository/2" }));
    await given.settle(inbox);
    expect(handled).toEqual(["a", "other", "a", "a", "a", "b"]);
    expect(at.map((each) => each - (at[0] ?? 0))).toEqual([0, 1_000, 3_000, 7_000]);
    await inbox.stop(0);
  });

  it("that says when it will pass is met by trying again then", async () => {
    const given = await givenInbox();
    const at: number[] = [];
    const { handle } = recorder(() => {
      at.push(given.clock.now());
      if (at.length < 3) throw new YardmasterError("forge.unavailable", "asking the forge: a limit", { retryAfterMs: 40_000 });
      return HANDLED;
    });
    const inbox = await given.open(handle);
    await inbox.start();
    await inbox.accept(delivery("a"));
    await given.settle(inbox);
    expect(at.map((each) => each - (at[0] ?? 0))).toEqual([0, 40_000, 80_000]);
    await inbox.stop(0);
  });

  it("that will not pass ends the delivery at once, and the next one has its turn", async () => {
    const given = await givenInbox();
    const { handled, handle } = recorder(({ guid }) => {
      if (guid === "a") throw new YardmasterError("forge.refused", "writing a comment: the thread is locked");
      return HANDLED;
    });
    const inbox = await given.open(handle);
    await inbox.start();
    for (const guid of ["a", "b"]) await inbox.accept(delivery(guid));
    await given.settle(inbox);
    expect(handled).toEqual(["a", "b"]);
    expect(await inbox.find("a")).toMatchObject({ status: "failed", note: "forge.refused: writing a comment: the thread is locked" });
    await inbox.stop(0);
  });

  it("that lasts ends the delivery after hours; delivered again, it is tried again", async () => {
    const given = await givenInbox();
    let isDown = true;
    const { handled, handle } = recorder(() => {
      if (isDown) throw unavailable();
      return HANDLED;
    });
    const inbox = await given.open(handle);
    await inbox.start();
    const began = given.clock.now();
    await inbox.accept(delivery("a"));
    await given.settle(inbox, 10_000);
    const hours = (given.clock.now() - began) / 3_600_000;
    expect([handled.length, Math.round(hours)]).toEqual([30, 2]);
    expect(await inbox.find("a")).toMatchObject({ status: "failed" });
    isDown = false;
    expect(await inbox.accept(delivery("a"))).toEqual({ outcome: "accepted" });
    await given.settle(inbox);
    expect(await inbox.find("a")).toMatchObject({ status: "handled", rounds: 2 });
    await inbox.stop(0);
  });

  it("of an unknown kind is tried a few times only", async () => {
    const given = await givenInbox();
    const { handled, handle } = recorder(() => {
      throw new TypeError("undefined is not a function");
    });
    const inbox = await given.open(handle);
    await inbox.start();
    await inbox.accept(delivery("a"));
    await given.settle(inbox);
    expect(handled).toHaveLength(5);
    expect(await inbox.find("a")).toMatchObject({ status: "failed", note: "TypeError: undefined is not a function" });
    await inbox.stop(0);
  });
});

describe("a restart", () => {
  it("handles what waited, in the order in which it came", async () => {
    const given = await givenInbox(1);
    const before = await given.open(recorder().handle);
    for (const guid of ["d", "b", "c", "a"]) await before.accept(delivery(guid, { key: guid === "c" ? "repository/2" : "repository/1" }));
    const { handled, handle } = recorder();
    const inbox = await given.open(handle);
    expect(inbox.pending).toBe(4);
    await inbox.accept(delivery("e", { key: "repository/1" }));
    await inbox.start();
    await given.settle(inbox);
    expect(handled.filter((guid) => guid !== "c")).toEqual(["d", "b", "a", "e"]);
    expect(handled).toContain("c");
    await inbox.stop(0);
  });

  it("takes up what a dead server had in hand", async () => {
    const given = await givenInbox();
    const dead = await given.open(() => new Promise(() => {}));
    await dead.start();
    await dead.accept(delivery("a"));
    await turns();
    const { handled, handle } = recorder();
    const inbox = await given.open(handle);
    await inbox.start();
    await given.settle(inbox);
    expect(handled).toEqual(["a"]);
    await inbox.stop(0);
  });

  it("hands back what does not end in time, without counting it as a failure", async () => {
    const given = await givenInbox();
    const reasons: unknown[] = [];
    const slow = await given.open(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reasons.push(signal.reason);
            reject(new Error("stopped"));
          });
        }),
    );
    await slow.start();
    await slow.accept(delivery("a"));
    await turns();
    const stopped = slow.stop(2_000);
    given.clock.advance(2_000);
    await stopped;
    expect(reasons).toEqual(["hand-back"]);
    const { handled, handle } = recorder();
    const inbox = await given.open(handle);
    await inbox.start();
    await given.settle(inbox);
    expect(handled).toEqual(["a"]);
    expect(given.logged.filter(({ level }) => level === "error")).toEqual([]);
    await inbox.stop(0);
  });
});

describe("forgetting", () => {
  it("takes what was settled four days ago, and never what waits", async () => {
    const given = await givenInbox();
    let isDown = false;
    const { handle } = recorder(({ guid }) => {
      if (guid === "stuck" && isDown) throw new YardmasterError("forge.refused", "no");
      return HANDLED;
    });
    const first = await given.open(handle);
    await first.start();
    for (const guid of ["a", "b"]) await first.accept(delivery(guid, { key: guid }));
    await first.accept(delivery("ignored", { ignored: "nothing to do" }));
    isDown = true;
    await first.accept(delivery("stuck"));
    await given.settle(first);
    await first.stop(0);
    const inbox = await given.open(handle);
    await inbox.accept(delivery("waits", { key: "w" }));

    given.clock.advance(2 * DAY_MS);
    await inbox.accept(delivery("stuck"));
    expect(await inbox.forgetOld()).toBe(0);
    given.clock.advance(2.5 * DAY_MS);
    expect(await inbox.forgetOld()).toBe(3);
    const left = await given.store.readFeed(0, 100);
    expect([...new Set(left.map(({ stream }) => stream))].sort()).toEqual(["delivery/stuck", "delivery/waits"]);
    expect(await given.store.countDocuments("deliveries")).toEqual({ pending: 2 });
    expect(await given.store.countDocuments("delivery-bodies")).toEqual({ body: 2 });
    await inbox.start();
    await given.settle(inbox);
    await inbox.stop(0);
    given.clock.advance(4.1 * DAY_MS);
    expect(await inbox.forgetOld()).toBe(2);
    expect((await given.store.status()).events).toBe(0);
  });

  it("keeps for a year that a body came which names no time", async () => {
    const given = await givenInbox();
    const { handled, handle } = recorder();
    const arrive = async (guid: string) => {
      const inbox = await given.open(handle);
      await inbox.forgetOld();
      await inbox.start();
      const accepted = await inbox.accept(delivery(guid, { digest: "same", isTimeless: true }));
      await given.settle(inbox);
      await inbox.stop(0);
      return accepted.outcome;
    };
    expect(await arrive("a")).toBe("accepted");
    given.clock.advance(300 * DAY_MS);
    expect(await arrive("b")).toBe("ignored");
    given.clock.advance(100 * DAY_MS);
    expect(await arrive("c")).toBe("accepted");
    expect(handled).toEqual(["a", "c"]);
  });
});
