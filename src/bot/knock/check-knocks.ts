// Checks: buttons and re-runs of our own, and failures of everybody else's.
import { z } from "zod";
import type { Knock, KnockCheck } from "./knock.ts";
import { Link, Name, ObjectId, Text, ThreadNumber, Time } from "./payload.ts";
import { type Ignored, type RepositoryFrame, readSubject, toPlace, toUnusedAction } from "./reading.ts";

const MOST_PULL_REQUESTS = 20;
const FAILURES: ReadonlySet<string | null> = new Set(["failure", "timed_out"]);

const Maker = z
  .object({ id: ObjectId, slug: Text.catch(null) })
  .nullish()
  .catch(null);
/** Of a fork's pull request GitHub lists none. */
const PullRequests = z
  .array(z.object({ number: ThreadNumber }))
  .nullish()
  .catch(null)
  .transform((listed) => (listed ?? []).slice(0, MOST_PULL_REQUESTS).map(({ number }) => number));

const CheckRun = z.object({
  id: ObjectId,
  name: Name,
  external_id: Text,
  head_sha: Name,
  conclusion: Text,
  html_url: Link.nullish(),
  completed_at: Time,
  app: Maker,
  pull_requests: PullRequests,
  check_suite: z.object({ head_branch: Text, app: Maker }).nullish().catch(null),
});
const Subject = z.object({ check_run: CheckRun });
const Requested = z.object({ check_run: CheckRun, requested_action: z.object({ identifier: Name }) });

export function readCheckRunKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  switch (frame.action) {
    case "rerequested":
      return readSubject(Subject, payload, ({ check_run: run }) => {
        if (!isOurs(frame, run)) return OTHERS_CHECK;
        return { type: "check.rerequested", ...toCommit(frame, run, null) };
      });
    case "requested_action":
      return readSubject(Requested, payload, ({ check_run: run, requested_action: { identifier } }) => {
        if (!isOurs(frame, run)) return OTHERS_CHECK;
        return { type: "check.action-requested", ...toCommit(frame, run, null), action: identifier };
      });
    case "completed":
      return readSubject(Subject, payload, ({ check_run: run }) => {
        if (!FAILURES.has(run.conclusion)) return { ignored: "the check did not fail" };
        if (isOurs(frame, run)) return { ignored: "the check is our own" };
        return { type: "check.failed", ...toCommit(frame, run, toCompletedAt(frame, run)) };
      });
    default:
      return toUnusedAction("a check", frame.action);
  }
}

/** Whoever made the check says when it ended. What follows from one of the future could not be stopped before then. */
function toCompletedAt({ receivedAt }: RepositoryFrame, { completed_at: at }: z.infer<typeof CheckRun>): number | null {
  return at === null ? null : Math.min(at, receivedAt);
}

const OTHERS_CHECK: Ignored = { ignored: "the check is another App's" };

function isOurs({ appId }: RepositoryFrame, { app, check_suite: suite }: Pick<z.infer<typeof CheckRun>, "app" | "check_suite">): boolean {
  const maker = app ?? suite?.app;
  return appId !== null && maker?.id === appId;
}

function toCommit(frame: RepositoryFrame, run: z.infer<typeof CheckRun>, at: number | null) {
  const check: KnockCheck = {
    id: run.id,
    name: run.name,
    externalId: run.external_id === "" ? null : run.external_id,
    commit: run.head_sha,
    branch: run.check_suite?.head_branch ?? null,
    conclusion: run.conclusion,
    app: run.app?.slug ?? null,
    url: run.html_url ?? null,
    pullRequests: run.pull_requests,
  };
  return { ...toPlace(frame, at), thread: run.pull_requests[0] ?? null, check };
}

const Suite = z.object({ check_suite: z.object({ head_sha: Name, head_branch: Text, app: Maker, pull_requests: PullRequests }) });

export function readCheckSuiteKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  if (frame.action !== "rerequested") return toUnusedAction("a check suite", frame.action);
  return readSubject(Suite, payload, ({ check_suite: suite }) => {
    if (!isOurs(frame, { app: suite.app, check_suite: null })) return { ignored: "the check suite is another App's" };
    const { head_sha: commit, head_branch: branch, pull_requests: pullRequests } = suite;
    return { type: "check-suite.rerequested", ...toPlace(frame, null), thread: pullRequests[0] ?? null, commit, branch };
  });
}
