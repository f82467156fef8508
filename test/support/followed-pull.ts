// A stage for plays: a pull request that a run of the App opened, triggers that follow up on it, and a tester whose checks fail.
import { type AppWorld, openAppWorld, type StageSettings } from "./app-world.ts";
import { createCheckRun } from "./github/acts/checks.ts";
import { createApp } from "./github/acts/repositories.ts";
import type { PullIssue } from "./github/render/pull.ts";

const MANIFESTS = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, command: "echo mended >> mended.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: follow }
spec:
  steps:
    - { id: again, command: "echo {payload_path}:{payload_line} {payload_comment} >> followed.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: recheck }
spec:
  steps:
    - { id: again, command: "echo {payload_check} >> followed.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: on-comments }
spec:
  event: { source: review_commented }
  action: { workflow: follow, workspace: default }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: on-checks }
spec:
  event: { source: check_failed, filter: { check: test } }
  action: { workflow: recheck, workspace: default }
`;

export interface FollowedWorld extends AppWorld {
  readonly pull: PullIssue;
  /** A check of somebody else's fails on the newest commit. */
  fail(name: string): Promise<void>;
  /** What the runs that followed wrote, a line each. */
  followed(): readonly string[];
  /** Until so many runs have followed, and the branch holds what they did. */
  calm(runs: number): Promise<void>;
}

export async function openFollowedPull({ runs = "here" }: Pick<StageSettings, "runs"> = {}): Promise<FollowedWorld> {
  const world = await openAppWorld({ runs, files: { "README.md": "# site\n", ".yardmaster/all.yaml": MANIFESTS } });
  const { github, repository } = world;
  const ann = github.as("ann");
  const issue = ann.opensIssue(repository, { title: "Login times out" });
  ann.comments(issue, "/run mend");
  const findPull = () => [...repository.issues.values()].find((each): each is PullIssue => each.pull !== null);
  await world.eventually("the pull request is there", () => findPull() !== undefined && world.answers(issue)[0]?.includes("✅") === true);
  const tester = createApp(github.world, {
    name: "tester",
    owner: github.account("acme"),
    permissions: {},
    events: [],
    webhookUrl: null,
    webhookSecret: "",
  });
  const pull = findPull() as PullIssue;
  const followed = () => {
    const blob = repository.git.resolve(`${pull.pull.headSha}:followed.txt`);
    return blob === null ? [] : repository.git.blob(blob).toString().trim().split("\n");
  };
  return {
    ...world,
    pull,
    followed,
    async fail(name) {
      const done = { status: "completed", conclusion: "failure", completedAt: github.clock.iso() } as const;
      createCheckRun(github.world, repository, tester, pull.pull.headSha, { name, ...done });
      await github.settled();
    },
    async calm(runs) {
      const done = () => world.answers(pull).filter((text) => text.includes("✅")).length;
      await world.eventually(`${runs} runs have followed`, () => done() === runs && followed().length === runs);
    },
  };
}
