// What comes back on a pull request of ours: a review, a comment on a line, a check that failed. Told to the run that follows up already,
// or else to the triggers, which say whether a run follows at all. Commands in such comments are heard elsewhere.
import { decidePermission, type Permission } from "../../core/commands/permission.ts";
import { DEFAULT_PROJECT } from "../../core/resources/resource.ts";
import { hasEnded } from "../../core/run/state.ts";
import { isOurBranch } from "../../core/run/thread-branch.ts";
import type { StartAsk } from "../../core/starts/decide.ts";
import type { IssueEvent } from "../../core/triggers/issue-event.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { StartRequest, ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { toUnworkable } from "../../runtime/threads/to-unworkable.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { KnockOf } from "../knock/knock.ts";
import { asTold } from "./as-told.ts";
import { findPause } from "./find-pause.ts";
import { findStop } from "./find-stop.ts";

export type SignalKnock = KnockOf<"review.submitted" | "review-comment.created" | "check.failed">;
type Signal = Extract<IssueEvent, { readonly type: "review_submitted" | "review_commented" | "check_failed" }>;
type Thread = StartRequest["thread"];
type OurPull = Thread & { readonly pullRequest: NonNullable<Thread["pullRequest"]> };

interface Surroundings {
  readonly yard: ThreadYard;
  /** It may have been deleted since. @defaultValue false */
  readonly isLate?: boolean;
  loadRenderer(): Promise<Renderer>;
}

/** Whose review starts something could have asked for it in words. */
const REVIEW: Permission = "write";
const FOLLOW_UPS: ReadonlySet<string> = new Set<Signal["type"]>(["review_submitted", "review_commented", "check_failed"]);
/** At the end of the pull requests that we write. */
const MARK = "<!-- yardmaster:";
const LONGEST_TOLD = 4_000;

/** @returns why it led to nothing; null when somebody was told */
export async function followUp(knock: SignalKnock, { yard, loadRenderer, isLate = false }: Surroundings): Promise<string | null> {
  const number = await findThread(knock, yard);
  const found = number === null ? null : await yard.loadThread(number);
  if (found === null) return "it is on no pull request that is there";
  const refused = toUnfollowed(found);
  if (refused !== null) return refused;
  if (isLate && (await isDeleted(knock, found.number, yard))) return "it was deleted since";
  const pull = (knock.type === "check.failed" ? found : asTold(found, knock)) as OurPull;
  if (knock.type === "check.failed" && knock.check.commit !== pull.pullRequest.headCommit) return "the check failed on an earlier commit";
  const { login, isBot } = knock.sender;
  if (knock.type !== "check.failed") {
    const permission = await yard.loadPermission(login);
    if (decidePermission({ permission: REVIEW, requesterMay: false }, { permission, isRequester: false }) !== null) {
      return `${login} has ${permission} permission, and a review that starts work needs ${REVIEW}`;
    }
  }
  const runs = await yard.listRunsSeen(pull);
  const event = toEvent(knock, pull, runs);
  if (!(await yard.listens(event))) return `no trigger waits for ${event.type}`;
  const isByPerson = knock.type !== "check.failed" && !isBot;
  if (await tellFollower(event, runs, yard)) return null;
  const asked = { at: knock.at, comment: knock.type === "review-comment.created" ? knock.comment.id : null, by: event.author, mark: null };
  const stopped = await findStop(pull.number, asked, yard);
  if (stopped !== null) return stopped;
  const paused = await findPause(pull.number, yard);
  if (paused !== null) return paused;
  const { headCommit } = pull.pullRequest;
  // All that fails on one commit counts as one start, and so does one review.
  const ask: StartAsk = { id: isByPerson ? event.id : `follow-up/${headCommit}`, by: event.author, isByPerson };
  let nothing: string | null = null;
  await yard.onIssueEvent(event, async () => {
    const answer = await yard.guardStart(pull.number, ask);
    if (answer.outcome === "allowed") return true;
    nothing = answer.code === "start.no-person" ? "enough runs have followed without a person" : "too many runs have followed in an hour";
    if (answer.tell) {
      const body = (await loadRenderer()).template("threads/no-follow-up").render({ reason: answer.code });
      await yard.reply({ to: event.author, thread: pull.number, key: `follow-up/${headCommit}`, body: body.trim() });
    }
    return false;
  });
  return nothing;
}

async function isDeleted(knock: SignalKnock, thread: number, yard: ThreadYard): Promise<boolean> {
  if (knock.type === "check.failed") return false;
  const on = knock.type === "review.submitted" ? "review" : "line";
  const { id } = knock.type === "review.submitted" ? knock.review : knock.comment;
  return (await yard.loadComment({ thread, id, on })) === null;
}

/** A check names its pull requests, unless GitHub could not tell. */
async function findThread(knock: SignalKnock, yard: ThreadYard): Promise<number | null> {
  if (knock.thread !== null || knock.type !== "check.failed") return knock.thread;
  const { branch } = knock.check;
  return branch !== null && isOurBranch(branch) ? await yard.findPullRequestOf(branch) : null;
}

function toUnfollowed(thread: Thread): string | null {
  const { pullRequest, body } = thread;
  if (pullRequest === null) return "it is on no pull request";
  const unworkable = toUnworkable(thread);
  if (unworkable !== null) return unworkable.message;
  return isOurBranch(pullRequest.head) || (body ?? "").includes(MARK) ? null : "the pull request is not one of Yardmaster's";
}

function toEvent(knock: SignalKnock, { number, title, body, url, pullRequest }: OurPull, runs: readonly ListedRun[]): Signal {
  const { head, headCommit } = pullRequest;
  // Nobody in the thread asked for what a check starts: it goes on for whoever asked last.
  const by = knock.type === "check.failed" ? (runs[0]?.task?.origin?.by ?? knock.check.app ?? knock.sender.login) : knock.sender.login;
  const about = {
    project: DEFAULT_PROJECT,
    issue: { identifier: `#${number}`, title, body: body ?? "", url },
    author: by,
    origin: { thread: number, by, comment: null, askedAt: knock.at, branch: head },
  };
  if (knock.type === "review.submitted") {
    const { id, state, body: said, url: at } = knock.review;
    return { ...about, type: "review_submitted", id: `review/${id}`, review: { state, body: said, url: at }, commit: headCommit };
  }
  if (knock.type === "review-comment.created") {
    const { id, body: said, url: at, path, line } = knock.comment;
    const comment = { body: said, url: at, path, line };
    return { ...about, type: "review_commented", id: `review-comment/${id}`, comment, commit: headCommit };
  }
  const { name, conclusion, url: at, commit } = knock.check;
  const check = { name, conclusion: conclusion ?? "failure", url: at ?? "" };
  // The same check that fails again on the same commit is nothing new.
  return { ...about, type: "check_failed", id: `check/${number}/${commit}/${name}`, check, commit };
}

/** So that a review with five comments is one run. One that cannot hear any more leaves it to the triggers. */
async function tellFollower(event: Signal, runs: readonly ListedRun[], yard: ThreadYard): Promise<boolean> {
  const follower = runs.find((run) => !hasEnded(run) && !run.cancelRequested && FOLLOW_UPS.has(run.task?.event ?? ""));
  return follower !== undefined && (await yard.tell(follower.id, event.author, toWords(event).slice(0, LONGEST_TOLD))) === null;
}

function toWords(event: Signal): string {
  switch (event.type) {
    case "review_submitted":
      return `Review (${event.review.state}): ${event.review.body}`;
    case "review_commented": {
      const { path, line, body } = event.comment;
      return `${path}${line === null ? "" : `:${line}`}: ${body}`;
    }
    case "check_failed":
      return `The check ${event.check.name} failed. ${event.check.url}`.trim();
  }
}
