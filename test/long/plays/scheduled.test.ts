// A schedule begins work at real minutes: what comes of it has a pull request, brought up to date until it is merged.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";
import type { PullIssue } from "../../support/github/render/pull.ts";
import { until } from "../../support/until.ts";

const SCHEDULED = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: nightly }
spec: { steps: [{ id: implement, command: "date +%N > nightly.txt" }] }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: often }
spec:
  cron: { schedule: "* * * * *" }
  action: { workflow: nightly, workspace: default }
`;

/** @param command of its one step */
function toEveryTenSeconds(command: string): string {
  return SCHEDULED.replace('"* * * * *"', '"*/10 * * * * *"').replace("date +%N > nightly.txt", command.replaceAll('"', '\\"'));
}

const BRANCH = "yardmaster/trigger-often";
const pulls = ({ repository }: AppWorld): readonly PullIssue[] =>
  [...repository.issues.values()].filter((each): each is PullIssue => each.pull !== null);
const commitsOf = ({ repository }: AppWorld) => repository.git.log([`${repository.defaultBranch}..refs/heads/${BRANCH}`]).length;

/** The first run's on its commit, and the second's on that and on its own. */
const isChecked = ({ repository: { checks } }: AppWorld) =>
  checks.size === 3 && [...checks.values()].every(({ conclusion }) => conclusion === "success");

const aMinuteLater = (isSo: () => boolean) => until(isSo, 90_000);

describe("a run that a schedule began", { timeout: 300_000 }, () => {
  it("has a pull request and a check; the next one brings them up to date, and after the merge there is a new one", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": SCHEDULED } });
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    await aMinuteLater(() => pulls(world).length === 1);
    await world.eventually("its check", () => [...repository.checks.values()].some(({ conclusion }) => conclusion === "success"));
    expect(world.describe()).toMatchInlineSnapshot(`
      "#1 Login times out (open issue)
        ann:
          /run help cancel

          (1)
        yardmaster[bot]:
          \`/run cancel [run] [--dry-run] [reason]\`

          Stop a run now. Its branch and its log stay. Also \`/run stop\`.

          - \`run\`: A run's id or the beginning of it, or \`all\`. Without it, the run of this thread.
          - \`--dry-run\`: Show what would happen, and change nothing.
          - \`--keep-going\`: Continue with the comment's other commands if this one fails.
          - \`--help\`: Show what the command takes.
          - \`reason\`: Shown with the run.

          \`\`\`text
          /run cancel
          /run cancel all
          \`\`\`
      #2 Changes by nightly (open pull request from yardmaster/trigger-often)
          \`nightly\` was started by the trigger \`often\`.

          **Checks**

          - ✅ \`implement\`, 0 s, 1 file changed

          To change something, comment \`/run nightly <what>\`.
          Run \`run_…\`.
      check yardmaster / nightly: success, Done in 0 s"
    `);
    await aMinuteLater(() => commitsOf(world) === 2);
    await world.eventually("its checks are done", () => isChecked(world));
    expect(pulls(world)).toHaveLength(1);
    const [pull] = pulls(world);
    if (pull) github.as("max").merges(pull);
    await world.eventually("its branch is gone", () => world.branches().length === 0);
    await aMinuteLater(() => pulls(world).length === 2);
    expect(commitsOf(world)).toBe(1);
    github.assertNoViolations();
  });

  it("begins anew beside a pull request that was closed, and leaves that as it is", async () => {
    const world = await openAppWorld({
      files: { "README.md": "# site\n", ".yardmaster/all.yaml": toEveryTenSeconds("date +%N > nightly.txt") },
    });
    const { github, repository } = world;
    await world.heard(github.as("ann").opensIssue(repository, { title: "Login times out" }));
    await aMinuteLater(() => pulls(world).length === 1);
    const [closed] = pulls(world);
    if (closed) github.as("ann").closes(closed);
    const { headSha } = closed?.pull ?? {};
    await aMinuteLater(() => pulls(world).length === 2);
    expect(pulls(world).map(({ state, pull }) => `${state} ${pull.head.ref}`)).toEqual([`closed ${BRANCH}`, `open ${BRANCH}@2`]);
    expect([commitsOf(world), repository.git.refs().get(`refs/heads/${BRANCH}`)]).toEqual([1, headSha]);
    github.assertNoViolations();
  });

  it("is named with its id in the queue, and by that it is stopped from any thread by who may", async () => {
    const wait = 'until [ -e "$STAGE/go" ]; do sleep 0.05; done';
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": toEveryTenSeconds(wait) } });
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    await aMinuteLater(() => world.stepProcesses().length > 0);
    expect(await world.asks("rob", issue, "/run queue")).toMatch(/^- `nightly` running, .* \(`run_…`\)$/);
    const id = [...repository.comments.values()].map(({ body }) => /\(`(run_\w+)`\)/.exec(body)?.[1]).find((found) => found !== undefined);
    expect(await world.asks("ann", issue, `/run cancel ${id}`)).toContain("needs `maintain` permission");
    expect(world.stepProcesses()).not.toEqual([]);
    await world.tells("max", issue, `/run cancel ${id}`);
    await world.eventually("it is stopped", () => world.stepProcesses().length === 0);
    await until(async () => (await world.asks("rob", issue, `/run status ${id}`)).startsWith("- `nightly` cancelled"), 20_000);
    world.put("go");
    expect(await world.asks("ann", issue, `/run retry ${id}`)).toContain("needs `maintain` permission");
    expect(await world.asks("max", issue, `/run retry ${id}`)).toMatch(/^- `nightly` waiting/);
    const again = [...repository.comments.values()].map(({ body }) => /\(`(gh-[\w-]+)`\)/.exec(body)?.[1]).find((found) => found);
    expect(again).toMatch(/^gh-/);
    await until(async () => (await world.asks("rob", issue, `/run status ${again}`)).startsWith("- `nightly` completed"), 20_000);
    expect(world.cards(issue)).toEqual([]);
  });
});
