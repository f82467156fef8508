// Who asked is told by name where they would wait in vain, once, and otherwise left in peace.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aStep, begin, cancel, done, failed, finished } from "../../core/run/past.ts";
import { createPresenceScene, MINUTE, type PresenceScene, SECOND } from "./scene.ts";

let scene: PresenceScene;
let issue: number;
beforeEach(async () => {
  scene = await createPresenceScene();
  issue = scene.repository.openIssue({ title: "Login times out" });
});
afterEach(async () => await scene.dispose());

/** Comments that mention somebody, folded ones marked. */
function calls(thread = issue): readonly string[] {
  return scene.comments(thread).filter((line) => line.includes("@"));
}

/** A run whose first step fails after so long. */
async function fail(run: string, afterMs: number): Promise<void> {
  await scene.admit();
  await scene.prepare(run);
  await scene.tell(run, begin("implement"));
  await scene.pass(afterMs);
  await scene.tell(run, failed("implement"), finished());
}

describe("a run that failed", () => {
  it("calls whoever asked, with a link to its comment, which leads to the call", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await fail("r1", 3 * MINUTE);
    const [card, call] = scene.repository.commentsOf(issue);
    expect(call?.body).toBe(
      `@ana: \`fix\` failed in step \`implement\`, after 3 min. [See the run](https://forge.test/acme/site/issues/1#issuecomment-${card?.id}).\n\n<!-- yardmaster:call/r1/end -->`,
    );
    expect(card?.body).toContain(`\`ana\` [was notified](https://forge.test/acme/site/issues/1#issuecomment-${call?.id}).`);
    await scene.pass(60 * MINUTE);
    expect(scene.repository.commentsOf(issue)).toHaveLength(2);
  });

  it("calls nobody who is still looking", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await fail("r1", 59 * SECOND);
    expect(scene.comments(issue)).toEqual(["❌ **Failed** in step `implement`: `fix` for `ana`, after 59 s."]);
  });

  it("calls nobody where no person asked", async () => {
    scene.open();
    await scene.ask("r1", issue, { by: "renovate[bot]" });
    await fail("r1", 3 * MINUTE);
    expect(scene.comments(issue)).toHaveLength(1);
  });

  it("calls nobody a second time after a crash between the call and its record", async () => {
    const first = scene.open({
      store: {
        ...scene.store,
        async putDocument(document) {
          if (calls().length > 0) throw new Error("the process is dead");
          await scene.store.putDocument(document);
        },
      },
    });
    await scene.ask("r1", issue);
    await fail("r1", 3 * MINUTE);
    scene.lose(first);
    await first.stop();
    await scene.open().start();
    await scene.pass(MINUTE);
    expect(calls()).toHaveLength(1);
    expect(scene.repository.commentsOf(issue)[0]?.body).toContain("[was notified]");
  });

  it("needs no call where its comment is new at the end", async () => {
    scene.open({ loadCommentMode: async () => "final" });
    await scene.ask("r1", issue);
    await fail("r1", 3 * MINUTE);
    expect(scene.comments(issue)).toEqual(["❌ **Failed** in step `implement`: `fix` for `ana`, after 3 min."]);
  });

  it("says nothing where nothing is to be said", async () => {
    scene.open({ loadCommentMode: async () => "off" });
    await scene.ask("r1", issue);
    await fail("r1", 3 * MINUTE);
    expect(scene.comments(issue)).toEqual([]);
  });

  it("has its call folded together with its comment by the next run", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await fail("r1", 3 * MINUTE);
    await scene.ask("r2", issue);
    expect(scene.comments(issue)).toEqual([
      expect.stringMatching(/^\(folded\) ❌/),
      expect.stringMatching(/^\(folded\) @ana/),
      expect.stringMatching(/^⏳/),
    ]);
  });

  it("stays within twelve writes, however many steps it had", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `s${index}`);
    scene.open();
    await scene.ask("r1", issue, { steps: names.map((name) => aStep(name)) });
    await scene.admit();
    await scene.prepare("r1");
    for (const name of names.slice(0, -1)) {
      await scene.work("r1", name, { [name]: "x" });
      await scene.pass(12 * SECOND);
    }
    await scene.tell("r1", begin("s29"), failed("s29"), finished());
    expect(calls()).toHaveLength(1);
    expect(scene.writes() - scene.writes("react")).toBeLessThanOrEqual(12);
    expect(scene.writes("react")).toBeLessThanOrEqual(3);
  });
});

describe("a run that ended otherwise", () => {
  it("with nothing to change calls, since no pull request comes", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.admit();
    await scene.prepare("r1");
    await scene.tell("r1", begin("implement"));
    await scene.pass(2 * MINUTE);
    await scene.tell("r1", done("implement"), begin("verify"), done("verify"), finished());
    expect(calls()).toEqual([expect.stringContaining("@ana: `fix` ended after 2 min: there was nothing to change.")]);
  });

  it("with a pull request mentions whoever asked there, and calls nobody", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect(calls()).toEqual([]);
    expect(scene.repository.thread(2).body).toContain("was run for @ana.");
  });

  it("without the pull request that there should be calls", async () => {
    scene.open();
    scene.repository.fail({ code: "forge.refused", call: "putPullRequest" });
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect(calls()).toEqual([expect.stringContaining("`fix` is done, but no pull request could be opened.")]);
  });

  it("because somebody cancelled it calls nobody", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.pass(5 * MINUTE);
    await scene.tell("r1", cancel(), finished());
    expect(calls()).toEqual([]);
  });
});

describe("a run that waits for a person", () => {
  it("calls once for each wait", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.halt("claude is not on PATH");
    await scene.pass(MINUTE);
    expect(calls()).toEqual([expect.stringContaining("`fix` cannot start until this is fixed: Claude is not on PATH.")]);
    await scene.halt(null);
    await scene.pass(MINUTE);
    expect(scene.comments(issue)[0]).toMatch(/^⏳/);
    expect(scene.repository.commentsOf(issue)[0]?.body).not.toContain("[was notified]");
    await scene.halt("the key was refused");
    await scene.pass(MINUTE);
    expect(calls()).toHaveLength(2);
  });

  it("calls nobody when that is what its new comment says", async () => {
    scene.open();
    await scene.halt("claude is not on PATH");
    await scene.ask("r1", issue);
    await scene.pass(MINUTE);
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^✋ \*\*Needs you/)]);
  });

  it("calls nobody when a person has paused the work", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.halt("release", "max");
    await scene.pass(MINUTE);
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^✋ \*\*Needs you/)]);
  });

  it("calls also where only the end has a comment", async () => {
    scene.open({ loadCommentMode: async () => "final" });
    await scene.ask("r1", issue);
    await scene.halt("claude is not on PATH");
    await scene.pass(MINUTE);
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^@ana: `fix` cannot start/)]);
  });
});
