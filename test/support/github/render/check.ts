// Check runs, suites and commit statuses as the REST API and webhooks show them.

import { type CheckRun, type CheckSuite, type CommitStatus, toFullName } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { type Json, toAccountJson, toAppJson, WEB } from "./account.ts";
import { toPushedCommitJson } from "./commit.ts";
import { isPull, toPullMention } from "./pull.ts";
import { toRepositoryJson, toRepositoryUrl } from "./repository.ts";

export function toCheckRunJson(world: World, run: CheckRun): Json {
  const { id, suite, output } = run;
  const url = `${toRepositoryUrl(world, suite.repository)}/check-runs/${id}`;
  const { title, summary, text, annotations } = output;
  return {
    id,
    name: run.name,
    node_id: run.nodeId,
    head_sha: suite.headSha,
    external_id: run.externalId,
    url,
    html_url: `${WEB}/${toFullName(suite.repository)}/runs/${id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { title, summary, text, annotations_count: annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: suite.id },
    app: toAppJson(world, suite.app),
    pull_requests: toPullMentions(world, suite),
  };
}

/** Webhooks show the suite whole, and the buttons. */
export function toCheckRunPayload(world: World, run: CheckRun): Json {
  const {
    repository: _,
    latest_check_runs_count: __,
    check_runs_url: ___,
    head_commit: ____,
    ...suite
  } = toCheckSuiteJson(world, run.suite);
  return { ...toCheckRunJson(world, run), check_suite: suite };
}

export function toCheckSuiteJson(world: World, suite: CheckSuite): Json {
  const { id, nodeId, repository, app, headSha, headBranch, createdAt, updatedAt } = suite;
  const url = `${toRepositoryUrl(world, repository)}/check-suites/${id}`;
  const runs = [...repository.checks.values()].filter((run) => run.suite === suite);
  const commit = repository.git.commit(headSha);
  const { id: commitId, tree_id, message, timestamp, author, committer } = toPushedCommitJson(world, repository, commit, []);
  return {
    id,
    node_id: nodeId,
    head_branch: headBranch,
    head_sha: headSha,
    ...toSuiteState(runs),
    url,
    before: commit.parents[0] ?? null,
    after: headSha,
    pull_requests: toPullMentions(world, suite),
    app: toAppJson(world, app),
    created_at: createdAt,
    updated_at: updatedAt,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: { id: commitId, tree_id, message, timestamp, author, committer },
    repository: toRepositoryJson(world, repository),
  };
}

const GRAVITY = ["startup_failure", "failure", "timed_out", "cancelled", "action_required", "stale", "neutral", "skipped", "success"];

function toSuiteState(runs: readonly CheckRun[]): Json {
  if (runs.length === 0) return { status: "queued", conclusion: null };
  if (runs.some(({ status }) => status !== "completed")) return { status: "in_progress", conclusion: null };
  const worst = GRAVITY.find((conclusion) => runs.some((run) => run.conclusion === conclusion));
  return { status: "completed", conclusion: worst ?? "success" };
}

/** Those of the same repository: GitHub does not say which forks' pull requests a check belongs to. */
function toPullMentions(world: World, { repository, headSha }: CheckSuite): readonly Json[] {
  const pulls = [...repository.issues.values()].filter(isPull);
  const mine = pulls.filter(({ pull, state }) => state === "open" && pull.headSha === headSha && pull.head.repository === repository);
  return mine.map((issue) => toPullMention(world, issue));
}

export function toStatusJson(world: World, status: CommitStatus, url: string): Json {
  const { id, nodeId, context, state, description, targetUrl, creator, createdAt, sha } = status;
  return {
    url: `${url}/statuses/${sha}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${creator.id}?v=4`,
    id,
    node_id: nodeId,
    state,
    description,
    target_url: targetUrl,
    context,
    created_at: createdAt,
    updated_at: createdAt,
    creator: toAccountJson(world, creator),
  };
}
