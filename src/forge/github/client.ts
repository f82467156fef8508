// The one way to GitHub for all parts of the forge: finds the repository by its id whatever it is called today, spends writes through the
// limiter, fetches a new token when one expired, and makes errors ours. Knows nothing of what is asked.
import type { Octokit } from "@octokit/rest";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { createRecent } from "../../std/recent.ts";
import type { ContentLimiter, WriteUrgency } from "./content-limiter.ts";
import { hasStatus, isMissing, toForgeError } from "./github-error.ts";
import type { InstallationOctokit } from "./installation-octokit.ts";
import { withToken } from "./with-token.ts";

type RepositoryData = Awaited<ReturnType<Octokit["rest"]["repos"]["get"]>>["data"];

/** Belongs into the parameters of every request. */
export interface Address {
  readonly owner: string;
  readonly repo: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: { readonly redirect: "manual"; readonly signal: AbortSignal };
}

interface Reply<Data> {
  readonly status: number;
  readonly data: Data;
  readonly headers: { readonly etag?: string | undefined; readonly link?: string | undefined };
}

type Request<Data> = (octokit: InstallationOctokit, at: Address) => Promise<Reply<Data>>;

export interface GithubClient {
  /** @param isFresh asks GitHub, though what we know is less than a minute old */
  repository(doing: string, isFresh?: boolean): Promise<RepositoryData>;
  /** Null: what was asked for is not there. `key` names it among all that is read: what did not change costs nothing of the rate limit. */
  read<Data>(doing: string, request: Request<Data>, key?: string): Promise<Data | null>;
  /** Every item of every page; none where there is nothing to page through. */
  readAll<Data, Item>(
    doing: string,
    request: (octokit: InstallationOctokit, at: Address & { readonly per_page: 100; readonly page: number }) => Promise<Reply<Data>>,
    itemsOf: (data: Data) => readonly Item[],
  ): AsyncGenerator<Item>;
  /** Null: what was to be changed is not there. */
  write<Data>(doing: string, urgency: WriteUrgency, request: Request<Data>): Promise<{ readonly data: Data } | null>;
  /** A GraphQL mutation on a node. Null: it is not there. */
  mutate(doing: string, urgency: WriteUrgency, document: string, id: string): Promise<object | null>;
  /** A token for git in this repository alone; a new one when the last one was refused. */
  openToken(doing: string, wasRefused: boolean): Promise<string>;
}

interface ClientDeps {
  readonly octokit: InstallationOctokit;
  readonly repositoryId: number;
  readonly limiter: ContentLimiter;
  readonly clock: Clock;
}

/** A name is confirmed that often: another repository may have taken it since. */
const NAME_HOLDS_MS = 60_000;
const ANSWER_WITHIN_MS = 30_000;
const MOST_PAGES = 100;
const MOST_REMEMBERED = 50;
/** A push that begins with a token must be able to end with it. */
const TOKEN_LASTS_MS = 300_000;

export function createGithubClient({ octokit, repositoryId, limiter, clock }: ClientDeps): GithubClient {
  const remembered = createRecent<string, { readonly etag: string; readonly reply: Reply<unknown> }>(MOST_REMEMBERED);
  let known: { readonly facts: RepositoryData; readonly at: number } | null = null;
  let asking: Promise<RepositoryData> | null = null;

  function fail(doing: string, cause: unknown): never {
    const place = known === null ? `repository ${repositoryId}` : known.facts.full_name;
    const error = toForgeError(`${doing} in ${place}`, cause, clock.now());
    if (error.retryAfterMs !== null && error !== cause) limiter.pause(error.retryAfterMs);
    throw error;
  }

  function toAddress(facts: RepositoryData, headers: Address["headers"] = {}): Address {
    return { owner: facts.owner.login, repo: facts.name, headers, request: toManners() };
  }

  /** What has not changed since we saw it comes without a body and costs nothing. */
  async function conditionally<Data>(key: string, request: (headers: Address["headers"]) => Promise<Reply<Data>>): Promise<Reply<Data>> {
    const before = remembered.get(key);
    try {
      const reply = await request(before === undefined ? {} : { "if-none-match": before.etag });
      if (reply.headers.etag !== undefined && reply.status === 200) remembered.set(key, { etag: reply.headers.etag, reply });
      return reply;
    } catch (cause) {
      if (!hasStatus(cause, 304) || before === undefined) throw cause;
      return before.reply as Reply<Data>;
    }
  }

  async function askWhere(doing: string): Promise<RepositoryData> {
    try {
      const reply = await withToken(octokit, () =>
        conditionally<RepositoryData>("repository", (headers) =>
          octokit.request("GET /repositories/{repository_id}", { repository_id: repositoryId, headers, request: toManners() }),
        ),
      );
      known = { facts: reply.data, at: clock.now() };
      return reply.data;
    } catch (cause) {
      if (!isMissing(cause)) fail(doing, cause);
      const place = known === null ? `repository ${repositoryId}` : known.facts.full_name;
      throw new YardmasterError("forge.gone", `${doing} in ${place}: GitHub no longer shows it to us`, { cause });
    }
  }

  async function repository(doing: string, isFresh = false): Promise<RepositoryData> {
    if (!isFresh && known !== null && clock.now() - known.at < NAME_HOLDS_MS) return known.facts;
    asking ??= askWhere(doing).finally(() => {
      asking = null;
    });
    return asking;
  }

  /** Null: it is not there, in the repository that is. A name of yesterday is followed once. */
  async function ask<Data>(doing: string, request: (at: RepositoryData) => Promise<Reply<Data>>): Promise<Reply<Data> | null> {
    const facts = await repository(doing);
    const first = await attempt(doing, () => request(facts));
    if (first !== null) return first;
    const now = await repository(doing, true);
    return now.full_name === facts.full_name ? null : attempt(doing, () => request(now));
  }

  /** Null: not there, or somewhere else: we do not follow, since GitHub would let us write into whatever is there now. */
  async function attempt<Data>(doing: string, work: () => Promise<Reply<Data>>): Promise<Reply<Data> | null> {
    try {
      const reply = await withToken(octokit, work);
      return reply.status >= 300 ? null : reply;
    } catch (cause) {
      return isMissing(cause) ? null : fail(doing, cause);
    }
  }

  return {
    repository,
    async read(doing, request, key) {
      const reply = await ask(doing, (facts) =>
        key === undefined
          ? request(octokit, toAddress(facts))
          : conditionally(`${facts.full_name} ${key}`, (headers) => request(octokit, toAddress(facts, headers))),
      );
      return reply === null ? null : reply.data;
    },
    async *readAll(doing, request, itemsOf) {
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const reply = await ask(doing, (facts) => request(octokit, { ...toAddress(facts), per_page: 100, page }));
        if (reply === null) return;
        yield* itemsOf(reply.data);
        if (!/rel="next"/.test(reply.headers.link ?? "")) return;
      }
    },
    async write(doing, urgency, request) {
      // Before its turn, so that a turn is not lost when it is gone.
      await repository(doing);
      return limiter.write(urgency, () => ask(doing, (facts) => request(octokit, toAddress(facts))));
    },
    async mutate(doing, urgency, document, id) {
      await repository(doing);
      const request = { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
      const work = async (): Promise<object | null> => {
        try {
          return await withToken(octokit, () => octokit.graphql<object>(document, { id, request }));
        } catch (cause) {
          return isMissing(cause) ? null : fail(doing, cause);
        }
      };
      return limiter.write(urgency, work);
    },
    async openToken(doing, wasRefused) {
      const wanted = { type: "installation", repositoryIds: [repositoryId] } as const;
      try {
        const held = (await octokit.auth(wanted)) as Token;
        const lasts = held.expiresAt === undefined || Date.parse(held.expiresAt) - clock.now() > TOKEN_LASTS_MS;
        if (lasts && !wasRefused) return held.token;
        return ((await octokit.auth({ ...wanted, refresh: true })) as Token).token;
      } catch (cause) {
        return fail(doing, cause);
      }
    },
  };
}

function toManners(): Address["request"] {
  return { redirect: "manual", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
}

interface Token {
  readonly token: string;
  readonly expiresAt?: string;
}
