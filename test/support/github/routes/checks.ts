// Check runs and suites, and commit statuses. Only apps make checks; a person's token gets 403.
// https://docs.github.com/en/rest/checks/runs
import { addStatus, createCheckRun, createSuite, rerequestRun, rerequestSuite, updateCheckRun } from "../acts/checks.ts";
import { type Fields, fieldsOf, listOf, param, type RepositoryCall, text, toActor } from "../http/call.ts";
import { created, found, notAccessible, ok, page, Refused, type Reply } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { toCheckRunJson, toCheckSuiteJson, toStatusJson } from "../render/check.ts";
import { toRepositoryJson, toRepositoryUrl } from "../render/repository.ts";
import type { App } from "../state/app.ts";
import type { CheckOutput, CheckRun, CheckSuite, CommitStatus } from "../state/repository.ts";
import { resolveCommit } from "./repositories.ts";

const READ = { permission: "checks:read" };
const WRITE = { permission: "checks:write" };
const MOST_ANNOTATIONS = 50;
const MOST_ACTIONS = 3;
const LONGEST_OUTPUT = 65_535;
const LONGEST = { label: 20, description: 40, identifier: 20 };

function appOf({ viewer }: RepositoryCall): App {
  if (viewer.kind !== "installation") throw new Refused(403, "You must authenticate via a GitHub App.");
  return viewer.installation.app;
}

function runOf(call: RepositoryCall): CheckRun {
  return found(call.repository.checks.get(Number(param(call, "check_run_id"))));
}

function suiteOf(call: RepositoryCall): CheckSuite {
  return found(call.repository.suites.get(Number(param(call, "check_suite_id"))));
}

function refuse(message: string): Refused {
  return new Refused(422, "Validation Failed", { errors: [{ resource: "CheckRun", code: "custom", message }] });
}

/** Annotations are added to those there are; the rest is replaced. */
function toOutput(output: Fields, before: CheckOutput): CheckOutput {
  const annotations = listOf(output["annotations"]);
  if (annotations.length > MOST_ANNOTATIONS) throw refuse(`No more than ${MOST_ANNOTATIONS} annotations are allowed in a request`);
  for (const field of ["summary", "text"]) {
    if (Buffer.byteLength(text(output, field) ?? "") > LONGEST_OUTPUT)
      throw refuse(`${field} exceeds a maximum bytesize of ${LONGEST_OUTPUT}`);
  }
  return {
    title: text(output, "title") ?? before.title,
    summary: text(output, "summary") ?? before.summary,
    text: text(output, "text") ?? before.text,
    annotations: [...before.annotations, ...annotations],
  };
}

function toActions(body: Fields): CheckRun["actions"] {
  const actions = listOf(body["actions"]).map((action) => ({
    label: text(action, "label") ?? "",
    description: text(action, "description") ?? "",
    identifier: text(action, "identifier") ?? "",
  }));
  if (actions.length > MOST_ACTIONS) throw refuse(`No more than ${MOST_ACTIONS} actions are allowed`);
  for (const action of actions) {
    for (const [field, limit] of Object.entries(LONGEST)) {
      if (action[field as keyof typeof LONGEST].length > limit)
        throw refuse(`actions.${field} is too long (maximum is ${limit} characters)`);
    }
  }
  return actions;
}

const NO_OUTPUT: CheckOutput = { title: null, summary: null, text: null, annotations: [] };

function changeOf(call: RepositoryCall, before: CheckRun | null): Partial<CheckRun> {
  const { body, world } = call;
  const conclusion = text(body, "conclusion");
  // A conclusion completes a run, whatever the status says.
  const status = conclusion === undefined ? text(body, "status") : "completed";
  if (status === "completed" && conclusion === undefined) throw refuse("conclusion is required when status is completed");
  const detailsUrl = text(body, "details_url");
  const externalId = text(body, "external_id");
  const startedAt = text(body, "started_at");
  return {
    ...(status === undefined ? {} : { status: status as CheckRun["status"] }),
    ...(conclusion === undefined ? {} : { conclusion, completedAt: text(body, "completed_at") ?? world.clock.iso() }),
    ...(detailsUrl === undefined ? {} : { detailsUrl }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(body["output"] === undefined ? {} : { output: toOutput(fieldsOf(body["output"]), before?.output ?? NO_OUTPUT) }),
    ...(body["actions"] === undefined ? {} : { actions: toActions(body) }),
  };
}

function createRun(call: RepositoryCall): Reply {
  const app = appOf(call);
  const sha = text(call.body, "head_sha") ?? "";
  if (call.repository.git.typeOf(sha) !== "commit") throw new Refused(422, `No commit found for SHA: ${sha}`);
  const run = createCheckRun(call.world, call.repository, app, sha, { ...changeOf(call, null), name: text(call.body, "name") ?? "" });
  return created(toCheckRunJson(call.world, run));
}

function updateRun(call: RepositoryCall): Reply {
  const run = runOf(call);
  if (run.suite.app !== appOf(call)) throw notAccessible();
  const name = text(call.body, "name");
  updateCheckRun(call.world, run, { ...changeOf(call, run), ...(name === undefined ? {} : { name }) });
  return ok(toCheckRunJson(call.world, run));
}

function listRuns(call: RepositoryCall, of: (suite: CheckSuite) => boolean): Reply {
  const { query } = call;
  const mine = [...call.repository.checks.values()].filter(({ suite }) => of(suite)).toReversed();
  const name = query.get("check_name");
  const status = query.get("status");
  const app = query.get("app_id");
  const wanted = mine.filter(
    (run) =>
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (app === null || run.suite.app.id === Number(app)),
  );
  const newest = wanted.filter((run, index) => wanted.findIndex((other) => other.name === run.name && other.suite === run.suite) === index);
  const shown = query.get("filter") === "all" ? wanted : newest;
  return page(
    call,
    shown,
    (run) => toCheckRunJson(call.world, run),
    (rendered, total) => ({ total_count: total, check_runs: rendered }),
  );
}

function listStatuses(call: RepositoryCall): readonly CommitStatus[] {
  const sha = resolveCommit(call, param(call, "ref"));
  return call.repository.statuses.filter((status) => status.sha === sha).toReversed();
}

function combineStatuses(call: RepositoryCall): Reply {
  const all = listStatuses(call);
  const newest = all.filter((status, index) => all.findIndex((other) => other.context === status.context) === index);
  const bad = newest.some(({ state }) => state === "failure" || state === "error");
  const good = newest.length > 0 && newest.every(({ state }) => state === "success");
  const sha = resolveCommit(call, param(call, "ref"));
  const url = toRepositoryUrl(call.world, call.repository);
  return ok({
    state: bad ? "failure" : good ? "success" : "pending",
    statuses: newest.map((status) => toStatusJson(call.world, status, url)),
    sha,
    total_count: newest.length,
    repository: toRepositoryJson(call.world, call.repository),
    commit_url: `${url}/commits/${sha}`,
    url: `${url}/commits/${sha}/status`,
  });
}

export const CHECK_ROUTES: readonly Route[] = [
  repositoryRoute("POST /check-runs", WRITE, createRun),
  repositoryRoute("GET /check-runs/{check_run_id}", READ, (call) => ok(toCheckRunJson(call.world, runOf(call)))),
  repositoryRoute("PATCH /check-runs/{check_run_id}", WRITE, updateRun),
  repositoryRoute("GET /check-runs/{check_run_id}/annotations", READ, (call) => {
    const run = runOf(call);
    const blob = `${toRepositoryUrl(call.world, call.repository)}/git/blobs/${run.suite.headSha}`;
    const nothing = { start_column: null, end_column: null, title: null, raw_details: null };
    return page(call, run.output.annotations, (annotation) => ({ ...nothing, ...annotation, blob_href: blob }));
  }),
  repositoryRoute("POST /check-runs/{check_run_id}/rerequest", WRITE, (call) => {
    rerequestRun(call.world, runOf(call), toActor(call));
    return created({});
  }),
  repositoryRoute("POST /check-suites", WRITE, (call) => {
    const app = appOf(call);
    const sha = resolveCommit(call, text(call.body, "head_sha") ?? "");
    const known = [...call.repository.suites.values()].some((suite) => suite.app === app && suite.headSha === sha);
    const suite = createSuite(call.world, call.repository, { app, sha });
    return { status: known ? 200 : 201, body: toCheckSuiteJson(call.world, suite) };
  }),
  repositoryRoute("GET /check-suites/{check_suite_id}", READ, (call) => ok(toCheckSuiteJson(call.world, suiteOf(call)))),
  repositoryRoute("GET /check-suites/{check_suite_id}/check-runs", READ, (call) => {
    const wanted = suiteOf(call);
    return listRuns(call, (suite) => suite === wanted);
  }),
  repositoryRoute("POST /check-suites/{check_suite_id}/rerequest", WRITE, (call) => {
    rerequestSuite(call.world, suiteOf(call), toActor(call));
    return created({});
  }),
  repositoryRoute("GET /commits/{ref}/check-runs", READ, (call) => {
    const sha = resolveCommit(call, param(call, "ref"));
    return listRuns(call, (suite) => suite.headSha === sha);
  }),
  repositoryRoute("GET /commits/{ref}/check-suites", READ, (call) => {
    const sha = resolveCommit(call, param(call, "ref"));
    const suites = [...call.repository.suites.values()].filter((suite) => suite.headSha === sha);
    return page(
      call,
      suites,
      (suite) => toCheckSuiteJson(call.world, suite),
      (rendered, total) => ({ total_count: total, check_suites: rendered }),
    );
  }),
  repositoryRoute("GET /commits/{ref}/statuses", { permission: "statuses:read" }, (call) =>
    page(call, listStatuses(call), (status) => toStatusJson(call.world, status, toRepositoryUrl(call.world, call.repository))),
  ),
  repositoryRoute("GET /commits/{ref}/status", { permission: "statuses:read" }, combineStatuses),
  repositoryRoute("POST /statuses/{sha}", { permission: "statuses:write" }, (call) => {
    const wanted = {
      sha: resolveCommit(call, param(call, "sha")),
      state: text(call.body, "state") ?? "",
      context: text(call.body, "context") ?? "default",
      description: text(call.body, "description") ?? null,
      targetUrl: text(call.body, "target_url") ?? null,
    };
    const status = addStatus(call.world, call.repository, toActor(call), wanted);
    return created(toStatusJson(call.world, status, toRepositoryUrl(call.world, call.repository)));
  }),
];
