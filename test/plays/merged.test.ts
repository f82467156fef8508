// Plays: pull requests end. What was under way for them stops, merged branches go, and the next run begins from what was merged.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../support/app-world.ts";
import type { PullIssue } from "../support/github/render/pull.ts";
import type { Issue } from "../support/github/state/repository.ts";

const MANIFESTS = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, command: "date +%N >> mended.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: wait }
spec:
  steps:
    - { id: wait, command: "sleep 600" }
`;

async function open(): Promise<AppWorld & { readonly issue: Issue; readonly pull: PullIssue }> {
  const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": MANIFESTS } });
  const { github, repository } = world;
  const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
  github.as("ann").comments(issue, "/run mend");
  const findPull = () => [...repository.issues.values()].find((each): each is PullIssue => each.pull !== null);
  await world.eventually("the pull request is there", () => findPull() !== undefined && world.answers(issue)[0]?.includes("✅") === true);
  return { ...world, issue, pull: findPull() as PullIssue };
}

const branches = ({ repository }: AppWorld) => [...repository.git.refs().keys()].filter((ref) => ref.startsWith("refs/heads/yardmaster/"));
const workspaces = ({ directory }: AppWorld) =>
  readdirSync(`${directory}/data/repositories`, { recursive: true, encoding: "utf8" }).filter((path) =>
    /data\/workspaces\/yardmaster_[^/]*$/.test(path),
  );

describe("a pull request that is merged", { timeout: 60_000 }, () => {
  it("takes its branch and its workspace with it, and the thread's next run begins from what was merged", async () => {
    const world = await open();
    const { github, repository, issue, pull } = world;
    expect(workspaces(world)).toHaveLength(1);
    github.as("max").merges(pull, "squash");
    await world.eventually("the branch is gone", () => branches(world).length === 0);
    await world.eventually("the workspace is gone", () => workspaces(world).length === 0);
    github.as("ann").comments(issue, "/run mend");
    const again = () => [...repository.issues.values()].filter((each): each is PullIssue => each.pull !== null);
    await world.eventually("there is another pull request", () => again().length === 2);
    const { git } = repository;
    const parents = git.commit(again()[1]?.pull.headSha ?? "").parents;
    expect(parents).toEqual([git.refs().get("refs/heads/main")]);
    github.assertNoViolations();
  });

  it("keeps a branch that somebody has gone on with", async () => {
    const world = await open();
    const { github, repository, pull } = world;
    github.webhooks.hold();
    github.as("max").merges(pull);
    github.as("max").pushes(repository, pull.pull.head.ref, { "later.txt": "later\n" });
    github.webhooks.release();
    await github.settled();
    await world.eventually("the workspace is gone", () => workspaces(world).length === 0);
    expect(branches(world)).toHaveLength(1);
    github.assertNoViolations();
  });

  it("stops what its issue asked for meanwhile, and then goes", async () => {
    const world = await open();
    const { github, issue, pull } = world;
    github.as("ann").comments(issue, "/run wait");
    await world.eventually("it is under way", () => world.answers(issue).length === 2);
    github.as("max").merges(pull);
    await world.eventually("it is stopped", () => world.answers(issue).some((text) => text.includes("⏹️ **Cancelled**")));
    await world.eventually("the branch is gone", () => branches(world).length === 0);
    github.assertNoViolations();
  });
});

describe("a pull request that is closed", { timeout: 60_000 }, () => {
  it("stops what was under way for it and keeps its branch", async () => {
    const world = await open();
    const { github, issue, pull } = world;
    github.as("ann").comments(issue, "/run wait");
    await world.eventually("it is under way", () => world.answers(issue).length === 2);
    github.as("max").closes(pull);
    await world.eventually("it is stopped", () => world.answers(issue).some((text) => text.includes("`max` closed the pull request.")));
    expect(branches(world)).toHaveLength(1);
    github.assertNoViolations();
  });
});
