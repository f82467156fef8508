// What happened in a repository lately, in the words in which GitHub's webhooks would have told it: labels, assignments and states of issues,
// and comments. Asks so that what has not changed costs nothing, and leaves the App's own requests the larger part of the rate limit.
// https://docs.github.com/en/rest/issues/events, https://docs.github.com/en/rest/issues/comments
import { z } from "zod";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { createRecent } from "../../std/recent.ts";
import { hasStatus, isMissing, toForgeError } from "./github-error.ts";
import type { InstallationOctokit } from "./installation-octokit.ts";
import { findTold, IssueEvent, Person, toSender } from "./issue-event.ts";
import { createQuota } from "./quota.ts";

export interface GithubHappening {
  readonly kind: "event" | "comment";
  /** GitHub's number for it, among those of its kind. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** As `X-GitHub-Event` would name it. */
  readonly event: string;
  /** Null: what it was about is gone. @throws forge.* */
  loadPayload(): Promise<Readonly<Record<string, unknown>> | null>;
}

export interface GithubActivity {
  /** After this time, oldest first; null: too little is left of the rate limit. @throws forge.* */
  read(place: { readonly installation: number; readonly repository: number }, since: number): Promise<readonly GithubHappening[] | null>;
}

export interface GithubActivityOptions {
  openOctokit(installation: number): Promise<InstallationOctokit>;
  /** Ourselves: what we did is no news. */
  readonly login: string;
  readonly clock: Pick<Clock, "now">;
}

const PAGE = 50;
const MOST_PAGES = 4;
const MOST_REMEMBERED = 1_000;
const MOST_CLIENTS = 100;
const ANSWER_WITHIN_MS = 30_000;

const Raw = z.looseObject({});
const Comment = z.looseObject({ id: z.int(), created_at: z.string(), user: Person, issue_url: z.string() });
type Comment = z.infer<typeof Comment>;
const Repository = z.looseObject({ id: z.int(), name: z.string(), owner: z.looseObject({ login: z.string() }) });
type Repository = z.infer<typeof Repository>;

type Route = "GET /repos/{owner}/{repo}/issues/events" | "GET /repos/{owner}/{repo}/issues/comments";

interface Asking {
  readonly octokit: InstallationOctokit;
  readonly installation: number;
  readonly repository: Repository;
}

export function createGithubActivity({ openOctokit, login, clock }: GithubActivityOptions): GithubActivity {
  /** What a list's first page was like, and when the newest on it happened. */
  const remembered = createRecent<string, { readonly etag: string; readonly newestAt: number }>(MOST_REMEMBERED);
  const repositories = createRecent<number, { readonly etag: string | undefined; readonly data: Repository }>(MOST_REMEMBERED);
  const clients = createRecent<number, InstallationOctokit>(MOST_CLIENTS);
  const quota = createQuota(clock);

  async function openClient(installation: number): Promise<InstallationOctokit> {
    const octokit = clients.get(installation) ?? (await openOctokit(installation));
    clients.set(installation, octokit);
    return octokit;
  }

  /** Null: it is as it was. Another status than 200 is a way elsewhere, which we do not follow. */
  async function ask(octokit: InstallationOctokit, installation: number, route: string, parameters: Readonly<Record<string, unknown>>) {
    const request = { redirect: "manual" as const, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
    const once = () => octokit.request(route, { ...parameters, request });
    try {
      const reply = await once().catch(async (cause: unknown) => {
        if (!hasStatus(cause, 401)) throw cause;
        await octokit.auth({ type: "installation", refresh: true });
        return await once();
      });
      quota.note(installation, reply.headers);
      return reply.status === 200 ? { data: reply.data as unknown, etag: reply.headers.etag } : { data: [], etag: undefined };
    } catch (cause) {
      quota.note(installation, (cause as { readonly response?: { readonly headers?: object } }).response?.headers ?? {});
      if (hasStatus(cause, 304)) return null;
      throw cause;
    }
  }

  async function loadRepository(octokit: InstallationOctokit, installation: number, id: number): Promise<Repository> {
    const before = repositories.get(id);
    const headers = before?.etag === undefined ? {} : { "if-none-match": before.etag };
    const reply = await ask(octokit, installation, "GET /repositories/{repository_id}", { repository_id: id, headers });
    if (reply === null && before !== undefined) return before.data;
    const data = understand(Repository, reply?.data);
    repositories.set(id, { etag: reply?.etag, data });
    return data;
  }

  /** Newest first. Nothing when the list is as it was and held nothing newer then. */
  async function readList<Item>(
    { octokit, installation, repository }: Asking,
    route: Route,
    schema: z.ZodType<Item>,
    { since, toTime }: { readonly since: number; toTime(item: Item): number },
  ): Promise<readonly Item[]> {
    const key = `${repository.id} ${route}`;
    const at = { owner: repository.owner.login, repo: repository.name, per_page: PAGE, sort: "created", direction: "desc" };
    const { sort: _, direction: __, ...unsorted } = at;
    const parameters = route.endsWith("/events") ? unsorted : at;
    const found: Item[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const before = page === 1 ? remembered.get(key) : undefined;
      const headers = before !== undefined && before.newestAt <= since ? { "if-none-match": before.etag } : {};
      const reply = await ask(octokit, installation, route, { ...parameters, page, headers });
      if (reply === null) return [];
      const items = readItems(reply.data, schema);
      if (page === 1 && reply.etag !== undefined) {
        remembered.set(key, { etag: reply.etag, newestAt: Math.max(0, ...items.map(toTime)) });
      }
      found.push(...items.filter((item) => toTime(item) > since));
      if (!isFull(reply.data) || items.some((item) => toTime(item) <= since)) break;
    }
    return found;
  }

  function toEventHappening({ id, created_at: at, event: action, issue, ...rest }: IssueEvent, asking: Asking): GithubHappening {
    const sender = toSender({ event: action, ...rest });
    const about = { ...(rest.label && { label: rest.label }), ...(rest.assignee && { assignee: rest.assignee }) };
    // The list shows the issue as it is now; when it happened is what a webhook would have shown as its last change.
    const then = { ...issue, updated_at: new Date(at).toISOString() };
    return {
      kind: "event",
      id,
      at,
      event: "issues",
      loadPayload: async () => toPayload(action, asking, sender, { issue: then, ...about }),
    };
  }

  function toCommentHappening(comment: Comment, asking: Asking): GithubHappening {
    const { octokit, repository } = asking;
    return {
      kind: "comment",
      id: comment.id,
      at: Date.parse(comment.created_at),
      event: "issue_comment",
      async loadPayload() {
        const number = Number(comment.issue_url.split("/").at(-1));
        try {
          const at = { owner: repository.owner.login, repo: repository.name, issue_number: number };
          const { data: issue } = await octokit.rest.issues.get({ ...at, request: { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) } });
          return toPayload("created", asking, comment.user, { issue, comment });
        } catch (cause) {
          if (isMissing(cause)) return null;
          throw toForgeError(`reading #${number}`, cause, clock.now());
        }
      },
    };
  }

  async function readAll({ installation, repository: id }: Parameters<GithubActivity["read"]>[0], since: number) {
    const octokit = await openClient(installation);
    const repository = await loadRepository(octokit, installation, id);
    const asking = { octokit, installation, repository };
    const events = await readList(asking, "GET /repos/{owner}/{repo}/issues/events", IssueEvent, { since, toTime: (it) => it.created_at });
    const comments = await readList(asking, "GET /repos/{owner}/{repo}/issues/comments", Comment, {
      since,
      toTime: (it) => Date.parse(it.created_at),
    });
    const told = findTold(events.filter((event) => !isOurs(toSender(event))));
    const said = comments.filter(({ user }) => !isOurs(user));
    return [...told.map((event) => toEventHappening(event, asking)), ...said.map((comment) => toCommentHappening(comment, asking))];
  }

  function isOurs(who: z.infer<typeof Person>): boolean {
    return who?.login === login;
  }

  return {
    async read(place, since) {
      if (quota.isLow(place.installation)) return null;
      try {
        const happened = await readAll(place, since);
        return happened.sort((one, other) => one.at - other.at || one.id - other.id);
      } catch (cause) {
        const doing = `asking what happened in repository ${place.repository}`;
        if (isMissing(cause)) throw new YardmasterError("forge.gone", `${doing}: GitHub no longer shows it to us`, { cause });
        throw toForgeError(doing, cause, clock.now());
      }
    },
  };
}

/** One that is different from the others is no reason to pass over these. */
function readItems<Item>(data: unknown, schema: z.ZodType<Item>): readonly Item[] {
  return understand(z.array(Raw), data).flatMap((item) => schema.safeParse(item).data ?? []);
}

function understand<Value>(schema: z.ZodType<Value>, data: unknown): Value {
  const read = schema.safeParse(data);
  if (!read.success) throw new YardmasterError("forge.unavailable", "asking what happened: GitHub's answer cannot be understood");
  return read.data;
}

function isFull(data: unknown): boolean {
  return Array.isArray(data) && data.length >= PAGE;
}

function toPayload(action: string, { installation, repository }: Asking, sender: unknown, about: Readonly<Record<string, unknown>>) {
  return { action, ...about, repository, installation: { id: installation }, sender };
}
