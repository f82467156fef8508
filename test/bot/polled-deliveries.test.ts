// What was polled enters the inbox as a delivery, and is told apart from a webhook that says the same.
import { describe, expect, it } from "vitest";
import { createPolledActivity, createRepeatFinder, type PolledHappening } from "../../src/bot/polled-deliveries.ts";
import { createReceive } from "../../src/bot/receive-delivery.ts";
import { exampleOf } from "../support/example-deliveries.ts";
import { givenInbox } from "../support/given-inbox.ts";

const LABELLED = exampleOf("issues", "labeled", { installation: { id: 1 } });
const HAPPENED: PolledHappening = {
  kind: "event",
  id: 12,
  at: 5,
  event: "issues",
  load: async () => ({ payload: LABELLED, editedBy: [] }),
};
const PLACE = { installation: 1, repository: 186853002 };

async function given() {
  const world = await givenInbox();
  const handled: string[] = [];
  const trouble = { is: null as Error | null };
  const inbox = await world.open(async (delivery) => {
    const repeated = await findRepeat(delivery);
    if (repeated !== null) return { as: "ignored", note: repeated };
    if (trouble.is !== null) throw trouble.is;
    handled.push(delivery.guid);
    return { as: "handled", note: null };
  });
  const findRepeat = createRepeatFinder(inbox);
  const settings = { appId: 1, login: "yardmaster[bot]", allowedBots: [] };
  // Recorded in that year: by today it would be too old to be heard.
  const clock = { ...world.clock, now: () => Date.UTC(2019, 4, 16) };
  const receive = createReceive({ settings, clock, accept: inbox.accept });
  await inbox.start();
  return { ...world, inbox, handled, trouble, receive };
}

describe("what was polled", () => {
  it("is taken in once, in the words of a webhook", async () => {
    const { inbox, handled, receive, settle } = await given();
    const activity = createPolledActivity({ read: async () => [HAPPENED] }, receive);
    for (let look = 0; look < 2; look += 1) {
      for (const happening of (await activity.read(PLACE, 0)) ?? []) await happening.take();
    }
    await settle(inbox);
    expect(handled).toEqual(["event-12"]);
    expect(await inbox.find("event-12")).toMatchObject({ event: "issues.labeled", key: "repository/186853002#1", status: "handled" });
    await inbox.stop(0);
  });

  it("is left alone when what it was about is gone, and not asked for when it had better not be", async () => {
    const { handled, inbox, receive, settle } = await given();
    const gone = createPolledActivity({ read: async () => [{ ...HAPPENED, load: async () => null }] }, receive);
    for (const happening of (await gone.read(PLACE, 0)) ?? []) await happening.take();
    await settle(inbox);
    expect(handled).toEqual([]);
    expect(await createPolledActivity({ read: async () => null }, receive).read(PLACE, 0)).toBeNull();
    await inbox.stop(0);
  });

  it("is kept with those who changed its words since", async () => {
    const { inbox, receive, settle } = await given();
    const edited = { ...HAPPENED, load: async () => ({ payload: LABELLED, editedBy: ["eve"] }) };
    for (const happening of (await createPolledActivity({ read: async () => [edited] }, receive).read(PLACE, 0)) ?? [])
      await happening.take();
    await settle(inbox);
    expect(await inbox.loadMessage("event-12")).toMatchObject({ knock: { editedBy: ["eve"] } });
    await inbox.stop(0);
  });

  it("and comes by a webhook too is handled once, whichever is first", async () => {
    for (const order of [
      ["event-12", "a-guid"],
      ["a-guid", "event-12"],
    ]) {
      const { inbox, handled, receive, settle } = await given();
      for (const guid of order) {
        const isPolled = guid === "event-12";
        await receive({ guid, event: "issues", payload: { ...LABELLED, ...(isPolled && { polled: true }) } });
      }
      await settle(inbox);
      expect(handled).toEqual([order[0]]);
      expect(await inbox.find(order[1] ?? "")).toMatchObject({ status: "ignored", note: order[0] });
      await inbox.stop(0);
    }
  });

  it("is handled when the webhook that said the same was given up", async () => {
    const { inbox, handled, trouble, receive, settle } = await given();
    trouble.is = new TypeError("ours");
    await receive({ guid: "a-guid", event: "issues", payload: LABELLED });
    await settle(inbox);
    trouble.is = null;
    await receive({ guid: "event-12", event: "issues", payload: { ...LABELLED, polled: true } });
    await settle(inbox);
    expect(handled).toEqual(["event-12"]);
    await inbox.stop(0);
  });
});
