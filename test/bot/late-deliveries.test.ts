// Which deliveries may tell of something that was taken back: those that come late, and those that come after a younger word.
import { describe, expect, it } from "vitest";
import { createLateFinder } from "../../src/bot/late-deliveries.ts";
import type { DeliveryRecord } from "../../src/runtime/inbox/delivery-record.ts";

const MINUTE = 60_000;
const NOW = 1_700_000_000_000;

interface Told {
  readonly guid: string;
  readonly event: string;
  readonly at: number;
  readonly status?: DeliveryRecord["status"];
}

function toMessage({ guid, at, thread = 1 }: { readonly guid: string; readonly at: number; readonly thread?: number | null }) {
  return { version: 1, knock: { type: "issue.labelled", guid, at, thread } };
}

/** Whether what happened at that time is late, after all that was told. */
async function isLate(at: number, told: readonly Told[] = [], thread: number | null = 1): Promise<boolean> {
  const inbox = {
    list: async () => told.map(({ status = "handled", ...each }) => ({ ...each, status }) as unknown as DeliveryRecord),
    loadMessage: async (guid: string) => toMessage(told.find((each) => each.guid === guid) ?? { guid, at: 0 }),
  };
  const finder = createLateFinder(inbox, { now: () => NOW });
  return await finder({ guid: "this", key: "repository/9#1", message: toMessage({ guid: "this", at, thread }) });
}

describe("a delivery", () => {
  it("is late two minutes after what it tells of", async () => {
    expect(await isLate(NOW - 3 * MINUTE)).toBe(true);
    expect(await isLate(NOW - 3 * MINUTE, [], null)).toBe(true);
    expect(await isLate(NOW - MINUTE)).toBe(false);
  });

  const at = NOW - MINUTE;

  it.each(["issues.unlabeled", "issues.unassigned", "issues.closed", "issue_comment.deleted", "pull_request.unlabeled"])(
    "is as good as late after %s of the same time or later, since webhooks come in any order",
    async (event) => {
      expect(await isLate(at, [{ guid: "a", event, at }])).toBe(true);
      expect(await isLate(at, [{ guid: "a", event, at: at + 1 }])).toBe(true);
      expect(await isLate(at, [{ guid: "a", event, at: at - 1 }])).toBe(false);
    },
  );

  it("is not, for what takes nothing back, what waits behind it, and itself", async () => {
    expect(await isLate(at, [{ guid: "a", event: "issues.labeled", at: at + 1 }])).toBe(false);
    expect(await isLate(at, [{ guid: "a", event: "issues.unlabeled", at: at + 1, status: "pending" }])).toBe(false);
    expect(await isLate(at, [{ guid: "this", event: "issues.edited", at }])).toBe(false);
  });
});
