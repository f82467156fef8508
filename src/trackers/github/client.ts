// The one way to GitHub for all parts of this tracker: waits for nobody, watches what is left of the hour, and makes errors ours. Knows
// nothing of what is asked.
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import type { Document } from "./documents.ts";
import { toPartialData, toTrackerError } from "./github-error.ts";
import type { GithubQuota, Poller } from "./quota.ts";

/** Octokit as we use it, signed in, neither throttling nor trying again. */
export type GithubOctokit = Pick<Octokit, "graphql" | "request">;

export interface Answer {
  readonly data: unknown;
  /** In points. */
  readonly cost: number;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

export interface GithubClient {
  /** @param poller null: a person asks, whom the reserve is for @throws tracker.unavailable, with `retryAfterMs`, when it is to wait */
  admit(doing: string, poller: Poller | null): void;
  /** @throws tracker.unavailable */
  ask(doing: string, document: Document): Promise<Answer>;
  /** REST; its data is not read. @param expected statuses that are answers too, without headers @throws tracker.unavailable */
  send(
    doing: string,
    request: (octokit: GithubOctokit, manners: { readonly signal: AbortSignal }) => Promise<Reply>,
    expected: readonly number[],
  ): Promise<Reply>;
}

interface ClientDeps {
  readonly loadOctokit: () => Promise<GithubOctokit>;
  readonly quota: GithubQuota;
  readonly clock: Clock;
}

const ANSWER_WITHIN_MS = 30_000;
/** Until they are part of the schema everywhere. */
const PREVIEWS = { "graphql-features": "issue_fields" };

const Cost = z.object({
  rateLimit: z.object({ cost: z.int(), limit: z.int(), remaining: z.int(), resetAt: z.string() }),
});

export function createGithubClient({ loadOctokit, quota, clock }: ClientDeps): GithubClient {
  function fail(doing: string, cause: unknown): never {
    const error = toTrackerError(doing, cause, clock.now());
    if (error.retryAfterMs !== null) quota.pause(error.retryAfterMs);
    throw error;
  }

  /** A server without limits, as an enterprise may have, says nothing. */
  function watchCost(data: unknown): number {
    const told = Cost.safeParse(data);
    if (!told.success) return 0;
    const { cost, limit, remaining, resetAt } = told.data.rateLimit;
    quota.observe("graphql", { limit, remaining, resetAt: Date.parse(resetAt) || 0 });
    return cost;
  }

  function watchHeaders(headers: Reply["headers"]): void {
    const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) => Number(headers[`x-ratelimit-${name}`]));
    if (limit && remaining !== undefined && reset) quota.observe("core", { limit, remaining, resetAt: reset * 1000 });
  }

  return {
    admit(doing, poller) {
      const person = quota.waitOfPerson();
      const wait = person > 0 || poller === null ? person : quota.waitOfPoll(poller);
      if (wait === 0) return;
      const why = person > 0 ? "GitHub asked us to wait" : `${quota.describe()}, of which a part is kept for what people ask`;
      throw new YardmasterError("tracker.unavailable", `${doing}: it waits for ${Math.ceil(wait / 1000)} s: ${why}`, {
        retryAfterMs: wait,
      });
    },
    async ask(doing, { text, variables }) {
      try {
        const octokit = await loadOctokit();
        const request = { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
        const data = await octokit.graphql<unknown>(text, { ...variables, headers: PREVIEWS, request }).catch((cause: unknown) => {
          const partial = toPartialData(cause);
          if (partial === undefined) throw cause;
          return partial;
        });
        return { data, cost: watchCost(data) };
      } catch (cause) {
        return fail(doing, cause);
      }
    },
    async send(doing, request, expected) {
      try {
        const reply = await request(await loadOctokit(), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        watchHeaders(reply.headers);
        return reply;
      } catch (cause) {
        const { status = 0 } = cause as { readonly status?: number };
        return expected.includes(status) ? { status, headers: {} } : fail(doing, cause);
      }
    },
  };
}
