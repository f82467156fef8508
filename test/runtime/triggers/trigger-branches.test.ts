// Which branch a trigger's work goes to, as its pull requests are merged or closed.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PullRequest } from "../../../src/forge/forge.ts";
import { createTriggerBranches } from "../../../src/runtime/triggers/trigger-branches.ts";
import { createTriggerWorld, type TriggerWorld } from "../../support/trigger-world.ts";

const NIGHTLY = { project: "default", name: "nightly" };
const FIRST = "yardmaster/trigger-nightly";

let world: TriggerWorld;
let states: Map<string, PullRequest["state"]>;
let asked: string[];

beforeEach(async () => {
  world = await createTriggerWorld();
  states = new Map();
  asked = [];
});
afterEach(() => world.dispose());

function find(): Promise<string> {
  const forge = {
    async fetchPullRequestOf(branch: string) {
      asked.push(branch);
      const state = states.get(branch);
      return state === undefined ? null : ({ state } as PullRequest);
    },
  };
  return createTriggerBranches({ ...world, forge }).find(NIGHTLY);
}

describe("a trigger's branch", () => {
  it("stays the same while its pull request is to come, open or merged", async () => {
    expect(await find()).toBe(FIRST);
    for (const state of ["open", "merged"] as const) {
      states.set(FIRST, state);
      expect(await find()).toBe(FIRST);
    }
    expect(asked).toHaveLength(3);
  });

  it("is another once its pull request was closed, and those before it are not asked about again", async () => {
    states.set(FIRST, "closed");
    expect(await find()).toBe(`${FIRST}@2`);
    states.set(FIRST, "open");
    states.set(`${FIRST}@2`, "closed");
    asked = [];
    expect(await find()).toBe(`${FIRST}@3`);
    expect(asked).toEqual([`${FIRST}@2`, `${FIRST}@3`]);
  });
});
