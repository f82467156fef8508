// When the workflow file of a default branch is taken: when it was fetched, when it holds, and once.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toBuiltInConfiguration } from "../../src/app/configuration.ts";
import { followCommittedFile } from "../../src/app/live/follow-committed-file.ts";
import type { Repetition } from "../../src/app/live/repeat.ts";
import { type Problem, YardmasterError } from "../../src/core/errors.ts";
import type { LoadedWorkflowFile } from "../../src/resources/workflow-file/read-workflow-file.ts";
import { createHandClock, type HandClock } from "../../src/testing/hand-clock.ts";
import { until } from "../support/until.ts";

const builtIn = toBuiltInConfiguration("/nowhere", {});
const named = (name: string): LoadedWorkflowFile => ({ ...builtIn, workflow: { ...builtIn.workflow, name } });

let clock: HandClock;
let followed: Repetition;
/** What the branch holds now; an error: it does not hold. */
let now: LoadedWorkflowFile | YardmasterError | null;
let refusal: YardmasterError | null;
let taken: string[];
let kept: number;
let told: (readonly string[])[];
let problems: readonly Problem[];

function follow(held: LoadedWorkflowFile | null): void {
  followed = followCommittedFile({
    clock,
    file: {
      held,
      builtIn,
      look: async () => ({
        version: now instanceof YardmasterError ? now.message : (now?.workflow.name ?? ""),
        async load() {
          if (now instanceof YardmasterError) throw now;
          return now;
        },
        async keep() {
          kept += 1;
        },
      }),
    },
    async take({ workflow }, isBuiltIn) {
      if (refusal !== null) throw refusal;
      taken.push(isBuiltIn ? "nothing" : workflow.name);
      return [];
    },
    tell: (troubles) => told.push(troubles),
    onErrors(found) {
      problems = found;
    },
    onError: (error) => {
      throw error;
    },
  });
}

beforeEach(() => {
  clock = createHandClock();
  [now, refusal, taken, kept, told, problems] = [null, null, [], 0, [], []];
});
afterEach(() => followed.stop());

describe("a committed workflow file", () => {
  it("is taken once, and kept when it holds", async () => {
    follow(null);
    now = named("first");
    await followed.now();
    await followed.now();
    expect([taken, kept, told.at(-1)]).toEqual([["first"], 1, []]);
  });

  it("that held before a restart is not taken again", async () => {
    now = named("first");
    follow(named("first"));
    await followed.now();
    expect([taken, kept]).toEqual([[], 0]);
  });

  it("that does not hold is told, and what held before is not touched", async () => {
    follow(named("first"));
    const problem = { file: "workflow.yaml", line: 3, column: 1, path: "agent", message: "is no agent", hint: null } as const;
    const found = [
      { ...problem, severity: "error" },
      { ...problem, severity: "warning" },
    ] as const;
    now = new YardmasterError("config.invalid", "reading workflow.yaml: it does not hold", { problems: found });
    await followed.now();
    expect([taken, problems]).toEqual([[], found.slice(0, 1)]);
    expect(told.at(-1)).toEqual(["workflow.yaml:3: agent is no agent", "what the workflow file said before stays in force"]);
    now = named("first");
    await followed.now();
    expect([taken, told.at(-1), problems]).toEqual([[], [], []]);
  });

  it("that was refused for what it needs is tried again after a while, without a push", async () => {
    follow(null);
    now = named("first");
    refusal = new YardmasterError("agent.not-found", "looking for the agent: codex is not there");
    await followed.now();
    expect(taken).toEqual([]);
    refusal = null;
    clock.advance(60_000);
    await until(() => taken.length > 0);
    expect([taken, kept]).toEqual([["first"], 1]);
  });

  it("that a commit took away says nothing any more", async () => {
    follow(named("first"));
    await followed.now();
    expect([taken, kept]).toEqual([["nothing"], 1]);
  });
});
