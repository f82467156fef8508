// What is kept of a repository that the App was taken out of, and for how long.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createLeftRepositories } from "../../../src/app/hosted/left-repositories.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";
import { givenInbox } from "../../support/given-inbox.ts";

const FOR_GOOD = { installation: 7, name: "acme/site", isForGood: true, wasIdle: false };
const FOR_NOW = { ...FOR_GOOD, isForGood: false };
const DAY_MS = 24 * 60 * 60_000;

async function given() {
  const { store, clock } = await givenInbox();
  const place = temporaryDirectory();
  onTestFinished(place.dispose);
  const kept = (id: number) => join(place.path, "repositories", String(id));
  for (const id of [1, 2]) {
    mkdirSync(join(kept(id), "data"), { recursive: true });
    writeFileSync(join(kept(id), "data", "store.db"), "");
    chmodSync(join(kept(id), "data"), 0o500);
  }
  const errors: string[] = [];
  const log = { info() {}, warn() {}, error: (_: unknown, message: string) => void errors.push(message) };
  const left = createLeftRepositories({ store, clock, log, directory: place.path });
  const listDue = async () => (await left.list()).flatMap(({ id, isDue }) => (isDue ? [id] : []));
  return { left, listDue, clock, errors, isKept: (id: number) => existsSync(kept(id)) };
}

it("goes seven days after it was left, however often it is told so", async () => {
  const { left, listDue, clock, isKept, errors } = await given();
  await left.note(1, FOR_GOOD);
  clock.advance(6 * DAY_MS);
  await left.note(1, FOR_GOOD);
  expect(await listDue()).toEqual([]);
  clock.advance(DAY_MS);
  expect(await listDue()).toEqual([1]);
  await left.remove(1);
  expect([isKept(1), isKept(2), await listDue(), errors]).toEqual([false, true, [], []]);
});

it("stays when the App comes back before", async () => {
  const { left, listDue, clock } = await given();
  await left.note(1, FOR_GOOD);
  await left.takeBack(1);
  clock.advance(8 * DAY_MS);
  expect(await listDue()).toEqual([]);
});

it("that was left for now goes seven days after its installation is gone, and only then", async () => {
  const { left, listDue, clock } = await given();
  await left.note(1, FOR_NOW);
  await left.note(2, { ...FOR_NOW, installation: 8 });
  clock.advance(8 * DAY_MS);
  expect(await listDue()).toEqual([]);
  await left.noteEnd(7);
  clock.advance(6 * DAY_MS);
  expect(await listDue()).toEqual([]);
  clock.advance(DAY_MS);
  expect(await listDue()).toEqual([1]);
});

it("is known by what it was when it was left first", async () => {
  const { left, clock } = await given();
  const since = clock.now();
  await left.note(1, { ...FOR_NOW, wasIdle: true });
  clock.advance(DAY_MS);
  await left.note(1, { installation: null, name: "", isForGood: true, wasIdle: false });
  expect(await left.find(1)).toEqual({ ...FOR_GOOD, id: 1, wasIdle: true, isDue: false, since });
});
