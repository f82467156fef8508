// What happened in a repository lately, in the words in which GitHub's webhooks would have told it: labels, assignments and states of issues,
// and comments. Asks so that what has not changed costs nothing, and leaves the App's own requests the larger part of the rate limit.
// https://docs.github.com/en/rest/issues/events, https://docs.github.com/en/rest/issues/comments
import { z } from "zod";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { createRecent } from "../../std/recent.ts";
import { loadEdits, type TextEdit } from "./edits.ts";
import { hasStatus, isMissing, toForgeError } from "./github-error.ts";
import type { InstallationOctokit } from "./installation-octokit.ts";
import { findTold, IssueEvent, Person, toSender } from "./issue-event.ts";
import { createQuota } from "./quota.ts";
import { withToken } from "./with-token.ts";

export interface GithubHappening {
  readonly kind: "event" | "comment";
  /** GitHub's number for it, among those of its kind. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** As `X-GitHub-Event` would name it. */
  readonly event: string;
  /** Null: what it was about is gone. @throws forge.* */
  load(): Promise<GithubTold | null>;
}

export interface GithubTold {
  readonly payload: Readonly<Record<string, unknown>>;
  /** GitHub lists texts as they are now: who else than the sender changed those that the payload shows since it happened. */
  readonly editedBy: readonly string[];
}

export interface GithubActivity {
  /** After this time, oldest first; null: too little is left of the rate limit. @throws forge.* */
  read(place: { readonly installation: number; readonly repository: number }, since: number): Promise<readonly GithubHappening[] | null>;
}

/** What an installation was asked by GitHub, whoever heard it. */
export interface GithubPatience {
  isAskedToWait(installation: number): boolean;
  pause(installation: number, ms: number): void;
}

export interface GithubActivityOptions {
  readonly patience: GithubPatience;
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
const Comment = z.looseObject({
  id: z.int(),
  node_id: z.string(),
  created_at: z.string(),
  user: Person,
  issue_url: z.string(),
});
type Comment = z.infer<typeof Comment>;
const Repository = z.looseObject({ id: z.int(), name: z.string(), owner: z.looseObject({ login: z.string() }) });
type Repository = z.infer<typeof Repository>;

type Route = "GET /repos/{owner}/{repo}/issues/events" | "GET /repos/{owner}/{repo}/issues/comments";

interface Asking {
  readonly octokit: InstallationOctokit;
  readonly installation: number;
  readonly repository: Repository;
  /** Of the thread's text and its comments; once for all that happened there. @throws forge.* */
  loadEdits(thread: Numbered): Promise<Edits>;
}

type Numbered = Pick<NonNullable<IssueEvent["issue"]>, "number" | "node_id">;
type Edits = ReadonlyMap<string, readonly TextEdit[]>;
/** By node id. */
interface Shown {
  readonly at: number;
  readonly sender: z.infer<typeof Person>;
  readonly texts: readonly string[];
}

export function createGithubActivity({ openOctokit, patience, login, clock }: GithubActivityOptions): GithubActivity {
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
    try {
      const reply = await withToken(octokit, () => octokit.request(route, { ...parameters, request }));
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
    { octokit, installation, repository }: Omit<Asking, "loadEdits">,
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

  /** One look for all that happened in a thread. */
  function createEditLook(octokit: InstallationOctokit, comments: readonly Comment[]): Asking["loadEdits"] {
    const looks = new Map<number, Promise<Edits>>();
    return async (thread) => {
      // All of them: within a second a comment can be written and changed by somebody else, and its times are the same.
      const said = comments.filter((comment) => toThread(comment) === thread.number);
      const ids = [thread.node_id, ...said.map(({ node_id }) => node_id)];
      const look = () => withToken(octokit, () => loadEdits(octokit, ids, AbortSignal.timeout(ANSWER_WITHIN_MS)));
      const looked = looks.get(thread.number) ?? look();
      looks.set(thread.number, looked);
      return await looked.catch((cause: unknown) => {
        looks.delete(thread.number);
        throw toForgeError(`asking who changed a text in #${thread.number}`, cause, clock.now());
      });
    };
  }

  function toTold(payload: GithubTold["payload"], edits: Edits, { at, sender, texts }: Shown): GithubTold | null {
    if (texts.some((id) => !edits.has(id))) return null;
    const since = texts.flatMap((id) => edits.get(id) ?? []).filter((edit) => edit.at >= at);
    const others = since.map(({ by }) => by).filter((by) => by !== sender?.login && by !== login);
    return { payload, editedBy: [...new Set(others)] };
  }

  function toEventHappening({ id, created_at: at, event: action, issue, ...rest }: IssueEvent, asking: Asking): GithubHappening {
    const sender = toSender({ event: action, ...rest });
    const about = { ...(rest.label && { label: rest.label }), ...(rest.assignee && { assignee: rest.assignee }) };
    const payload = toPayload(action, asking, sender, { issue: issue && toThen(issue, at), ...about });
    const starts = action === "labeled" || action === "assigned";
    return {
      kind: "event",
      id,
      at,
      event: "issues",
      async load() {
        if (issue == null || !starts) return { payload, editedBy: [] };
        return toTold(payload, await asking.loadEdits(issue), { at, sender, texts: [issue.node_id] });
      },
    };
  }

  function toCommentHappening(comment: Comment, asking: Asking): GithubHappening {
    const { octokit, repository } = asking;
    const at = Date.parse(comment.created_at);
    const number = toThread(comment);
    const where = { owner: repository.owner.login, repo: repository.name, issue_number: number };

    async function loadIssue() {
      try {
        return (await octokit.rest.issues.get({ ...where, request: { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) } })).data;
      } catch (cause) {
        if (isMissing(cause)) return null;
        throw toForgeError(`reading #${number}`, cause, clock.now());
      }
    }

    return {
      kind: "comment",
      id: comment.id,
      at,
      event: "issue_comment",
      async load() {
        const issue = await loadIssue();
        if (issue === null) return null;
        const payload = toPayload("created", asking, comment.user, { issue: toThen(issue, at), comment });
        return toTold(payload, await asking.loadEdits(issue), { at, sender: comment.user, texts: [issue.node_id, comment.node_id] });
      },
    };
  }

  async function readAll({ installation, repository: id }: Parameters<GithubActivity["read"]>[0], since: number) {
    const octokit = await openClient(installation);
    const repository = await loadRepository(octokit, installation, id);
    const place = { octokit, installation, repository };
    const events = await readList(place, "GET /repos/{owner}/{repo}/issues/events", IssueEvent, { since, toTime: (it) => it.created_at });
    const comments = await readList(place, "GET /repos/{owner}/{repo}/issues/comments", Comment, {
      since,
      toTime: (it) => Date.parse(it.created_at),
    });
    const told = findTold(events.filter((event) => !isOurs(toSender(event))));
    const said = comments.filter(({ user }) => !isOurs(user));
    const asking = { ...place, loadEdits: createEditLook(octokit, said) };
    return [...told.map((event) => toEventHappening(event, asking)), ...said.map((comment) => toCommentHappening(comment, asking))];
  }

  function isOurs(who: z.infer<typeof Person>): boolean {
    return who?.login === login;
  }

  return {
    async read(place, since) {
      if (quota.isLow(place.installation) || patience.isAskedToWait(place.installation)) return null;
      try {
        const happened = await readAll(place, since);
        return happened.sort((one, other) => one.at - other.at || one.id - other.id);
      } catch (cause) {
        const doing = `asking what happened in repository ${place.repository}`;
        if (isMissing(cause)) throw new YardmasterError("forge.gone", `${doing}: GitHub no longer shows it to us`, { cause });
        const error = toForgeError(doing, cause, clock.now());
        if (error.retryAfterMs !== null) patience.pause(place.installation, error.retryAfterMs);
        throw error;
      }
    },
  };
}

function toThread({ issue_url: url }: Comment): number {
  return Number(url.split("/").at(-1));
}

/** As a webhook would have shown it when something happened there. What it says is as it is now. */
function toThen<Issue extends { readonly closed_at?: string | null | undefined }>(issue: Issue, at: number) {
  const wasOpen = issue.closed_at != null && Date.parse(issue.closed_at) > at;
  return { ...issue, ...(wasOpen && { state: "open" }), updated_at: new Date(at).toISOString() };
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
