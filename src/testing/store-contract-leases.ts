// Contract cases about named leases and workers.
import assert from "node:assert/strict";
import {
  batch,
  claimed,
  claimNow,
  effect,
  effectId,
  otherWorker,
  type StoreCase,
  start,
  TTL_MS,
  toClaim,
  worker,
} from "./store-contract-fixture.ts";

const NAME = "server";

export const leaseCases: readonly StoreCase[] = [
  {
    name: "gives a free lease, and answers the holder to anyone else",
    async run({ store, openAnother }) {
      const other = await openAnother();
      assert.equal(await store.readLease(NAME), null);
      const lease = { name: NAME, holder: worker, token: 1, info: { pid: 17, host: "a" }, expired: false };
      assert.deepEqual(await store.acquireLease(NAME, worker, TTL_MS, { pid: 17, host: "a" }), { acquired: true, lease });
      assert.deepEqual(await other.acquireLease(NAME, otherWorker, TTL_MS, { pid: 18 }), { acquired: false, lease });
      assert.deepEqual(await other.readLease(NAME), lease);
    },
  },
  {
    name: "keeps the token when the holder acquires its lease again",
    async run({ store, advance }) {
      await store.acquireLease(NAME, worker, TTL_MS, {});
      advance(TTL_MS - 1);
      assert.equal((await store.acquireLease(NAME, worker, TTL_MS, {})).lease.token, 1);
      advance(TTL_MS - 1);
      assert.equal((await store.readLease(NAME))?.expired, false);
    },
  },
  {
    name: "lets an expired lease be taken, with a higher token, and refuses the old holder's renewal",
    async run({ store, advance }) {
      await store.acquireLease(NAME, worker, TTL_MS, {});
      advance(TTL_MS);
      assert.equal((await store.readLease(NAME))?.expired, true);
      const { acquired, lease } = await store.acquireLease(NAME, otherWorker, TTL_MS, {});
      assert.deepEqual([acquired, lease.holder, lease.token], [true, otherWorker, 2]);
      assert.equal(await store.renewLease(NAME, worker, TTL_MS), false);
      await store.releaseLease(NAME, worker);
      assert.equal((await store.readLease(NAME))?.holder, otherWorker);
    },
  },
  {
    name: "keeps a renewed lease alive",
    async run({ store, advance }) {
      await store.acquireLease(NAME, worker, TTL_MS, {});
      advance(TTL_MS - 1);
      assert.equal(await store.renewLease(NAME, worker, TTL_MS), true);
      advance(TTL_MS - 1);
      assert.equal((await store.acquireLease(NAME, otherWorker, TTL_MS, {})).acquired, false);
      assert.equal(await store.renewLease("no such", worker, TTL_MS), false);
    },
  },
  {
    name: "frees a released lease at once, and its token goes on growing",
    async run({ store }) {
      await store.acquireLease(NAME, worker, TTL_MS, {});
      await store.releaseLease(NAME, worker);
      assert.equal(await store.readLease(NAME), null);
      assert.equal(await store.renewLease(NAME, worker, TTL_MS), false);
      const { acquired, lease } = await store.acquireLease(NAME, otherWorker, TTL_MS, {});
      assert.deepEqual([acquired, lease.token], [true, 2]);
    },
  },
  {
    name: "lists workers with what they said of themselves, the expired ones marked",
    async run({ store, advance }) {
      await store.acquireLease(NAME, worker, TTL_MS, {});
      await store.registerWorker(worker, 10, { host: "a" });
      await store.registerWorker(otherWorker, TTL_MS, { host: "b" });
      advance(10);
      assert.deepEqual(
        (await store.workers()).map(({ holder, info, expired }) => ({ holder, info, expired })),
        [
          { holder: worker, info: { host: "a" }, expired: true },
          { holder: otherWorker, info: { host: "b" }, expired: false },
        ],
      );
    },
  },
  {
    name: "frees what a retired worker had claimed and refuses to renew it",
    async run({ store }) {
      const claim = toClaim(await claimed(store));
      assert.deepEqual(await store.retireWorker(worker), ["work"]);
      assert.deepEqual(await store.dueEffects(10), ["work"]);
      assert.deepEqual(await store.workers(), []);
      assert.equal(await store.renewWorker(worker, TTL_MS), false);
      assert.equal(await store.complete(claim), false);
      assert.deepEqual(await store.retireWorker(worker), []);
    },
  },
  {
    name: "reaps only the workers whose lease ran out",
    async run({ store, advance }) {
      await store.registerWorker(worker, TTL_MS, {});
      await store.registerWorker(otherWorker, TTL_MS, {});
      await start(store, effect("x"), effect("y"));
      await store.append(batch({ expectedVersion: 1, effects: [effect("z")] }));
      await claimNow(store, "x");
      await claimNow(store, "y", otherWorker);
      await claimNow(store, "z");
      assert.deepEqual(await store.reapWorkers(), []);
      advance(TTL_MS - 1);
      assert.equal(await store.renewWorker(otherWorker, TTL_MS), true);
      advance(1);
      assert.deepEqual(await store.reapWorkers(), ["x", "z"]);
      assert.equal(await store.renewWorker(worker, TTL_MS), false);
      assert.deepEqual(
        (await store.workers()).map(({ holder }) => holder),
        [otherWorker],
      );
      assert.equal(await store.claim(effectId("y"), otherWorker), null);
    },
  },
];
