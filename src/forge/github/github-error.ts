// What GitHub's refusals mean for us: to wait, to give up, or that the repository is gone. Reads status, headers and types, and the words only
// where nothing else says it.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
import { YardmasterError } from "../../core/errors.ts";

/** As far as we read it: of `@octokit/request-error` and `@octokit/graphql`, which both come out of Octokit. */
interface GithubFailure {
  readonly message: string;
  readonly status?: number;
  readonly request?: { readonly url?: string };
  readonly response?: { readonly headers?: Headers; readonly data?: unknown };
  /** GraphQL's. */
  readonly headers?: Headers;
  readonly errors?: readonly { readonly type?: string; readonly message?: string }[];
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** GitHub asks for at least a minute when it does not say how long. */
const UNTOLD_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;
const LONGEST_MESSAGE = 300;
/** What a token of yesterday is told; nothing but the words says it. */
const SUSPENDED = /installation has been suspended/i;

export function toForgeError(doing: string, cause: unknown, now: number): YardmasterError {
  if (cause instanceof YardmasterError) return cause;
  const failure = cause as GithubFailure;
  const { status } = failure;
  const says = status === undefined || failure.response === undefined ? "GitHub" : `GitHub says ${status}`;
  const error = (code: "forge.unavailable" | "forge.refused" | "forge.gone", retryAfterMs: number | null = null) =>
    new YardmasterError(code, `${doing}: ${says}: ${toWords(failure)}`, { cause, retryAfterMs });

  const wait = toWait(failure, now);
  if (wait !== null) return error("forge.unavailable", wait);
  if (status === undefined) return error(isRefusedByGraphql(failure) ? "forge.refused" : "forge.unavailable");
  // No answer at all is 500 in Octokit. 401 stays only while our key does not hold or GitHub's sign-in is down.
  if (status >= 500 || status === 401 || status === 408) return error("forge.unavailable");
  // No token for this installation: it was removed (404) or suspended (403).
  if (isTokenRequest(failure) && (status === 403 || status === 404)) return error("forge.gone");
  if (status === 403 && SUSPENDED.test(toWords(failure))) return error("forge.gone");
  return error("forge.refused");
}

/** What was asked for is not there, is no longer, or is somewhere else. */
export function isMissing(cause: unknown): boolean {
  const failure = cause as GithubFailure;
  if (failure.errors !== undefined) return failure.errors.some(({ type }) => type === "NOT_FOUND");
  return (failure.status === 404 || failure.status === 410) && !isTokenRequest(failure);
}

export function hasStatus(cause: unknown, status: number): boolean {
  return (cause as GithubFailure | null)?.status === status;
}

/** How long GitHub wants us to wait, in milliseconds; null when that is not what it says. */
function toWait(failure: GithubFailure, now: number): number | null {
  const headers = failure.response?.headers ?? failure.headers ?? {};
  const isLimit =
    failure.status === 429 ||
    (failure.status === 403 && (headers["retry-after"] !== undefined || String(headers["x-ratelimit-remaining"]) === "0")) ||
    (failure.status === 403 && /rate limit/i.test(toWords(failure))) ||
    (failure.errors?.some(({ type }) => type === "RATE_LIMITED") ?? false);
  if (!isLimit && headers["retry-after"] === undefined) return null;
  const after = Number(headers["retry-after"]);
  const reset = String(headers["x-ratelimit-remaining"]) === "0" ? Number(headers["x-ratelimit-reset"]) * 1000 - now : Number.NaN;
  const wait = [after * 1000, reset].find((ms) => Number.isFinite(ms) && ms > 0) ?? UNTOLD_WAIT_MS;
  return Math.min(wait, LONGEST_WAIT_MS);
}

/** An error without a type is GitHub's own trouble. */
function isRefusedByGraphql({ errors }: GithubFailure): boolean {
  return errors !== undefined && errors.length > 0 && errors.every(({ type }) => type !== undefined && type !== "INTERNAL");
}

function isTokenRequest({ request }: GithubFailure): boolean {
  return request?.url?.endsWith("/access_tokens") ?? false;
}

function toWords({ message, response, errors }: GithubFailure): string {
  const data = response?.data as { readonly message?: unknown; readonly errors?: unknown } | undefined;
  const details = Array.isArray(data?.errors) ? data.errors : (errors ?? []);
  const words = [typeof data?.message === "string" ? data.message : message, ...details.map(toDetail)].filter((word) => word !== "");
  const text = [...new Set(words)].join(", ").replace(/\s+/g, " ");
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}

function toDetail(detail: unknown): string {
  if (typeof detail !== "object" || detail === null) return typeof detail === "string" ? detail : "";
  const { message, field, code } = detail as Readonly<Record<string, unknown>>;
  if (typeof message === "string") return message;
  return [field, code].filter((word) => typeof word === "string").join(" is ");
}
