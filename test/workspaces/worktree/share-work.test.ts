// Work that several wait for: each may leave, and the last one ends it.
import { expect, it } from "vitest";
import { shareWork } from "../../../src/workspaces/worktree/share-work.ts";

/** Never done by itself; `finish` does it, and its signal ends it. */
function open() {
  let finish: (value: string) => void = () => {};
  const shared = shareWork(
    (signal) =>
      new Promise<string>((resolve, reject) => {
        finish = resolve;
        signal.addEventListener("abort", () => reject(new Error("ended")));
      }),
  );
  return { shared, finish: (value: string) => finish(value) };
}

it("goes on for the others when one leaves", async () => {
  const { shared, finish } = open();
  const stop = new AbortController();
  const [first, other, patient] = [shared.join(stop.signal), shared.join(new AbortController().signal), shared.join()];
  stop.abort();
  await expect(first).rejects.toMatchObject({ code: "workspace.git" });
  expect(shared.isAbandoned()).toBe(false);
  finish("done");
  expect([await other, await patient]).toEqual(["done", "done"]);
});

it("is ended when the last one leaves, who waits for its end", async () => {
  const { shared } = open();
  const stops = [new AbortController(), new AbortController()];
  const waiting = stops.map(({ signal }) => shared.join(signal));
  for (const promise of waiting) promise.catch(() => {});
  stops[0]?.abort();
  await expect(waiting[0]).rejects.toMatchObject({ code: "workspace.git" });
  stops[1]?.abort();
  await expect(waiting[1]).rejects.toThrow("ended");
  expect(shared.isAbandoned()).toBe(true);
});

it("is not waited for by someone who has left before", async () => {
  const { shared } = open();
  await expect(shared.join(AbortSignal.abort())).rejects.toThrow("ended");
});

it("goes on for somebody who never leaves", async () => {
  const { shared, finish } = open();
  const patient = shared.join();
  await expect(shared.join(AbortSignal.abort())).rejects.toMatchObject({ code: "workspace.git" });
  finish("done");
  expect(await patient).toBe("done");
});
