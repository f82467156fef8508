// GitHub's list of deliveries, read page by page, and each of them fetched.
import { describe, expect, it } from "vitest";
import { type AppClient, createDeliveryLog } from "../../src/bot/delivery-log.ts";
import type { ProvenDelivery } from "../../src/bot/receive-delivery.ts";

const ITEM = {
  id: 12345678,
  guid: "0b989ba4-242f-11e5-81e1-c7b6966d2516",
  delivered_at: "2026-05-04T12:00:00Z",
  redelivery: false,
  duration: 0.27,
  status: "OK",
  status_code: 200,
  event: "issues",
  action: "opened",
  installation_id: null,
  repository_id: null,
};

function client(answer: { data: unknown; headers?: Record<string, unknown> } | Error) {
  const asked: unknown[] = [];
  const received: ProvenDelivery[] = [];
  const made: AppClient = {
    async request(route, parameters) {
      const { request: _, ...rest } = parameters ?? {};
      asked.push([route, rest]);
      if (answer instanceof Error) throw answer;
      return { headers: {}, ...answer };
    },
  };
  const log = createDeliveryLog(made, async (delivery) => {
    received.push(delivery);
    return { outcome: "accepted" };
  });
  return { asked, received, log };
}

describe("the list of deliveries", () => {
  it("is asked for by its cursor, and what was answered well is what has a status of 2xx", async () => {
    const link = '<https://api.github.com/app/hook/deliveries?per_page=100&cursor=v1_99>; rel="next", <https://x.y/>; rel="prev"';
    const { asked, log } = client({
      data: [ITEM, { ...ITEM, id: 2, status: "failed to connect to host", status_code: 502 }],
      headers: { link },
    });
    const page = await log.list(null);
    expect(page).toEqual({
      attempts: [
        { id: 12345678, guid: ITEM.guid, at: Date.parse("2026-05-04T12:00:00Z"), isOk: true },
        { id: 2, guid: ITEM.guid, at: Date.parse("2026-05-04T12:00:00Z"), isOk: false },
      ],
      next: "v1_99",
    });
    await log.list(page.next);
    expect(asked).toEqual([
      ["GET /app/hook/deliveries", { per_page: 100 }],
      ["GET /app/hook/deliveries", { per_page: 100, cursor: "v1_99" }],
    ]);
  });

  it("ends where no next page is named", async () => {
    expect((await client({ data: [ITEM], headers: { link: "nonsense" } }).log.list(null)).next).toBeNull();
    expect((await client({ data: [] }).log.list(null)).next).toBeNull();
  });

  it("that cannot be had is an error that may pass", async () => {
    await expect(client(new Error("502 Bad Gateway")).log.list(null)).rejects.toMatchObject({ code: "forge.unavailable", retryable: true });
    await expect(client({ data: { message: "?" } }).log.list(null)).rejects.toMatchObject({ code: "forge.unavailable" });
  });
});

describe("a delivery that never arrived", () => {
  const payload = { action: "labeled" };
  const detail = { ...ITEM, request: { headers: { "X-GitHub-Event": "issues" }, payload }, response: { headers: {}, payload: "" } };
  const wanted = { guid: ITEM.guid, attempt: 7 };

  it("is fetched and taken in as what it is", async () => {
    const { asked, received, log } = client({ data: detail });
    await log.take(wanted);
    expect(asked).toEqual([["GET /app/hook/deliveries/{delivery_id}", { delivery_id: 7 }]]);
    expect(received).toEqual([{ guid: ITEM.guid, event: "issues", payload }]);
  });

  it("that is too old or gone, or larger than GitHub sends, will never be had", async () => {
    const gone = [404, 422].map((status) => client(Object.assign(new Error("Not Found"), { status })));
    const empty = client({ data: { ...detail, request: { headers: {}, payload: null } } });
    const large = client({ data: { ...detail, request: { payload: { body: "x".repeat(26 * 1024 ** 2) } } } });
    for (const { log, received } of [...gone, empty, large]) {
      await expect(log.take(wanted)).rejects.toMatchObject({ code: "forge.refused" });
      expect(received).toEqual([]);
    }
  });

  it("that cannot be had now may be had later", async () => {
    const limited = client(Object.assign(new Error("rate limit"), { status: 403 }));
    const another = client({ data: { ...detail, guid: "another" } });
    const strange = client({ data: { ...detail, event: "Issues/../" } });
    for (const { log, received } of [limited, another, strange]) {
      await expect(log.take(wanted)).rejects.toMatchObject({ code: "forge.unavailable", retryable: true });
      expect(received).toEqual([]);
    }
  });
});
