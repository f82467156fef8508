// A pull request of ours is a draft while our own checks of it fail; what people open, or make a draft of, is theirs.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aStep, begin, done, failed, finished } from "../../core/run/past.ts";
import { createPresenceScene, type PresenceScene, toBranch } from "./scene.ts";

let scene: PresenceScene;
let issue: number;
beforeEach(async () => {
  scene = await createPresenceScene();
  issue = scene.repository.openIssue({ title: "Login times out" });
});
afterEach(async () => await scene.dispose());

const STEPS = [aStep("implement"), aStep("verify", { continueOnError: true })];

/** A run on the issue's branch, asked for there or in its pull request. */
async function live(run: string, thread: number, holds: boolean, draft = false): Promise<void> {
  await scene.ask(run, thread, { steps: STEPS, branch: toBranch(issue), draft });
  await scene.admit();
  await scene.prepare(run);
  await scene.work(run, "implement", { [`${run}.ts`]: run });
  await scene.tell(run, begin("verify"), holds ? done("verify") : failed("verify"), finished());
  await scene.settle();
}

const isDraft = (number = 2) => scene.repository.thread(number).pull?.isDraft;

describe("a pull request that was left as a draft", () => {
  it("becomes ready with a follow-up whose checks hold", async () => {
    scene.open();
    await live("r1", issue, false);
    expect(isDraft()).toBe(true);
    await live("r2", 2, false);
    expect(isDraft()).toBe(true);
    await live("r3", 2, true);
    expect(isDraft()).toBe(false);
  });

  it("becomes ready with the next run of the issue", async () => {
    scene.open();
    await live("r1", issue, false);
    await live("r2", issue, true);
    expect(isDraft()).toBe(false);
  });

  it("stays one when that is what was asked for", async () => {
    scene.open();
    await live("r1", issue, true, true);
    await live("r2", 2, true);
    expect(isDraft()).toBe(true);
  });

  it("becomes ready also when the process died before it was known that it is", async () => {
    const first = scene.open();
    await live("r1", issue, true);
    scene.lose(first);
    const second = scene.open({
      store: {
        ...scene.store,
        async putDocument(document) {
          if (isDraft()) throw new Error("the process is dead");
          await scene.store.putDocument(document);
        },
      },
    });
    await live("r2", 2, false);
    scene.lose(second);
    await second.stop();
    await scene.open().start();
    await scene.settle();
    expect(isDraft()).toBe(true);
    await live("r3", 2, true);
    expect(isDraft()).toBe(false);
  });
});

describe("a pull request that is ready", () => {
  it("becomes a draft with a follow-up whose checks fail", async () => {
    scene.open();
    await live("r1", issue, true);
    await live("r2", 2, false);
    expect(isDraft()).toBe(true);
  });

  it.each(["the pull request", "the issue"])("stays a draft that somebody made of it since it was ended in %s", async (place) => {
    scene.open();
    await live("r1", issue, false);
    await live("r2", place === "the issue" ? issue : 2, true);
    const { pull } = scene.repository.thread(2);
    if (pull) pull.isDraft = true;
    await live("r3", 2, true);
    expect(isDraft()).toBe(true);
  });
});

it.each([true, false])("a person's pull request stays as it is (draft: %s)", async (before) => {
  scene.repository.push(toBranch(issue), { "a.ts": "1" });
  const theirs = scene.repository.openPull({ title: "Mine", head: toBranch(issue), isDraft: before });
  scene.open();
  await live("r1", theirs, before);
  expect(isDraft(theirs)).toBe(before);
});
