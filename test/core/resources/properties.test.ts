// What holds of applying, deleting and synchronising whatever the resources are and in whatever order they come.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideResources, type ResourceCommand } from "../../../src/core/resources/decide.ts";
import { findBrokenReferences } from "../../../src/core/resources/references.ts";
import { ORIGINS, type Origin, type Resource } from "../../../src/core/resources/resource.ts";
import {
  applyResourceEvents,
  findDeclaration,
  keyOf,
  NO_RESOURCES,
  type ResourceEvent,
  type ResourcesState,
} from "../../../src/core/resources/state.ts";
import { referencesOf } from "../../../src/resources/check/references-of.ts";
import { toStored } from "../../support/given.ts";
import {
  aDefinition,
  anAgent,
  anInstance,
  apply,
  aStore,
  aTemplate,
  aTrigger,
  aWorkflow,
  aWorkspace,
  type Different,
  declared,
  FACTS,
  remove,
  sync,
} from "./declared.ts";

const name = fc.constantFrom("a", "b", "c");
const names = fc.subarray(["a", "b", "c"]);
const project = fc.constantFrom("default", "default", "web");

/** Few names, so that resources meet; what they refer to is sometimes there. */
function resource(origin: Origin): fc.Arbitrary<Resource> {
  const where: fc.Arbitrary<Different> = fc.record({ project, line: fc.integer({ min: 1, max: 3 }) }).map((at) => ({ ...at, origin }));
  const made = (make: (name: string, at: Different) => Resource) => fc.tuple(name, where).map(([of, at]) => make(of, at));
  return fc.oneof(
    made((of, at) => aTemplate(of, at)),
    fc.tuple(name, where, fc.string({ maxLength: 3 })).map(([of, at, prompt]) => aTemplate(of, { ...at, prompt })),
    fc.tuple(name, names, where).map(([of, capabilities, at]) => anAgent(of, capabilities, at)),
    fc.tuple(name, names, where).map(([of, keys, at]) => aStore("EnvStore", of, keys, at)),
    fc
      .tuple(name, name, where)
      .map(([of, store, at]) => declared("Agent", of, { command: "x", env: [{ name: "K", refValue: { name: store, key: "a" } }] }, at)),
    fc.tuple(name, names, name, where).map(([of, steps, template, at]) => {
      return aWorkflow(of, [...steps, { id: "last", command: "true", template }], at);
    }),
    made((of, at) => aWorkspace(of, at)),
    fc.tuple(name, name, where).map(([of, workflow, at]) => aTrigger(of, workflow, "a", at)),
    made((of, at) => aDefinition(`Kind${of}`, at)),
    fc.tuple(name, name, where).map(([kind, of, at]) => anInstance(`Kind${kind}`, of, at)),
  );
}

function resources(origin: Origin) {
  return fc.uniqueArray(resource(origin), { selector: keyOf, maxLength: 12 });
}

const LOWER = ORIGINS.filter((origin) => origin !== "apply");
const command: fc.Arbitrary<ResourceCommand> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(resources("apply"), fc.boolean()).map(([all, prune]) => apply(all, { prune })) },
  { weight: 1, arbitrary: fc.constantFrom(...LOWER).chain((origin) => resources(origin).map((all) => sync(origin, all))) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom("Agent", "Workflow", "StepTemplate", "EnvStore"), name).map(([kind, of]) => remove(kind, of)),
  },
  { weight: 1, arbitrary: fc.constantFrom("default", "web").map((of) => remove("Project", of)) },
);

interface Life {
  readonly state: ResourcesState;
  readonly events: readonly ResourceEvent[];
}

/** What is refused as a whole is tried one by one, so that lives are rich. */
function toPieces(command: ResourceCommand): readonly ResourceCommand[] {
  return command.type === "resources.apply" ? [command, ...command.resources.map((each) => apply([each]))] : [command];
}

const life: fc.Arbitrary<Life> = fc.array(command, { maxLength: 8 }).map((commands) => {
  const events: ResourceEvent[] = [];
  let state = NO_RESOURCES;
  for (const each of commands.flatMap(toPieces)) {
    const decision = decideResources(each, state, FACTS);
    if (decision.obstacles.length > 0) continue;
    events.push(...decision.events);
    state = applyResourceEvents(state, decision.events);
  }
  return { state, events };
});

function toSorted(items: readonly object[]): readonly string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}

function applied(state: ResourcesState): readonly Resource[] {
  return [...state.resources.keys()].flatMap((key) => findDeclaration(state, key, "apply") ?? []);
}

describe("resources", () => {
  it("that are applied again are unchanged", () => {
    fc.assert(
      fc.property(life, resources("apply"), fc.boolean(), ({ state }, all, prune) => {
        const first = decideResources(apply(all, { prune }), state, FACTS);
        fc.pre(first.obstacles.length === 0);
        const second = decideResources(apply(all, { prune }), applyResourceEvents(state, first.events), FACTS);
        expect(second).toMatchObject({ events: [], obstacles: [], warnings: [] });
        expect(second.changes.map(({ change }) => change)).toEqual(all.map(() => "unchanged"));
      }),
    );
  });

  it("that are applied as they are stored change nothing", () => {
    fc.assert(
      fc.property(life, ({ state }) => {
        const { events, obstacles } = decideResources(apply(toStored(applied(state)), { prune: true }), state, FACTS);
        expect([events, obstacles]).toEqual([[], []]);
      }),
    );
  });

  it("come to the same in any order", () => {
    const shuffled = resources("apply").chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(life, shuffled, fc.boolean(), ({ state }, [all, other], prune) => {
        const [one, two] = [all, other].map((each) => decideResources(apply(each, { prune }), state, FACTS));
        expect(toSorted(one?.changes ?? [])).toEqual(toSorted(two?.changes ?? []));
        const withoutHints = (items: readonly object[] = []) => items.map((item) => ({ ...item, hint: null }));
        expect(toSorted(withoutHints(one?.warnings))).toEqual(toSorted(withoutHints(two?.warnings)));
        expect(one?.obstacles.length === 0).toBe(two?.obstacles.length === 0);
        const [after, otherAfter] = [one, two].map((decision) => applyResourceEvents(state, decision?.events ?? []));
        expect(toSorted(applied(after ?? NO_RESOURCES))).toEqual(toSorted(applied(otherAfter ?? NO_RESOURCES)));
      }),
    );
  });

  it("are what their events say, in whatever pieces those are read", () => {
    fc.assert(
      fc.property(life, fc.array(fc.nat({ max: 40 }), { maxLength: 5 }), ({ state, events }, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut < events.length).sort((a, b) => a - b), events.length];
        const pieces = places.slice(1).map((end, index) => toStored(events.slice(places[index], end)));
        expect(pieces.reduce(applyResourceEvents, NO_RESOURCES)).toEqual(state);
      }),
    );
  });

  it("never lose what they refer to unless someone forces it", () => {
    fc.assert(
      fc.property(life, ({ state }) => {
        const broken = findBrokenReferences(NO_RESOURCES, state, referencesOf);
        expect(broken.filter(({ severity }) => severity === "error")).toEqual([]);
      }),
    );
  });

  it("hold the declaration of the first origin that has one", () => {
    fc.assert(
      fc.property(life, ({ state }) => {
        for (const { declarations } of state.resources.values()) {
          const ranks = declarations.map(({ source }) => ORIGINS.indexOf(source.origin));
          expect(ranks).toEqual([...new Set(ranks)].sort((a, b) => a - b));
        }
      }),
    );
  });
});
