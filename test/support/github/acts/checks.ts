// Check suites, check runs with their buttons, and commit statuses.
import type { Actor } from "../http/call.ts";
import { toCheckRunPayload, toCheckSuiteJson, toStatusJson } from "../render/check.ts";
import { toCommitJson } from "../render/commit.ts";
import { toRepositoryUrl } from "../render/repository.ts";
import type { App } from "../state/app.ts";
import { type CheckRun, type CheckSuite, type CommitStatus, type Repository, toFullName } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { emit } from "./emit.ts";

interface SuiteWanted {
  readonly app: App;
  readonly sha: string;
  readonly branch?: string | null;
}

/** The one there is, when there is one: GitHub keeps one suite for each app and commit. */
export function createSuite(world: World, repository: Repository, { app, sha, branch }: SuiteWanted): CheckSuite {
  const known = [...repository.suites.values()].find((suite) => suite.app === app && suite.headSha === sha);
  if (known !== undefined) return known;
  const at = [...repository.git.refs()].find(([, tip]) => tip === sha)?.[0].replace("refs/heads/", "") ?? null;
  const now = world.clock.iso();
  const suite: CheckSuite = {
    ...world.identify("CS"),
    repository,
    app,
    headSha: sha,
    headBranch: branch ?? at,
    createdAt: now,
    updatedAt: now,
  };
  repository.suites.set(suite.id, suite);
  emitSuite(world, suite, app.bot, "requested");
  return suite;
}

export type NewCheckRun = Pick<CheckRun, "name"> & Partial<Omit<CheckRun, "id" | "nodeId" | "suite" | "name">>;

export function createCheckRun(world: World, repository: Repository, app: App, sha: string, { name, ...wanted }: NewCheckRun): CheckRun {
  const suite = createSuite(world, repository, { app, sha });
  const identity = world.identify("CR");
  const run: CheckRun = {
    ...identity,
    suite,
    name,
    status: "queued",
    conclusion: null,
    detailsUrl: null,
    externalId: "",
    startedAt: world.clock.iso(),
    completedAt: null,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
    ...wanted,
  };
  repository.checks.set(run.id, run);
  emitRun(world, run, app.bot, "created");
  if (run.status === "completed") completed(world, run);
  return run;
}

export function updateCheckRun(world: World, run: CheckRun, change: Partial<Omit<CheckRun, "id" | "nodeId" | "suite">>): void {
  const before = run.status;
  Object.assign(run, change);
  if (run.status !== "completed") Object.assign(run, { conclusion: null, completedAt: null });
  run.suite.updatedAt = world.clock.iso();
  if (before !== "completed" && run.status === "completed") completed(world, run);
}

function completed(world: World, run: CheckRun): void {
  emitRun(world, run, run.suite.app.bot, "completed");
  const { status } = toCheckSuiteJson(world, run.suite);
  if (status === "completed") emitSuite(world, run.suite, run.suite.app.bot, "completed");
}

/** Somebody pressed one of the app's own buttons; nobody else hears of it. */
export function clickAction(world: World, run: CheckRun, { account }: Actor, identifier: string): void {
  if (!run.actions.some((action) => action.identifier === identifier)) throw new Error(`the check ${run.name} has no button ${identifier}`);
  const about = () => ({ check_run: toCheckRunPayload(world, run), requested_action: { identifier } });
  emit(world, run.suite.repository, { event: "check_run", action: "requested_action", sender: account, about, to: run.suite.app });
}

export function rerequestRun(world: World, run: CheckRun, { account }: Actor): void {
  const about = () => ({ check_run: toCheckRunPayload(world, run) });
  emit(world, run.suite.repository, { event: "check_run", action: "rerequested", sender: account, about, to: run.suite.app });
}

export function rerequestSuite(world: World, suite: CheckSuite, { account }: Actor): void {
  emitSuite(world, suite, account, "rerequested");
}

function emitRun(world: World, run: CheckRun, sender: App["bot"], action: string): void {
  emit(world, run.suite.repository, { event: "check_run", action, sender, about: () => ({ check_run: toCheckRunPayload(world, run) }) });
}

/** Requests go to the suite's app; that a suite has ended is news for all. */
function emitSuite(world: World, suite: CheckSuite, sender: App["bot"], action: string): void {
  const about = () => ({ check_suite: toCheckSuiteJson(world, suite) });
  const to = action === "completed" ? {} : { to: suite.app };
  emit(world, suite.repository, { event: "check_suite", action, sender, about, ...to });
}

export function addStatus(
  world: World,
  repository: Repository,
  { account }: Actor,
  wanted: Pick<CommitStatus, "sha" | "context" | "state" | "description" | "targetUrl">,
): CommitStatus {
  const status: CommitStatus = { ...world.identify("SC"), ...wanted, creator: account, createdAt: world.clock.iso() };
  repository.statuses.push(status);
  const { git } = repository;
  const branches = [...git.refs()].filter(([, sha]) => git.isAncestor(status.sha, sha));
  const about = () => ({
    ...toStatusJson(world, status, toRepositoryUrl(world, repository)),
    sha: status.sha,
    name: toFullName(repository),
    commit: toCommitJson(world, repository, git.commit(status.sha)),
    branches: branches.map(([ref, sha]) => ({
      name: ref.replace("refs/heads/", ""),
      commit: { sha, url: `${toRepositoryUrl(world, repository)}/commits/${sha}` },
      protected: false,
    })),
  });
  emit(world, repository, { event: "status", sender: account, about });
  return status;
}
