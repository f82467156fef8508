// What GitHub's refusals mean for a list of issues: to wait, or that it is not there. Reads status, headers and types; the words are only
// passed on.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
import { YardmasterError } from "../../core/errors.ts";

/** As far as we read it: of `@octokit/request-error` and `@octokit/graphql`, which both come out of Octokit. */
interface GithubFailure {
  readonly message: string;
  readonly status?: number;
  readonly response?: { readonly headers?: Headers };
  /** GraphQL's, beside what could be answered. */
  readonly headers?: Headers;
  readonly errors?: readonly GraphqlProblem[];
  readonly data?: unknown;
}

interface GraphqlProblem {
  readonly type?: string;
  readonly message?: string;
  readonly path?: readonly (string | number)[];
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** GitHub asks for at least a minute when it does not say how long. */
const UNTOLD_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;
const LONGEST_MESSAGE = 300;

export function toTrackerError(doing: string, cause: unknown, now: number): YardmasterError {
  if (cause instanceof YardmasterError) return cause;
  const failure = cause as GithubFailure;
  const says = failure.response === undefined ? "GitHub" : `GitHub says ${failure.status}`;
  return new YardmasterError("tracker.unavailable", `${doing}: ${says}: ${toWords(failure)}`, {
    cause,
    retryAfterMs: toWait(failure, now),
    ...(failure.status === 401 ? { hint: "the token is not valid; see docs/trackers/github.md" } : {}),
  });
}

/** What was answered though not everything could be; undefined when that is no answer. */
export function toPartialData(cause: unknown): unknown {
  const { errors = [], data } = cause as GithubFailure;
  return errors.length > 0 && errors.every(isHarmless) ? (data ?? undefined) : undefined;
}

/** Things that are gone, and related issues in repositories that we may not see, are null in the answer. */
function isHarmless({ type, path = [] }: GraphqlProblem): boolean {
  if (type === "NOT_FOUND") return true;
  return type === "FORBIDDEN" && path.some((part) => part === "blockedBy" || part === "subIssues");
}

/** How long GitHub wants us to wait, in milliseconds; null when that is not what it says. */
function toWait(failure: GithubFailure, now: number): number | null {
  const headers = failure.response?.headers ?? failure.headers ?? {};
  const isSpent = String(headers["x-ratelimit-remaining"]) === "0";
  const told = headers["retry-after"];
  const isLimit =
    told !== undefined ||
    failure.status === 429 ||
    (failure.status === 403 && (isSpent || /rate limit/i.test(failure.message))) ||
    (failure.errors?.some(({ type }) => type === "RATE_LIMITED") ?? false);
  if (!isLimit) return null;
  const reset = isSpent ? Number(headers["x-ratelimit-reset"]) * 1000 - now : Number.NaN;
  const wait = [Number(told) * 1000, reset].find((ms) => Number.isFinite(ms) && ms > 0) ?? UNTOLD_WAIT_MS;
  return Math.min(wait, LONGEST_WAIT_MS);
}

function toWords({ message, errors = [] }: GithubFailure): string {
  const details = errors.flatMap(({ message: detail }) => (typeof detail === "string" ? [detail] : []));
  const text = (details.length > 0 ? [...new Set(details)].join(", ") : String(message)).replace(/\s+/g, " ");
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}
