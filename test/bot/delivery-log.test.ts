// GitHub's list of deliveries, read page by page.
import { describe, expect, it } from "vitest";
import { type AppClient, createDeliveryLog } from "../../src/bot/delivery-log.ts";

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
  const made: AppClient = {
    async request(route, parameters) {
      asked.push([route, parameters]);
      if (answer instanceof Error) throw answer;
      return { headers: {}, ...answer };
    },
  };
  return { asked, log: createDeliveryLog(made) };
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

  it("will not have what is too old or gone delivered again", async () => {
    for (const status of [404, 422]) {
      const refused = client(Object.assign(new Error("Not Found"), { status }));
      await expect(refused.log.redeliver(7)).rejects.toMatchObject({ code: "forge.refused" });
    }
    const limited = client(Object.assign(new Error("rate limit"), { status: 403 }));
    await expect(limited.log.redeliver(7)).rejects.toMatchObject({ code: "forge.unavailable" });
  });

  it("is added to by asking for one once more", async () => {
    const { asked, log } = client({ data: {} });
    await log.redeliver(7);
    expect(asked).toEqual([["POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: 7 }]]);
  });
});
