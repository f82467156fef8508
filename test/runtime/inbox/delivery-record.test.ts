// A delivery's line in lists, whichever version of the program wrote it.
import { expect, it } from "vitest";
import { toDeliveryRecord } from "../../../src/runtime/inbox/delivery-record.ts";

const DOCUMENT = { collection: "deliveries", id: "repository/1#2/a-guid", tag: "failed", at: 7 };

it("says what is known", () => {
  const body = { event: "push", note: "why", settledAt: 9, digest: "d", rounds: 2, more: true };
  expect(toDeliveryRecord({ ...DOCUMENT, body })).toEqual({
    ...{ guid: "a-guid", key: "repository/1#2", arrival: 7, status: "failed" },
    ...{ event: "push", note: "why", settledAt: 9, digest: "d", rounds: 2 },
  });
});

it("is there even when nothing of it is written as we would", () => {
  expect(toDeliveryRecord({ ...DOCUMENT, tag: "odd", body: { event: 1, rounds: "two" } })).toEqual({
    ...{ guid: "a-guid", key: "repository/1#2", arrival: 7, status: "pending" },
    ...{ event: "unknown", note: null, settledAt: null, digest: null, rounds: 1 },
  });
});
