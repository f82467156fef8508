// What people see of runs is kept true: on a real store and a forge in memory, at each moment of their lives.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { aStep, begin, cancel, done, failed, finished } from "../../core/run/past.ts";
import { createPresenceScene, MINUTE, type PresenceScene, SECOND, toBranch } from "./scene.ts";

let scene: PresenceScene;
let issue: number;
beforeEach(async () => {
  scene = await createPresenceScene();
  issue = scene.repository.openIssue({ title: "Login times out" });
});
afterEach(async () => await scene.dispose());

describe("a run that was asked for in an issue", () => {
  it("has its comment as soon as it exists", async () => {
    scene.open();
    await scene.ask("r1", issue);
    expect(scene.comments(issue)).toEqual(["⏳ **Queued**: `fix` for `ana`."]);
  });

  it("ends with one comment, one check and one pull request", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min."]);
    const pull = [...scene.repository.threads.values()].find(({ pull }) => pull !== null);
    expect(pull).toMatchObject({ title: "Login times out", pull: { head: toBranch(issue), base: "main", isDraft: false } });
    expect(pull?.body).toMatch(/^Closes #1\./);
    expect(scene.repository.checks).toMatchObject([
      {
        name: "yardmaster / fix",
        externalId: "r1",
        commit: scene.repository.branch(toBranch(issue)),
        status: "completed",
        conclusion: "success",
        title: "Done in 3 min",
      },
    ]);
    expect(scene.repository.commentsOf(issue)[0]?.body).toContain(
      "Pull request: #2, changes 1 file: `login.ts`.\nBranch `yardmaster/1-login`",
    );
  });

  it("stays within twelve writes, however many steps it has", async () => {
    scene.open();
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const other = scene.repository.openIssue({ title: "Another" });
    await scene.ask("r0", other);
    await scene.ask("r1", other, { steps: names.map((name) => aStep(name)) });
    await scene.pass(2 * MINUTE);
    await scene.tell("r0", cancel());
    await scene.tell("r0", finished());
    const before = scene.writes();
    await scene.admit();
    await scene.prepare("r1");
    for (const name of names) {
      await scene.work("r1", name, { [name]: "x" });
      await scene.pass(12 * SECOND);
    }
    await scene.tell("r1", finished());
    const comment = scene.repository.commentsOf(other).find(({ body }) => body.includes("Run `r1`"));
    expect(comment?.body).toContain("✅ **Done**");
    expect(scene.writes() - before + 1).toBeLessThanOrEqual(12);
    expect(scene.writes() - before).toBeGreaterThan(5);
  });

  it("is edited at most once in five seconds, and ever less often", async () => {
    scene.open();
    await scene.ask("r1", issue, { steps: Array.from({ length: 60 }, (_, index) => aStep(`s${index}`)) });
    await scene.admit();
    await scene.prepare("r1");
    const at: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      const before = scene.writes("putComment");
      await scene.tell("r1", begin(`s${second}`), done(`s${second}`));
      await scene.pass(SECOND);
      if (scene.writes("putComment") > before) at.push(second + 1);
    }
    expect(at).toEqual([5, 10, 25]);
  });

  it("is not written while nothing but time passes", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.admit();
    await scene.prepare("r1");
    await scene.tell("r1", begin("implement"));
    await scene.pass(MINUTE);
    const before = scene.writes();
    await scene.pass(60 * MINUTE);
    expect(scene.writes()).toBe(before);
  });

  it("says which place in the queue it has now, when others are done", async () => {
    scene.open();
    const [second, third, fourth] = ["b", "c", "d"].map((title) => scene.repository.openIssue({ title })) as [number, number, number];
    for (const [run, thread] of [
      ["r1", issue],
      ["r2", second],
      ["r3", third],
      ["r4", fourth],
    ] as const) {
      await scene.ask(run, thread);
    }
    await scene.admit();
    await scene.pass(2 * MINUTE);
    expect(scene.comments(fourth)).toEqual(["⏳ **Queued**: `fix` for `ana`, position 2 of 2."]);
    await scene.tell("r1", cancel());
    await scene.prepare("r1");
    await scene.tell("r1", finished());
    await scene.admit();
    await scene.pass(5 * MINUTE);
    expect(scene.comments(fourth)).toEqual(["⏳ **Queued**: `fix` for `ana`, position 1 of 1."]);
  });

  it("gets no pull request when there was nothing to change, and no check where there is no commit", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.admit();
    await scene.prepare("r1");
    await scene.tell("r1", begin("implement"), done("implement"), begin("verify"), done("verify"), finished());
    expect(scene.comments(issue)).toEqual(["✅ **Nothing to change**: `fix` for `ana` ended after 0 s and left everything as it was."]);
    expect([scene.writes("putPullRequest"), scene.writes("putCheck")]).toEqual([0, 0]);
  });

  it("opens a draft when a check of the workflow's own failed", async () => {
    scene.open();
    await scene.ask("r1", issue, { steps: [aStep("implement"), aStep("verify", { continueOnError: true })] });
    await scene.admit();
    await scene.prepare("r1");
    await scene.work("r1", "implement");
    scene.printed.set("verify", "/yard/r1/src/login.ts:3:1: error: no such name");
    await scene.tell("r1", begin("verify"), failed("verify"), finished());
    expect(scene.repository.thread(2).pull?.isDraft).toBe(true);
    expect(scene.repository.checks).toMatchObject([
      { conclusion: "failure", annotations: [{ path: "src/login.ts", line: 3, message: "no such name" }] },
    ]);
  });

  it("has what an agent is unsure of beside its lines, also when all went well", async () => {
    scene.open();
    await scene.ask("r1", issue);
    scene.printed.set("implement", "Done.\n::warning file=src/login.ts,line=7,title=Two writers::May run twice at once.\n");
    scene.printed.set("verify", "/yard/r1/src/login.ts:3:1: error: expected by a test");
    await scene.live("r1");
    expect(scene.repository.checks).toMatchObject([
      {
        conclusion: "success",
        annotations: [
          { path: "src/login.ts", line: 7, level: "warning", title: "Two writers", message: "May run twice at once." },
          { path: "src/login.ts", line: 3, level: "warning", title: null, message: "expected by a test" },
        ],
      },
    ]);
  });

  it("puts the repository's own text for pull requests first", async () => {
    scene.repository.push("main", { ".github/pull_request_template.md": "## Why\n" });
    scene.open();
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect(scene.repository.thread(2).body).toMatch(/^## Why\n\n---\n\nCloses #1\./);
  });

  it("shows the end of the log of what failed", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.admit();
    await scene.prepare("r1");
    scene.printed.set("implement", "no such file\n");
    await scene.tell("r1", begin("implement"), failed("implement"), finished());
    expect(scene.repository.commentsOf(issue)[0]?.body).toContain("```text\nno such file\n```");
  });
});

describe("a run that was asked for in a pull request", () => {
  it("has its check on the head from the start, and at the end on what it made of it", async () => {
    const head = scene.repository.push(toBranch(2), { "a.ts": "1" });
    const pull = scene.repository.openPull({ title: "Mine", head: toBranch(2) });
    scene.open();
    await scene.ask("r1", pull);
    expect(scene.repository.checks).toMatchObject([{ commit: head, status: "queued", conclusion: null }]);
    await scene.live("r1");
    expect(scene.repository.checks).toMatchObject([
      { commit: head, conclusion: "success" },
      { commit: scene.repository.branch(toBranch(2)), conclusion: "success" },
    ]);
    expect([scene.writes("putPullRequest"), scene.comments(pull)]).toEqual([0, ["✅ **Done**: `fix` for `ana`, in 3 min."]]);
    expect(scene.writes()).toBeLessThanOrEqual(12);
  });

  it("tells of a conflict with the default branch only where it is to be merged into that", async () => {
    scene.open();
    const told: string[] = [];
    for (const [index, base] of ["main", "release"].entries()) {
      scene.repository.push("release", { "b.ts": "1" });
      scene.repository.push(toBranch(index + 2), { "a.ts": "1" });
      const pull = scene.repository.openPull({ title: "Mine", head: toBranch(index + 2), base });
      await scene.ask(base, pull);
      await scene.admit();
      await scene.prepare(base);
      await scene.work(base, "implement");
      await scene.tell(base, begin("verify"), done("verify"), finished(null, null, ["a.ts"]));
      told.push(scene.repository.commentsOf(pull)[0]?.body.includes("conflicts with `main` in `a.ts`") ? "told" : "not told");
    }
    expect(told).toEqual(["told", "not told"]);
  });
});

describe("a run that a trigger began by itself", () => {
  const BRANCH = "yardmaster/trigger-nightly";

  it("has a pull request and a check, and nothing in any thread", async () => {
    scene.open();
    await scene.ask("r1", 0, { trigger: "nightly", by: "yardmaster[bot]", branch: BRANCH });
    await scene.live("r1");
    const pulls = [...scene.repository.threads.values()].filter(({ pull }) => pull !== null);
    expect(pulls).toMatchObject([
      { title: "Changes by fix", body: expect.stringMatching(/^`fix` was started by the trigger `nightly`\./) },
    ]);
    expect(scene.repository.checks).toMatchObject([
      {
        commit: scene.repository.branch(BRANCH),
        conclusion: "success",
        summary: expect.stringMatching(/^`fix` started by the trigger `nightly`\./),
      },
    ]);
    expect([scene.writes("putComment"), scene.writes("react")]).toEqual([0, 0]);
  });

  it("brings the open pull request up to date, with its check there from the start", async () => {
    scene.open();
    for (const run of ["r1", "r2"]) {
      await scene.ask(run, 0, { trigger: "nightly", by: "yardmaster[bot]", branch: BRANCH });
      if (run === "r2") expect(scene.repository.checks[1]).toMatchObject({ externalId: "r2", status: "queued" });
      await scene.live(run);
    }
    expect([...scene.repository.threads.values()].filter(({ pull }) => pull !== null)).toHaveLength(1);
  });
});

describe("what asked", () => {
  const reactionsTo = (comment: number) => [...(scene.repository.comments.get(comment)?.reactions ?? [])];

  it("has a reaction when the work begins, and one when it ends", async () => {
    const comment = scene.repository.addComment(issue, "ana", "/run fix");
    scene.open();
    await scene.ask("r1", issue, { comment });
    expect(reactionsTo(comment)).toEqual([]);
    await scene.live("r1");
    expect(reactionsTo(comment)).toEqual(["rocket", "hooray"]);
    expect([...scene.repository.thread(issue).reactions]).toEqual([]);
  });

  it("has another for a failure, and none more for what somebody cancelled", async () => {
    const [failing, cancelled] = [1, 2].map(() => scene.repository.addComment(issue, "ana", "/run fix")) as [number, number];
    scene.open({ loadCommentMode: async () => "off" });
    await scene.ask("r1", issue, { comment: failing });
    await scene.admit();
    await scene.prepare("r1");
    await scene.tell("r1", begin("implement"), failed("implement"), finished());
    await scene.ask("r2", issue, { comment: cancelled });
    await scene.tell("r2", cancel(), finished());
    expect([reactionsTo(failing), reactionsTo(cancelled)]).toEqual([["confused"], []]);
  });

  it("has no cheer for what changed nothing and does not hold", async () => {
    const comment = scene.repository.addComment(issue, "ana", "/run fix");
    scene.open();
    await scene.ask("r1", issue, { comment, steps: [aStep("implement"), aStep("verify", { continueOnError: true })] });
    await scene.admit();
    await scene.prepare("r1");
    await scene.tell("r1", begin("implement"), done("implement"), begin("verify"), failed("verify"), finished());
    expect(reactionsTo(comment).at(-1)).toBe("confused");
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^⚠️ \*\*Nothing changed, but `verify` failed/)]);
  });

  it("is the thread where no comment did, and is seen at once there", async () => {
    scene.open();
    await scene.ask("r1", issue);
    expect([...scene.repository.thread(issue).reactions]).toEqual(["eyes"]);
    await scene.live("r1");
    expect([...scene.repository.thread(issue).reactions]).toEqual(["eyes", "rocket", "hooray"]);
  });

  it("may be gone, or refuse reactions, and nothing else is lost", async () => {
    scene.open();
    scene.repository.fail({ code: "forge.refused", call: "react" });
    await scene.ask("r1", issue, { comment: 4711 });
    await scene.live("r1");
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min."]);
  });
});

describe("the check's link", () => {
  it.each([
    ["sticky", "https://forge.test/acme/site/issues/1#issuecomment-1001"],
    ["off", "https://forge.test/acme/site/issues/1"],
  ] as const)("leads to the run's comment, or else to the thread: %s", async (mode, detailsUrl) => {
    scene.open({ loadCommentMode: async () => mode });
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect(scene.repository.checks).toMatchObject([{ externalId: "r1", detailsUrl }]);
  });
});

describe("the configuration that a run's work changes", () => {
  it("is looked at once it is in the pull request, once for each run", async () => {
    const looked: string[] = [];
    scene.open({ checkConfiguration: async (pull, run) => void looked.push(`#${pull} for ${run}`) });
    await scene.ask("r1", issue);
    await scene.live("r1");
    await scene.pass(MINUTE);
    await scene.ask("r2", 2, { branch: toBranch(issue) });
    await scene.live("r2");
    expect(looked).toEqual(["#2 for r1", "#2 for r2"]);
  });

  it("is looked at after a crash, and again until that worked", async () => {
    const looked: string[] = [];
    const checkConfiguration = async (pull: number) => {
      looked.push(`#${pull}`);
      if (looked.length < 3) throw new YardmasterError("forge.unavailable", "reading the files");
    };
    const first = scene.open({ checkConfiguration });
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect([first.isDone(), looked]).toEqual([false, ["#2"]]);
    scene.lose(first);
    await first.stop();
    const second = scene.open({ checkConfiguration });
    await second.start();
    await scene.pass(MINUTE);
    expect([second.isDone(), looked]).toEqual([true, ["#2", "#2", "#2"]]);
  });

  it("is given up when it can never be looked at", async () => {
    const presenter = scene.open({
      async checkConfiguration() {
        throw new YardmasterError("config.invalid", "reading the manifests");
      },
    });
    await scene.ask("r1", issue);
    await scene.live("r1");
    expect([presenter.isDone(), scene.log]).toEqual([
      true,
      ["checking the configuration in a pull request was given up: reading the manifests"],
    ]);
  });

  it("is nobody's business where nothing was changed", async () => {
    const looked: number[] = [];
    scene.open({ checkConfiguration: async (pull) => void looked.push(pull) });
    await scene.ask("r1", issue);
    await scene.admit();
    await scene.prepare("r1");
    await scene.tell("r1", begin("implement"), done("implement"), begin("verify"), done("verify"), finished());
    expect(looked).toEqual([]);
  });
});

describe("a repository that wants fewer comments from now on", () => {
  it("has the one that stands there brought to its end", async () => {
    let mode: "sticky" | "off" = "sticky";
    scene.open({ loadCommentMode: async () => mode });
    await scene.ask("r1", issue);
    mode = "off";
    await scene.live("r1");
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min."]);
  });
});

describe("the check's commit", () => {
  it("stays the same while a run is at work, whatever others push", async () => {
    const head = scene.repository.push(toBranch(2), { "a.ts": "1" });
    const pull = scene.repository.openPull({ title: "Mine", head: toBranch(2) });
    scene.open();
    await scene.ask("r1", pull);
    await scene.admit();
    await scene.prepare("r1");
    scene.repository.push(toBranch(2), { "a.ts": "2" });
    await scene.pass(MINUTE);
    await scene.tell("r1", begin("implement"));
    await scene.pass(MINUTE);
    expect(scene.repository.checks).toMatchObject([{ commit: head, status: "in_progress" }]);
  });

  it("is not one of a pull request that is closed", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.live("r1");
    scene.repository.thread(2).isOpen = false;
    await scene.ask("r2", issue);
    expect(scene.repository.checks).toHaveLength(1);
  });
});

describe("a second run in a thread", () => {
  it("has a comment of its own, and the former one is folded", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.live("r1");
    await scene.pass(MINUTE);
    await scene.ask("r2", issue);
    expect(scene.comments(issue)).toEqual(["(folded) ✅ **Done**: `fix` for `ana`, in 3 min.", "⏳ **Queued**: `fix` for `ana`."]);
    await scene.live("r2");
    expect([...scene.repository.threads.values()].filter(({ pull }) => pull !== null)).toHaveLength(1);
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^\(folded\)/), "✅ **Done**: `fix` for `ana`, in 3 min."]);
  });

  it("leaves the former one open for as long as that is at work", async () => {
    scene.open();
    await scene.ask("r1", issue);
    await scene.admit();
    await scene.pass(SECOND);
    await scene.ask("r2", issue);
    await scene.pass(MINUTE);
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^🚀 \*\*Starting/), expect.stringMatching(/^⏳ \*\*Queued/)]);
    await scene.prepare("r1");
    await scene.tell("r1", cancel(), finished());
    await scene.pass(SECOND);
    await scene.admit();
    await scene.pass(MINUTE);
    expect(scene.comments(issue)).toEqual([expect.stringMatching(/^\(folded\) ⏹️ \*\*Cancelled/), expect.stringMatching(/^🚀/)]);
  });
});

describe("an earlier run", () => {
  it("that ends later folds no comment of a later one", async () => {
    const { forge, calls } = scene.counting();
    scene.open({ forge });
    await scene.ask("r1", issue);
    await scene.pass(SECOND);
    await scene.ask("r2", issue);
    await scene.tell("r2", cancel(), finished());
    await scene.pass(MINUTE);
    await scene.live("r1");
    expect(scene.comments(issue)).toEqual(["✅ **Done**: `fix` for `ana`, in 3 min.", expect.stringMatching(/^⏹️/)]);
    expect(calls.get("hideComment")).toBeUndefined();
  });
});

describe("quiet modes", () => {
  it.each([
    ["sticky", [1, 1]],
    ["final", [0, 1]],
    ["off", [0, 0]],
  ] as const)("of comments: %s", async (comments, [early, late]) => {
    scene.open({ loadCommentMode: async () => comments });
    await scene.ask("r1", issue);
    expect(scene.comments(issue)).toHaveLength(early);
    await scene.live("r1");
    expect(scene.comments(issue)).toHaveLength(late);
    expect([scene.repository.checks.length, scene.writes("putPullRequest")]).toEqual([1, 1]);
  });
});

describe("a presenter", () => {
  it("has nothing to do with runs that were not asked for in a thread", async () => {
    const presenter = scene.open();
    await scene.ask("r1", issue, { origin: false });
    await scene.live("r1");
    await presenter.start();
    await scene.pass(MINUTE);
    expect(scene.repository.writes).toEqual([]);
  });

  it("is done when every run has been shown for good", async () => {
    const presenter = scene.open();
    const seen = [presenter.isDone()];
    await scene.ask("r1", issue);
    seen.push(presenter.isDone());
    scene.repository.fail({ call: "putPullRequest" });
    await scene.live("r1");
    seen.push(presenter.isDone());
    await scene.pass(MINUTE);
    expect([...seen, presenter.isDone()]).toEqual([true, false, false, true]);
  });

  it("that is stopped waits for what is under way and begins nothing more", async () => {
    const presenter = scene.open();
    scene.lose(presenter);
    await scene.ask("r1", issue);
    presenter.onRun(await scene.load("r1"));
    await presenter.stop();
    presenter.onRun(await scene.load("r1"));
    await presenter.idle();
    expect(scene.comments(issue)).toHaveLength(1);
    expect(scene.clock.waiting).toBe(0);
  });
});
