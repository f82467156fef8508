// The desk of resources on a real store: what is stored, what is not, and what comes of several who apply at once.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resourceStream } from "../../../src/core/ids.ts";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { applyResourceEvents, findResource, NO_RESOURCES, type ResourceEvent, toDeclarations } from "../../../src/core/resources/state.ts";
import type { ResourceDesk } from "../../../src/runtime/resources/resource-desk.ts";
import type { Store } from "../../../src/store/store.ts";
import { anAgent, apply, aTemplate, aWorkflow, declared, remove, sync } from "../../core/resources/declared.ts";
import { createDesks, type Desks } from "./desks.ts";

let desks: Desks;
let desk: ResourceDesk;
let store: Store;

beforeEach(async () => {
  desks = createDesks();
  ({ desk, store } = await desks.open());
});
afterEach(() => desks.dispose());

async function readEvents(from: Store): Promise<readonly ResourceEvent[]> {
  const stored = await from.read(resourceStream("site"), 0);
  expect(stored.map(({ version }) => version)).toEqual(stored.map((_, index) => index + 1));
  return stored.map(({ data }) => data as ResourceEvent);
}

describe("the desk", () => {
  it("stores what is applied, for whoever opens the store next", async () => {
    const { changes } = await desk.submit(apply([aTemplate("a"), aTemplate("b")]));
    expect(changes.map(({ change }) => change)).toEqual(["created", "created"]);
    const next = await desks.open();
    expect(await next.desk.load()).toEqual(await desk.load());
    expect(toDeclarations(await next.desk.load())).toEqual([aTemplate("a"), aTemplate("b")]);
  });

  it("stores nothing for a preview, and nothing at all when there is an obstacle", async () => {
    const preview = await desk.preview(apply([aTemplate("a")]));
    expect([preview.changes, preview.obstacles]).toEqual([[{ label: "steptemplate/a", project: "default", change: "created" }], []]);
    const refused = await desk.submit(apply([aTemplate("a"), aWorkflow("w", ["code"])]));
    expect(refused.obstacles).toMatchObject([{ label: "workflow/w", path: "spec.steps[0].id" }]);
    expect(await readEvents(store)).toEqual([]);
  });

  it("stores nothing for what is unchanged", async () => {
    await desk.submit(apply([aTemplate("a")]));
    await desk.submit(apply([aTemplate("a")]));
    await desk.submit(remove("StepTemplate", "none"));
    expect(await readEvents(store)).toHaveLength(1);
  });

  it("sees what another process stored before it decides that there is nothing to do", async () => {
    const other = await desks.open();
    await desk.submit(apply([aTemplate("a")]));
    await other.desk.submit(apply([aTemplate("a", { prompt: "theirs" })]));
    expect((await desk.submit(apply([aTemplate("a")]))).changes).toMatchObject([{ change: "updated" }]);
    await other.desk.submit(remove("StepTemplate", "a"));
    expect((await desk.submit(apply([aTemplate("a")]))).changes).toMatchObject([{ change: "created" }]);
  });

  it("loads its rules for what is given and for all that is declared, by whomever", async () => {
    const judged: string[][] = [];
    const watched = await desks.open((resources) => judged.push(resources.map(({ metadata }) => metadata.name)));
    await desk.submit(apply([aTemplate("a")]));
    await desk.submit(sync("repository", [aTemplate("a", { origin: "repository" })]));
    await watched.desk.preview(apply([aTemplate("b")]));
    await watched.desk.submit(apply([aTemplate("b")]));
    await watched.desk.submit(remove("StepTemplate", "b"));
    expect(judged).toEqual([
      ["b", "a", "a"],
      ["b", "a", "a"],
      ["a", "a", "b"],
    ]);
  });

  it("starts again from a snapshot with the same state, layers and revisions included", async () => {
    const many = Array.from({ length: 250 }, (_, index) => aTemplate(`t${index}`));
    await desk.submit(sync("repository", [aTemplate("t0", { origin: "repository", prompt: "lower" })]));
    await desk.submit(apply(many));
    await desk.submit(apply([aTemplate("t7", { prompt: "later" })]));
    const { desk: next, store: theirs } = await desks.open();
    expect(await theirs.loadSnapshot(resourceStream("site"))).not.toBeNull();
    expect(await next.load()).toEqual(await desk.load());
    expect((await next.load()).resources.get("default/steptemplate/t0")?.declarations).toHaveLength(2);
    expect((await next.submit(apply(many.slice(8)))).changes.every(({ change }) => change === "unchanged")).toBe(true);
  });

  it("seals every declaration anew in one commit, also one that is overridden, and nobody's revision changes", async () => {
    await desk.submit(sync("repository", [aTemplate("a", { origin: "repository" })]));
    await desk.submit(apply([aTemplate("a"), anAgent("x", [])]));
    const { version, resources } = await desk.load();
    const toNew = (resource: Resource) => ({ ...resource, spec: { prompt: `new from ${resource.source.origin}` } });
    await desk.reseal(async () => (resource) => (resource.kind === "StepTemplate" ? toNew(resource) : resource));
    expect((await readEvents(store)).filter(({ type }) => type === "resources.resealed")).toHaveLength(1);
    const after = await desk.load();
    expect(toDeclarations(after).map(({ spec }) => spec["prompt"])).toEqual(["new from apply", "new from repository", undefined]);
    expect(after.version).toBe(version);
    for (const [key, { revision }] of after.resources) expect(revision).toBe(resources.get(key)?.revision);
  });
});

describe("one resource of many", () => {
  const KEYS = ["a", "b", "c"].map((name) => `default/steptemplate/${name}`);
  const step = fc.oneof(
    fc.tuple(fc.constantFrom("a", "b", "c"), fc.string()).map(([name, prompt]) => apply([aTemplate(name, { prompt })])),
    fc.constantFrom("a", "b", "c").map((name) => remove("StepTemplate", name)),
    fc.subarray(["a", "b", "c"]).map((names) =>
      sync(
        "repository",
        names.map((name) => aTemplate(name, { origin: "repository" })),
      ),
    ),
  );

  it("is found as it would be among all of them, whatever was applied, deleted and synchronised", async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const mine = createDesks();
      try {
        const { desk: one } = await mine.open();
        for (const command of steps) await one.submit(command);
        const { desk: next } = await mine.open();
        const { resources, synced } = await one.load();
        expect(await Promise.all(KEYS.map((key) => next.find(key)))).toEqual(KEYS.map((key) => resources.get(key) ?? null));
        expect(await next.loadSynced()).toEqual(synced);
      } finally {
        await mine.dispose();
      }
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it("is found with what an earlier release left, and from the next synchronisation of what is built in without asking the stream", async () => {
    await desk.submit(apply([aTemplate("a"), aTemplate("b")]));
    await store.forget({ streams: [], documents: [{ collection: resourceStream("site"), id: "default/steptemplate/a" }] });
    expect(await desk.find("default/steptemplate/a")).toMatchObject({ revision: 1 });
    await desk.submit(sync("builtin", [aTemplate("c", { origin: "builtin" })]));
    const { store: theirs } = await desks.open();
    expect(await theirs.getDocument(resourceStream("site"), "default/steptemplate/a")).toMatchObject({ body: { revision: 1 } });
  });
});

describe("secrets at the desk", () => {
  const secrets = (data: Readonly<Record<string, string>>) => declared("SecretStore", "keys", { data });
  const stored = async () => findResource(await desk.load(), "default/secretstore/keys")?.spec["data"];

  it("are sealed before anything is remembered", async () => {
    await desk.submit(apply([secrets({ A: "hunter2" })]));
    expect(await stored()).toEqual({ A: { $sealed: "2retnuh" } });
    expect(JSON.stringify(await readEvents(store))).not.toContain("hunter2");
  });

  it("stay what they are where a mask stands, and a new one beside it is taken", async () => {
    await desk.submit(apply([secrets({ A: "one", B: "two" })]));
    const { changes } = await desk.submit(apply([secrets({ A: "***", C: "three" })]));
    expect(changes).toMatchObject([{ change: "updated" }]);
    expect(await stored()).toEqual({ A: { $sealed: "eno" }, C: { $sealed: "eerht" } });
    expect((await desk.submit(apply([secrets({ A: "***", C: "***" })]))).changes).toMatchObject([{ change: "unchanged" }]);
  });

  it("are refused as a mask that stands for nothing", async () => {
    const { obstacles } = await desk.submit(apply([secrets({ A: "***" })]));
    expect(obstacles).toMatchObject([{ label: "secretstore/keys", path: "spec.data.A", message: expect.stringContaining("masked") }]);
    expect(await readEvents(store)).toEqual([]);
  });
});

describe("several who apply at once", () => {
  const NAMES = ["a", "b", "c", "d", "e"];
  const part = fc.subarray(NAMES, { minLength: 1 });

  it("lose nothing: each resource is as the last of them left it, and the events have no gaps", async () => {
    const property = fc.asyncProperty(
      fc.array(part, { minLength: 2, maxLength: 8 }),
      fc.array(part, { minLength: 2, maxLength: 8 }),
      async (ours, theirs) => {
        const mine = createDesks();
        try {
          const [one, two] = [await mine.open(), await mine.open()];
          const answers = await Promise.all([
            ...ours.map((names, round) => one.desk.submit(apply(names.map((name) => written(name, `ours ${round}`))))),
            ...theirs.map((names, round) => two.desk.submit(apply(names.map((name) => written(name, `theirs ${round}`))))),
          ]);
          const events = await readEvents(one.store);
          expect(events).toHaveLength(answers.reduce((sum, answer) => sum + answer.events.length, 0));
          const state = applyResourceEvents(NO_RESOURCES, events);
          expect(await one.desk.load()).toEqual(state);
          expect(await two.desk.load()).toEqual(state);
          for (const key of state.resources.keys()) expect(await two.desk.find(key)).toEqual(state.resources.get(key));
          for (const name of NAMES) expectLastOfEither(name, state, { ours, theirs });
        } finally {
          await mine.dispose();
        }
      },
    );
    await fc.assert(property, { numRuns: 15 });
  });

  it("overwrite no change that they have not seen: of many who saw the same, one comes through", async () => {
    await desk.submit(apply([aTemplate("t")]));
    const others = await Promise.all(Array.from({ length: 4 }, () => desks.open()));
    const expected = { "default/steptemplate/t": 1 };
    const answers = await Promise.all(
      others.map((other, index) => other.desk.submit(apply([aTemplate("t", { prompt: `from ${index}` })], { expected }))),
    );
    expect(answers.filter(({ obstacles }) => obstacles.length === 0)).toHaveLength(1);
    expect(answers.flatMap(({ obstacles }) => obstacles.map(({ message }) => message))).toEqual(
      Array(3).fill("was changed by someone else meanwhile"),
    );
    expect(await readEvents(store)).toHaveLength(2);
  });

  it("cannot break what one of them needs: a workflow comes, or its agent goes, never both", async () => {
    await desk.submit(apply([anAgent("coder", ["code"])]));
    const other = await desks.open();
    const [came, went] = await Promise.all([desk.submit(apply([aWorkflow("w", ["code"])])), other.desk.submit(remove("Agent", "coder"))]);
    expect([came, went].filter(({ obstacles }) => obstacles.length > 0)).toHaveLength(1);
  });
});

function written(name: string, by: string): Resource {
  return aTemplate(name, { prompt: by });
}

interface Rounds {
  readonly ours: readonly (readonly string[])[];
  readonly theirs: readonly (readonly string[])[];
}

/** Whoever comes last within one desk is known; which desk comes last is not. */
function expectLastOfEither(name: string, state: Awaited<ReturnType<ResourceDesk["load"]>>, { ours, theirs }: Rounds): void {
  const last = (rounds: readonly (readonly string[])[], by: string) => {
    const round = rounds.findLastIndex((names) => names.includes(name));
    return round < 0 ? [] : [`${by} ${round}`];
  };
  const possible: readonly (string | undefined)[] = [...last(ours, "ours"), ...last(theirs, "theirs")];
  const found = findResource(state, `default/steptemplate/${name}`)?.spec["prompt"] as string | undefined;
  expect(possible.length === 0 ? [undefined] : possible).toContain(found);
}
