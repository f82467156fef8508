// When a workflow file that has changed is taken: once it has come to rest, and once git has.
import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfiguration } from "../../src/app/configuration.ts";
import { followWorkflowFile } from "../../src/app/live/follow-workflow-file.ts";
import type { Repetition } from "../../src/app/live/repeat.ts";
import { createHandClock, type HandClock } from "../../src/testing/hand-clock.ts";
import { until } from "../support/until.ts";
import { type AYard, createAYard } from "./a-yard.ts";

let yard: AYard;
let clock: HandClock;
let followed: Repetition;
let taken: string[];
let told: (readonly string[])[];
let errors: unknown[];
beforeEach(async () => {
  yard = createAYard({ workflow: "name: first\n" });
  clock = createHandClock();
  taken = [];
  told = [];
  errors = [];
  const root = yard.repository.path;
  followed = followWorkflowFile({
    root,
    named: null,
    variables: {},
    clock,
    held: await loadConfiguration(root, null, {}),
    hasFile: true,
    async take({ workflow }) {
      taken.push(workflow.name);
      return [];
    },
    tell: (troubles) => told.push(troubles),
    onError: (error) => errors.push(error),
    watch: () => ({ close() {} }),
  });
});
afterEach(async () => {
  await followed.stop();
  await yard.dispose();
  expect(errors).toEqual([]);
});

/** Lets so much time pass, and waits for what that brings about. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await until(() => clock.waiting > 0);
}

describe("a workflow file that is followed", () => {
  it("is not taken while it stays what it is", async () => {
    for (let turn = 0; turn < 5; turn += 1) await pass(2_000);
    expect([taken, told.flat()]).toEqual([[], []]);
  });

  it("is taken when it was seen twice, so that one that is being written is not", async () => {
    await pass(2_000);
    await pass(2_000);
    for (const text of ["", "name: sec", "name: second\n"]) {
      yard.write("workflow.yaml", text);
      await pass(2_000);
    }
    expect(taken).toEqual([]);
    await pass(100);
    await until(() => taken.length > 0);
    expect(taken).toEqual(["second"]);
  });

  it("is not taken while git is at work, unless that git was killed long ago", async () => {
    const lock = join(yard.repository.path, ".git/index.lock");
    writeFileSync(lock, "");
    yard.write("workflow.yaml", "name: second\n");
    for (let turn = 0; turn < 5; turn += 1) await pass(2_000);
    expect(taken).toEqual([]);
    utimesSync(lock, 0, 0);
    await pass(2_000);
    await pass(100);
    await until(() => taken.length > 0);
    rmSync(lock);
    expect(taken).toEqual(["second"]);
  });

  it("is looked at again after a while when it came with another branch", async () => {
    yard.repository.commit("other", { "workflow.yaml": "name: theirs\n" });
    yard.repository.git("checkout", "--quiet", "other");
    await pass(2_000);
    await pass(100);
    await until(() => told.flat().length > 0);
    yard.repository.git("branch", "--force", "main", "other");
    await pass(2_000);
    expect(taken).toEqual([]);
    await pass(30_000);
    await pass(100);
    await until(() => taken.length > 0);
    expect([taken, told.at(-1)]).toEqual([["theirs"], []]);
  });
});
