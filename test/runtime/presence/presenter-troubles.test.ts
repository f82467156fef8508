// What people see of runs stays true when the forge is away, when processes die in the middle, and when there are two of them.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { createMemoryForge } from "../../../src/forge/memory/index.ts";
import { aStep, begin, cancel, done, failed, finished } from "../../core/run/past.ts";
import { createPresenceScene, MINUTE, type PresenceScene, SECOND, toBranch } from "./scene.ts";

let scene: PresenceScene;
let issue: number;
beforeEach(async () => {
  scene = await createPresenceScene();
  issue = scene.repository.openIssue({ title: "Login times out" });
});
afterEach(async () => await scene.dispose());

describe("a crash", () => {
  it.each(["putComment", "putPullRequest", "putCheck", "hideComment"] as const)(
    "between a write and its record leaves one of each (%s)",
    async (call) => {
      const patient = scene.open();
      await scene.ask("r0", issue);
      await scene.tell("r0", cancel(), finished());
      scene.lose(patient);
      const before = scene.writes(call);
      const first = scene.open({
        store: {
          ...scene.store,
          async putDocument(document) {
            if (scene.writes(call) > before) throw new Error("the process is dead");
            await scene.store.putDocument(document);
          },
        },
      });
      await scene.pass(SECOND);
      await scene.ask("r1", issue);
      await scene.live("r1");
      expect(scene.writes(call)).toBeGreaterThan(before);
      scene.lose(first);
      await first.stop();
      await scene.open().start();
      await scene.pass(MINUTE);
      expect(scene.comments(issue)).toEqual([expect.stringMatching(/^\(folded\) ⏹️/), "✅ **Done**: `fix` for `ana`, in 3 min."]);
      expect(scene.repository.checks).toMatchObject([{ status: "completed", conclusion: "success" }]);
      expect([...scene.repository.threads.values()].filter(({ pull }) => pull !== null)).toHaveLength(1);
    },
  );

  it("before anything was written is made up for", async () => {
    const first = scene.open();
    scene.repository.fail();
    await scene.ask("r1", issue);
    scene.lose(first);
    await first.stop();
    await scene.live("r1");
    expect(scene.comments(issue)).toEqual([]);
    await scene.open().start();
    await scene.settle();
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min."]);
  });

  it("does not hide runs that began while nobody looked", async () => {
    await scene.ask("r1", issue);
    await scene.open().start();
    await scene.settle();
    expect(scene.comments(issue)).toHaveLength(1);
  });

  it("is nothing to what was final: it is not written again", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.live("r1");
    const before = scene.writes();
    await scene.open().start();
    await scene.pass(MINUTE);
    expect(scene.writes()).toBe(before);
  });
});

describe("two presenters at once", () => {
  it("never post two of anything", async () => {
    scene.open();
    scene.open();
    await scene.ask("r1", issue);
    await scene.live("r1");
    await scene.pass(MINUTE);
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min."]);
    expect(scene.repository.checks).toHaveLength(1);
    expect([...scene.repository.threads.values()].filter(({ pull }) => pull !== null)).toHaveLength(1);
  });
});

describe("a forge that is away", () => {
  it("is told the end within fifteen seconds of answering again", async () => {
    scene.open();
    await scene.ask("r1", issue);
    scene.repository.fail({ times: 3 });
    await scene.live("r1");
    await scene.pass(15 * SECOND);
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min."]);
    expect(scene.repository.checks).toHaveLength(1);
  });

  it("is tried again after growing waits, however long it takes", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.tell("r1", cancel());
    scene.repository.fail({ times: 14 });
    await scene.tell("r1", finished());
    const failures = () => scene.log.filter((line) => line.startsWith("showing a run:")).length;
    await scene.pass(2 * MINUTE);
    expect(failures()).toBe(6);
    await scene.pass(60 * MINUTE);
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^⏹️ \*\*Cancelled\*\*: /)]);
  });

  it("is not asked more often because more happens", async () => {
    const { forge, calls } = scene.counting();
    scene.open({ forge });
    scene.repository.fail({ times: 1000 });
    await scene.ask("r1", issue);
    await scene.admit();
    await scene.prepare("r1");
    await scene.tell("r1", begin("implement"), done("implement"), begin("verify"));
    expect(calls.get("fetchThread")).toBe(1);
    await scene.pass(2 * SECOND);
    expect(calls.get("fetchThread")).toBe(2);
  });

  it("for long on the way does not put off the end", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.admit();
    scene.repository.fail({ times: 7 });
    await scene.pass(3 * MINUTE);
    await scene.tell("r1", cancel());
    await scene.prepare("r1");
    await scene.tell("r1", finished());
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^⏹️ \*\*Cancelled/)]);
  });

  it("is left alone for as long as it asks, by every run", async () => {
    scene.open();
    const other = scene.repository.openIssue({ title: "Another" });
    scene.repository.fail({ retryAfterMs: 10 * MINUTE });
    await scene.ask("r1", issue);
    await scene.ask("r2", other);
    await scene.pass(10 * MINUTE - SECOND);
    expect([scene.comments(issue), scene.comments(other)]).toEqual([[], []]);
    await scene.pass(SECOND);
    expect([scene.comments(issue), scene.comments(other)]).toMatchObject([{ length: 1 }, { length: 1 }]);
  });

  it("is not asked again for what it took before", async () => {
    scene.repository.push(toBranch(2), { "a.ts": "1" });
    const pull = scene.repository.openPull({ title: "Mine", head: toBranch(2) });
    const { forge, calls } = scene.counting();
    scene.open({ forge });
    await scene.ask("r0", pull);
    await scene.tell("r0", cancel(), finished());
    await scene.ask("r1", pull);
    await scene.live("r1");
    const before = new Map(calls);
    const made = scene.repository.checks.length;
    await scene.pass(SECOND);
    await scene.ask("r2", pull);
    scene.repository.fail({ call: "putCheck", times: 3 });
    await scene.tell("r2", cancel(), finished());
    expect(scene.repository.checks).toHaveLength(made + 1);
    await scene.pass(MINUTE);
    expect(scene.repository.checks.at(-1)).toMatchObject({ externalId: "r2", conclusion: "cancelled" });
    const more = (call: string) => (calls.get(call) ?? 0) - (before.get(call) ?? 0);
    expect([more("putComment"), more("hideComment")]).toEqual([2, 1]);
  });
});

describe("a check that could not be written", () => {
  it("is written without annotations when it is for them", async () => {
    const forge = createMemoryForge(scene.repository);
    scene.open({
      forge: {
        ...forge,
        async putCheck(request) {
          if (request.annotations.length > 0) throw new YardmasterError("forge.refused", "no such path");
          return await forge.putCheck(request);
        },
      },
    });
    await scene.ask("r1", issue, { steps: [aStep("implement"), aStep("verify", { continueOnError: true })] });
    await scene.admit();
    await scene.prepare("r1");
    await scene.work("r1", "implement");
    scene.printed.set("verify", "src/login.ts:3:1: error: no such name");
    await scene.tell("r1", begin("verify"), failed("verify"), finished());
    expect(scene.repository.checks).toMatchObject([{ conclusion: "failure", annotations: [] }]);
    expect(scene.log).toEqual(["a check is written without annotations: no such path"]);
  });

  it("is tried again without the one on the other commit", async () => {
    const head = scene.repository.push(toBranch(2), { "a.ts": "1" });
    const pull = scene.repository.openPull({ title: "Mine", head: toBranch(2) });
    const forge = createMemoryForge(scene.repository);
    const ended: string[] = [];
    scene.open({
      forge: {
        ...forge,
        async putCheck(request) {
          if (request.status === "completed") ended.push(request.commit);
          if (ended.length === 2) scene.repository.fail({ call: "putCheck" });
          return await forge.putCheck(request);
        },
      },
    });
    await scene.ask("r1", pull);
    await scene.live("r1");
    await scene.pass(MINUTE);
    const made = scene.repository.branch(toBranch(2));
    expect(ended).toEqual([head, made, made]);
  });
});

describe("what is gone", () => {
  it.each([
    ["a repository", () => scene.repository.disappear()],
    ["a thread", () => scene.repository.deleteThread(issue)],
  ])("is tried no more, and the log says so: %s", async (_, vanish) => {
    scene.open();
    await scene.ask("r1", issue);
    vanish();
    await scene.live("r1");
    await scene.pass(MINUTE);
    expect(scene.log).toEqual([expect.stringMatching(/^a run is shown no more: where it was asked for is gone: /)]);
    expect(scene.clock.waiting).toBe(0);
  });

  it("is shown as it is once it is back: at the next start, and not before", async () => {
    const first = scene.open();
    await scene.ask("r1", issue);
    // The thread, and then the repository itself.
    scene.repository.fail({ code: "forge.gone", times: 2 });
    await scene.live("r1");
    await scene.pass(MINUTE);
    expect(first.isDone()).toBe(true);
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^⏳/)]);
    await first.start();
    await scene.settle();
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min."]);
  });

  it("is shown in full once it is back, also what was refused before it was known to be gone", async () => {
    const first = scene.open();
    await scene.ask("r1", issue);
    const away = scene.clock.now();
    scene.repository.fail({ code: "forge.refused", call: "putComment" });
    scene.repository.fail({ code: "forge.refused", call: "putCheck" });
    await scene.live("r1");
    expect([first.isDone(), scene.comments(issue), scene.repository.checks]).toEqual([true, [expect.stringMatching(/^⏳/)], []]);
    await first.start(scene.clock.now() + 1);
    await scene.settle();
    expect(scene.repository.checks).toEqual([]);
    await first.start(away);
    await scene.settle();
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min."]);
    expect(scene.repository.checks).toMatchObject([{ conclusion: "success" }]);
  });

  it("is the comment alone in a locked thread: work goes on to a pull request", async () => {
    scene.repository.thread(issue).isLocked = true;
    scene.open();
    await scene.ask("r1", issue);
    await scene.live("r1");
    await scene.pass(MINUTE);
    expect(scene.log).toEqual(["the comment of a run was refused and is given up: writing a comment in #1: the thread is locked"]);
    expect([scene.comments(issue), scene.repository.checks.length, scene.writes("putPullRequest")]).toEqual([[], 1, 1]);
    expect(scene.clock.waiting).toBe(0);
  });

  it("is not the pull request whose files cannot be listed", async () => {
    scene.open();
    scene.repository.fail({ code: "forge.refused", call: "fetchChangedFiles" });
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect(scene.repository.commentsOf(issue)[0]?.body).toContain("\nPull request: #2.\n");
  });

  it("is a pull request that may not be opened: the comment says why", async () => {
    scene.open();
    scene.repository.fail({ code: "forge.refused", call: "putPullRequest" });
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect(scene.repository.commentsOf(issue)[0]?.body).toContain("No pull request could be opened: `opening a pull request");
  });
});

describe("a store that fails for a moment", () => {
  it("is outlived", async () => {
    let fails = 2;
    scene.open({
      store: {
        ...scene.store,
        async putDocument(document) {
          fails -= 1;
          if (fails >= 0) throw new Error("disk full");
          await scene.store.putDocument(document);
        },
      },
    });
    await scene.ask("r1", issue);
    await scene.pass(10 * SECOND);
    expect(scene.comments(issue)).toHaveLength(1);
  });
});
