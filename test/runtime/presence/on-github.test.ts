// The same on the pretend GitHub: what is written there is what GitHub's own description allows, and stays one of each.
import { afterEach, beforeEach, expect, it } from "vitest";
import { aStep, begin, cancel, done, failed, finished } from "../../core/run/past.ts";
import { type GithubForgeFixture, givenGithubForge } from "../../support/github-forge.ts";
import { createPresenceScene, type PresenceScene, SECOND, toBranch } from "./scene.ts";

let github: GithubForgeFixture;
let scene: PresenceScene;
beforeEach(async () => {
  github = await givenGithubForge();
  scene = await createPresenceScene({ remote: github });
});
afterEach(async () => await scene.dispose());

async function comments(thread: number): Promise<readonly string[]> {
  return (await github.comments(thread)).map(({ body, isHidden }) => `${isHidden ? "(folded) " : ""}${body.split("\n")[0] ?? ""}`);
}

it("two runs in an issue end with two comments, one of them folded, and one pull request", async () => {
  const issue = await github.openIssue("Login times out behind a proxy", null);
  scene.open({ forge: github.forge });
  await scene.ask("r1", issue);
  await scene.live("r1");
  await scene.pass(SECOND);
  await scene.ask("r2", issue);
  await scene.live("r2");
  expect(await comments(issue)).toEqual(["(folded) ✅ **Done**: `fix` for `ana`, in 3 min.", "✅ **Done**: `fix` for `ana`, in 3 min."]);
  const pull = await github.forge.fetchPullRequestOf(toBranch(issue));
  expect(pull).toMatchObject({ state: "open", isDraft: false, base: "main" });
  expect(await github.checks(pull?.headCommit ?? "")).toMatchObject([
    { name: "yardmaster / fix", externalId: "r2", conclusion: "success", title: "Done in 3 min", actions: [] },
  ]);
  expect([scene.log, scene.clock.waiting]).toEqual([[], 0]);
});

it("a run that fails after a while is told to whoever asked, with a comment that mentions them", async () => {
  const issue = await github.openIssue("Login times out behind a proxy", null);
  scene.open({ forge: github.forge });
  await scene.ask("r1", issue);
  await scene.admit();
  await scene.prepare("r1");
  await scene.tell("r1", begin("implement"));
  await scene.pass(120 * SECOND);
  await scene.tell("r1", failed("implement"), finished());
  const [card, call] = await github.comments(issue);
  const toUrl = (id: number | undefined) => `https://github.com/acme/site/issues/${issue}#issuecomment-${id}`;
  expect(call?.body).toContain(`@ana: \`fix\` failed in step \`implement\`, after 2 min. [See the run](${toUrl(card?.id)}).`);
  expect(card?.body).toContain(`[was notified](${toUrl(call?.id)})`);
  expect(await github.reactions(issue)).toEqual(["eyes", "rocket", "confused"]);
});

it("a draft that was left by one run is ended by the next one in its pull request", async () => {
  const issue = await github.openIssue("Login times out", null);
  scene.open({ forge: github.forge });
  for (const [run, thread, holds] of [
    ["r1", issue, false],
    ["r2", issue + 1, true],
  ] as const) {
    await scene.ask(run, thread, { steps: [aStep("implement"), aStep("verify", { continueOnError: true })], branch: toBranch(issue) });
    await scene.admit();
    await scene.prepare(run);
    await scene.work(run, "implement", { [run]: "x" });
    await scene.tell(run, begin("verify"), holds ? done("verify") : failed("verify"), finished());
    expect((await github.forge.fetchPullRequestOf(toBranch(issue)))?.isDraft).toBe(!holds);
  }
});

it("a run that fails in a pull request has its log, its annotations and its button there", async () => {
  const head = await github.push(toBranch(1), { "src/login.ts": "1" });
  const pull = await github.openPull("Mine", toBranch(1));
  scene.open({ forge: github.forge });
  scene.printed.set("implement", "src/login.ts:1:1: error: no such name");
  await scene.ask("r1", pull);
  await scene.admit();
  await scene.prepare("r1");
  await scene.tell("r1", begin("implement"), failed("implement"), finished());
  expect(await github.checks(head)).toMatchObject([
    {
      conclusion: "failure",
      title: "Failed in step implement",
      annotations: ["no such name"],
      actions: [{ identifier: "retry" }],
      summary: expect.stringContaining("```text\nsrc/login.ts:1:1: error: no such name\n```"),
    },
  ]);
});

it("a run with more findings than GitHub takes at once has all of them", async () => {
  const head = await github.push(toBranch(1), { "src/login.ts": "1" });
  const pull = await github.openPull("Mine", toBranch(1));
  scene.open({ forge: github.forge });
  const lines = Array.from({ length: 120 }, (_, index) => `::notice file=src/login.ts,line=${index + 1}::finding ${index + 1}`);
  scene.printed.set("implement", lines.join("\n"));
  await scene.ask("r1", pull);
  await scene.admit();
  await scene.prepare("r1");
  await scene.tell("r1", begin("implement"), failed("implement"), finished());
  const [check] = await github.checks(head);
  expect(check?.annotations).toEqual(lines.map((_, index) => `finding ${index + 1}`));
});

it("an answer that is lost costs no second comment", async () => {
  const issue = await github.openIssue("Login times out", null);
  scene.open({ forge: github.forge });
  await github.loseAnswer();
  await scene.ask("r1", issue);
  await scene.tell("r1", cancel(), finished());
  for (let tries = 0; tries < 5 && scene.clock.waiting > 0; tries += 1) await scene.pass(10 * SECOND);
  expect(await comments(issue)).toEqual([expect.stringMatching(/^⏹️ \*\*Cancelled/)]);
});
