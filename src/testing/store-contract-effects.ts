// Contract cases about the outbox: claims, fencing, cancelling, due times.
import assert from "node:assert/strict";
import type { Store } from "../store/store.ts";
import {
  batch,
  claimed,
  claimNow,
  document,
  effect,
  effectId,
  event,
  otherWorker,
  type StoreCase,
  start,
  streamA,
  TTL_MS,
  toClaim,
  worker,
} from "./store-contract-fixture.ts";

async function pending(store: Store): Promise<number> {
  return (await store.status()).pendingEffects;
}

export const effectCases: readonly StoreCase[] = [
  {
    name: "commits events, effects and documents together",
    async run({ store }) {
      await store.append(batch({ events: [event("one")], effects: [effect("x"), effect("y")], documents: [document("a")] }));
      assert.equal((await store.read(streamA, 0)).length, 1);
      assert.deepEqual(await store.dueEffects(10), ["x", "y"]);
      assert.notEqual(await store.getDocument("runs", "a"), null);
    },
  },
  {
    name: "leaves an effect whose id exists already as it is",
    async run({ store }) {
      await claimed(store);
      const again = { ...effect("work", 99), data: { type: "another" } };
      assert.equal((await store.append(batch({ expectedVersion: 1, effects: [again, effect("new"), effect("new")] }))).outcome, "appended");
      assert.equal(await pending(store), 2);
      assert.equal(await store.claim(effectId("work"), worker), null);
      await store.retireWorker(worker);
      await store.registerWorker(otherWorker, TTL_MS, {});
      assert.equal((await claimNow(store, "work", otherWorker)).data.type, "agent.start-turn");
    },
  },
  {
    name: "gives an effect to one worker only",
    async run({ store, openAnother }) {
      const other = await openAnother();
      await store.registerWorker(worker, TTL_MS, {});
      await other.registerWorker(otherWorker, TTL_MS, {});
      await start(store, effect("work"));
      const claims = await Promise.all([
        store.claim(effectId("work"), worker),
        store.claim(effectId("work"), worker),
        other.claim(effectId("work"), otherWorker),
      ]);
      const won = claims.filter((claim) => claim !== null);
      assert.equal(won.length, 1);
      const { token, ...rest } = won[0] ?? { token: 0 };
      assert.ok(token > 0);
      const data = { type: "agent.start-turn", of: "work" };
      assert.deepEqual(rest, { effect: "work", worker: won[0]?.worker, stream: streamA, data, cancelled: false });
      assert.deepEqual(await store.dueEffects(10), []);
      assert.equal(await store.claim(effectId("no such"), worker), null);
    },
  },
  {
    name: "gives nothing to a worker that is not registered or whose lease ran out",
    async run({ store, advance }) {
      await start(store, effect("work"));
      assert.equal(await store.claim(effectId("work"), worker), null);
      await store.registerWorker(worker, TTL_MS, {});
      advance(TTL_MS);
      assert.equal(await store.claim(effectId("work"), worker), null);
      assert.equal(await store.renewWorker(worker, TTL_MS), true);
      await claimNow(store, "work");
    },
  },
  {
    name: "writes under a claim, and completes the effect in the same commit",
    async run({ store }) {
      const claim = toClaim(await claimed(store));
      const appended = await store.append(batch({ expectedVersion: 1, events: [event("progress")], under: claim }));
      assert.deepEqual(appended, { outcome: "appended", version: 2 });
      assert.equal(await pending(store), 1);
      const done = batch({ expectedVersion: 2, events: [event("done")], effects: [effect("next")], under: claim, completes: true });
      assert.deepEqual(await store.append(done), { outcome: "appended", version: 3 });
      assert.deepEqual(await store.dueEffects(10), ["next"]);
      assert.equal(await pending(store), 1);
      assert.deepEqual(await store.append({ ...done, expectedVersion: 3 }), { outcome: "fenced" });
      assert.equal((await store.read(streamA, 0)).length, 3);
    },
  },
  {
    name: "keeps the claim when the append that would complete it meets a conflict",
    async run({ store }) {
      const claim = toClaim(await claimed(store));
      const early = batch({ expectedVersion: 0, events: [event("done")], under: claim, completes: true });
      assert.deepEqual(await store.append(early), { outcome: "conflict", version: 1 });
      assert.equal((await store.append({ ...early, expectedVersion: 1 })).outcome, "appended");
      assert.equal(await pending(store), 0);
    },
  },
  {
    name: "refuses the late result of a worker that was reaped, and gives the next claim a higher token",
    async run({ store, advance }) {
      const late = toClaim(await claimed(store));
      await store.registerWorker(otherWorker, TTL_MS * 2, {});
      advance(TTL_MS);
      assert.deepEqual(await store.reapWorkers(), ["work"]);
      const everything = { events: [event("late")], effects: [effect("late")], documents: [document("late")], under: late };
      assert.deepEqual(await store.append(batch({ expectedVersion: 1, ...everything })), { outcome: "fenced" });
      assert.deepEqual(await store.append(batch({ expectedVersion: 0, ...everything })), { outcome: "fenced" });
      const newest = await claimNow(store, "work", otherWorker);
      assert.ok(newest.token > late.token);
      for (const completes of [false, true]) {
        assert.deepEqual(await store.append(batch({ expectedVersion: 1, ...everything, completes })), { outcome: "fenced" });
      }
      await store.release(late, 0);
      assert.equal(await store.complete(late), false);
      assert.equal((await store.read(streamA, 0)).length, 1);
      assert.equal(await store.getDocument("runs", "late"), null);
      assert.deepEqual(await store.dueEffects(10), []);
      assert.equal(await store.complete(toClaim(newest)), true);
    },
  },
  {
    name: "refuses a claim that names another worker or another token",
    async run({ store }) {
      const claim = toClaim(await claimed(store));
      for (const stale of [
        { ...claim, worker: otherWorker },
        { ...claim, token: claim.token + 1 },
        { ...claim, effect: effectId("no such") },
      ]) {
        assert.deepEqual(await store.append(batch({ expectedVersion: 1, events: [event("x")], under: stale })), { outcome: "fenced" });
        assert.equal(await store.complete(stale), false);
      }
      assert.equal(await store.complete(claim), true);
      assert.equal(await store.complete(claim), false);
    },
  },
  {
    name: "never brings an old token back to life when an effect's id is used again",
    async run({ store }) {
      const old = toClaim(await claimed(store));
      const redo = batch({ expectedVersion: 1, events: [event("again")], effects: [effect("work")], under: old, completes: true });
      assert.equal((await store.append(redo)).outcome, "appended");
      const newest = await claimNow(store, "work");
      assert.ok(newest.token > old.token);
      assert.equal(await store.complete(old), false);
    },
  },
  {
    name: "gives a released effect again at its time, under a higher token",
    async run({ store, advance, now }) {
      const first = toClaim(await claimed(store));
      await store.release(first, now() + 500);
      assert.equal(await store.claim(effectId("work"), worker), null);
      assert.equal(await store.nextDueAt(), now() + 500);
      advance(500);
      const second = await claimNow(store, "work");
      assert.ok(second.token > first.token);
      assert.equal(await store.complete(first), false);
    },
  },
  {
    name: "offers effects oldest first when their time has come, and says when the next one is due",
    async run({ store, advance, now }) {
      assert.equal(await store.nextDueAt(), null);
      const soon = now() + 1000;
      await start(store, effect("third", soon + 1), effect("first", soon), effect("now"));
      await store.append(batch({ expectedVersion: 1, effects: [effect("also now", now())] }));
      assert.deepEqual(await store.dueEffects(10), ["now", "also now"]);
      assert.deepEqual(await store.dueEffects(1), ["now"]);
      assert.equal(await store.nextDueAt(), soon);
      await store.registerWorker(worker, TTL_MS, {});
      assert.equal(await store.claim(effectId("first"), worker), null);
      advance(1000);
      assert.deepEqual(await store.dueEffects(10), ["first", "now", "also now"]);
      assert.equal(await store.nextDueAt(), soon + 1);
      advance(1);
      assert.deepEqual(await store.dueEffects(2), ["third", "first"]);
      assert.equal(await store.nextDueAt(), null);
    },
  },
  {
    name: "removes an unclaimed effect that is cancelled",
    async run({ store }) {
      await start(store, effect("keep"), effect("stop"));
      await store.append(batch({ expectedVersion: 1, cancel: [effectId("stop"), effectId("no such")] }));
      assert.deepEqual(await store.dueEffects(10), ["keep"]);
      assert.equal(await pending(store), 1);
    },
  },
  {
    name: "marks a claimed effect that is cancelled for its worker, and for whoever claims it next",
    async run({ store }) {
      const claim = toClaim(await claimed(store));
      assert.deepEqual(await store.cancelledEffects(worker), []);
      await store.append(batch({ expectedVersion: 1, cancel: [effectId("work")] }));
      assert.deepEqual(await store.cancelledEffects(worker), ["work"]);
      assert.deepEqual(await store.cancelledEffects(otherWorker), []);
      await store.release(claim, 0);
      assert.deepEqual(await store.cancelledEffects(worker), []);
      const again = await claimNow(store, "work");
      assert.equal(again.cancelled, true);
      assert.equal(
        (await store.append(batch({ expectedVersion: 1, events: [event("stopped")], under: toClaim(again), completes: true }))).outcome,
        "appended",
      );
      assert.deepEqual(await store.cancelledEffects(worker), []);
    },
  },
  {
    name: "can cancel an effect and insert it anew in one append",
    async run({ store }) {
      await start(store, effect("work", 5));
      await store.append(batch({ expectedVersion: 1, cancel: [effectId("work")], effects: [effect("work")] }));
      await store.registerWorker(worker, TTL_MS, {});
      assert.equal((await claimNow(store, "work")).cancelled, false);
    },
  },
];
