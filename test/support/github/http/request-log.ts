// Every request that came in, for tests that look at how an app behaves rather than at what it reached.

export interface LoggedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** GitHub's name of the operation's path, or null for git and for what does not exist. */
  readonly operation: string | null;
  readonly body: unknown;
  /** `app`, `installation 7`, a login, or `anonymous`. */
  by: string;
  /** Milliseconds since 1970, by the pretend GitHub's clock. */
  readonly at: number;
  /** 0: never answered. */
  status: number;
}

export interface RequestLog {
  readonly all: readonly LoggedRequest[];
  add(request: LoggedRequest): void;
  /** `POST /repos/{owner}/{repo}/issues/{issue_number}/comments`. */
  of(operation: string): readonly LoggedRequest[];
  /** GitHub allows 80 within a minute: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
  mostCreatedInAMinute(): number;
  clear(): void;
}

const MINUTE_MS = 60_000;

export function createRequestLog(): RequestLog {
  let all: LoggedRequest[] = [];
  return {
    get all() {
      return all;
    },
    add: (request) => void all.push(request),
    of: (operation) => all.filter((request) => request.operation === operation),
    mostCreatedInAMinute() {
      const moments = all.filter(isCreation).map(({ at }) => at);
      return Math.max(0, ...moments.map((start) => moments.filter((at) => at >= start && at < start + MINUTE_MS).length));
    },
    clear() {
      all = [];
    },
  };
}

/** What people would see: GitHub counts comments, issues, reviews and the like, and neither checks nor labels nor reactions. */
function isCreation({ method, operation, status }: LoggedRequest): boolean {
  if (method !== "POST" || status < 200 || status > 299 || operation === null) return false;
  return /\/(?:issues|comments|replies|pulls|reviews|requested_reviewers|sub_issues)$/.test(operation);
}
