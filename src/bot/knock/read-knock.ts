// From a webhook's name and payload to a knock, or to the reason why there is nothing to do. Pure; no payload makes it throw.
// What we did ourselves is no knock, and of bots only those on a list may start anything.
import { readCheckRunKnock, readCheckSuiteKnock } from "./check-knocks.ts";
import { readInstallationKnock, readInstallationRepositoriesKnock } from "./installation-knocks.ts";
import { readCommentKnock, readIssueKnock } from "./issue-knocks.ts";
import type { Knock, Sender } from "./knock.ts";
import { Envelope, toSender } from "./payload.ts";
import { readPullRequestKnock, readReviewCommentKnock, readReviewKnock } from "./pull-request-knocks.ts";
import { type Frame, type Ignored, type RepositoryFrame, toAbout } from "./reading.ts";
import { readPushKnock, readRepositoryKnock } from "./repository-knocks.ts";

export interface KnockSettings {
  /** Our App, by GitHub's number; null: not known, and then no check is ours. */
  readonly appId: number | null;
  /** Ourselves as GitHub names us: `yardmaster[bot]`; null: not known. */
  readonly login: string | null;
  /** Logins of bots that may start something, with `[bot]` where they have it. */
  readonly allowedBots: readonly string[];
}

export interface RawDelivery {
  readonly guid: string;
  /** The value of `X-GitHub-Event`. */
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly payload: unknown;
}

type ReadInRepository = (frame: RepositoryFrame, payload: unknown) => Knock | Ignored;

const IN_REPOSITORY: ReadonlyMap<string, ReadInRepository> = new Map([
  ["issues", readIssueKnock],
  ["issue_comment", readCommentKnock],
  ["pull_request", readPullRequestKnock],
  ["pull_request_review", readReviewKnock],
  ["pull_request_review_comment", readReviewCommentKnock],
  ["check_run", readCheckRunKnock],
  ["check_suite", readCheckSuiteKnock],
  ["push", readPushKnock],
  ["repository", readRepositoryKnock],
]);

/** Events that a knock can come of. An App is told of some without having asked: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export const KNOCK_EVENTS: readonly string[] = [...IN_REPOSITORY.keys(), "installation", "installation_repositories", "ping"];

/** May start work. What else bots do are facts that have to be known: a branch moved, a thread was closed, a check failed. */
const STARTING: ReadonlySet<Knock["type"]> = new Set([
  "issue.opened",
  "issue.edited",
  "issue.reopened",
  "issue.labelled",
  "issue.assigned",
  "comment.created",
  "comment.edited",
  "pull-request.opened",
  "pull-request.edited",
  "pull-request.reopened",
  "pull-request.labelled",
  "pull-request.assigned",
  "review.submitted",
  "review.edited",
  "review-comment.created",
  "review-comment.edited",
  "check.rerequested",
  "check.action-requested",
  "check-suite.rerequested",
]);

export function readKnock({ guid, event, receivedAt, payload }: RawDelivery, settings: KnockSettings): Knock | Ignored {
  const read = Envelope.safeParse(payload);
  if (!read.success) return { ignored: `the payload cannot be understood at ${read.error.issues[0]?.path.join(".") || "its top"}` };
  const sender = toSender(read.data.sender);
  const frame: Frame = { guid, sender, receivedAt, action: read.data.action, appId: settings.appId };
  if (isSame(sender.login, settings.login)) return { ignored: "we did it ourselves" };
  const knock = readByEvent(event, frame, read.data, payload);
  if ("ignored" in knock || !STARTING.has(knock.type) || !sender.isBot || isAllowed(sender, settings)) return knock;
  return { ignored: `${sender.login} is a bot, and not among those that are allowed` };
}

function readByEvent(event: string, frame: Frame, { installation, repository }: Envelope, payload: unknown): Knock | Ignored {
  if (event === "ping") return { type: "ping", ...toAbout(frame, null), installation: null, repository: null, thread: null };
  if (event === "installation") return readInstallationKnock(frame, payload);
  if (event === "installation_repositories") return readInstallationRepositoriesKnock(frame, payload);
  const readInRepository = IN_REPOSITORY.get(event);
  if (readInRepository === undefined) return { ignored: `nothing follows from the event ${event}` };
  if (installation == null) return { ignored: "it names no installation of the App" };
  if (repository == null) return { ignored: "it names no repository" };
  return readInRepository({ ...frame, installation: installation.id, repository }, payload);
}

function isAllowed({ login }: Sender, { allowedBots }: KnockSettings): boolean {
  return allowedBots.some((allowed) => isSame(login, allowed));
}

function isSame(login: string, other: string | null): boolean {
  return other !== null && login.toLowerCase() === other.toLowerCase();
}
