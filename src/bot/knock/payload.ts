// The parts that GitHub's webhook payloads share, read leniently: only the fields that somebody needs, and whatever else is there is passed over.
// https://docs.github.com/en/webhooks/webhook-events-and-payloads
import { z } from "zod";
import { cutText } from "../../core/triggers/cut-text.ts";
import type { KnockAccount, KnockIssue, KnockPullRequest, KnockRepository, RepositoryName, Sender } from "./knock.ts";

/** GitHub takes 65 536 characters in a body; nothing longer is anybody's comment. */
const BODY = 65_536;
const NAME = 256;
const LINK = 2_048;
const LABELS = 100;
/** An installation may choose repositories one by one; more than this are found by asking. */
const REPOSITORIES = 5_000;

const Id = z.int().nonnegative();
export const Name = z.string().transform((text) => cutText(text, NAME));
export const Link = z.string().transform((text) => cutText(text, LINK));
export const Body = z
  .string()
  .nullish()
  .transform((text) => cutText(text ?? "", BODY));
export const ThreadNumber = z.int().positive();
export const Text = Name.nullish().transform((text) => text ?? null);

/** Someone who deleted their account is nobody; GitHub shows them as `ghost`. */
export const Login = z
  .object({ login: Name, type: Text.catch(null) })
  .nullish()
  .catch(null)
  .transform((user) => user ?? { login: "ghost", type: null });

export const ObjectId = Id;

export const Time = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => {
    const time = text == null ? Number.NaN : Date.parse(text);
    return Number.isFinite(time) ? time : null;
  });

const Owner = z.object({ login: Name.optional(), name: Text }).transform(({ login, name }) => login ?? name ?? "");

const Repository = z
  .object({ id: Id, name: Name, owner: Owner, default_branch: Text })
  .transform(({ id, name, owner, default_branch: defaultBranch }): KnockRepository => ({ id, owner, name, defaultBranch }));

/** As installations list them: without an owner of their own. */
export const RepositoryNames = z
  .array(z.object({ id: Id, name: Name, full_name: Name }))
  .nullish()
  .transform((listed) =>
    (listed ?? [])
      .slice(0, REPOSITORIES)
      .map(({ id, name, full_name: full }): RepositoryName => ({ id, owner: full.split("/")[0] ?? "", name })),
  );

export const Account = z
  .object({ id: Id, login: Name.optional(), slug: Name.optional(), type: Text.catch(null) })
  .transform(({ id, login, slug, type }): KnockAccount => ({ id, login: login ?? slug ?? "", type: type ?? "Organization" }));

const Labels = z
  .array(z.object({ name: Name }))
  .nullish()
  .catch(null)
  .transform((labels) => (labels ?? []).slice(0, LABELS).map(({ name }) => name));

export const Label = z.object({ name: Name }).transform(({ name }) => name);
export const Assignee = z.object({ login: Name }).transform(({ login }) => login);

const Thread = {
  number: ThreadNumber,
  title: Name,
  body: Body,
  user: Login,
  html_url: Link,
  state: Text,
  labels: Labels,
  created_at: Time,
  updated_at: Time,
};
const Locked = z.boolean().nullish();

export const Issue = z
  .object({ ...Thread, locked: Locked, pull_request: z.unknown().optional() })
  .transform(({ number, created_at: createdAt, updated_at: updatedAt, ...it }): Numbered & { readonly issue: KnockIssue } => ({
    number,
    createdAt,
    updatedAt,
    issue: {
      title: it.title,
      body: it.body,
      author: it.user.login,
      url: it.html_url,
      isOpen: it.state === "open",
      isLocked: it.locked ?? false,
      isPullRequest: it.pull_request != null,
      labels: it.labels,
    },
  }));

interface Numbered {
  readonly number: number;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

/** Of a text that was edited: null when something else was. */
export const FormerBody = z
  .object({ body: z.object({ from: Body }).nullish() })
  .nullish()
  .transform((changes) => changes?.body?.from ?? null);

/** The repository of a head is null once a fork was deleted. */
const Side = z.object({
  ref: Name,
  sha: Name,
  repo: z
    .object({ id: Id })
    .nullish()
    .transform((repo) => repo?.id ?? null),
});

export const PullRequest = z
  .object({
    ...Thread,
    locked: Locked,
    draft: z.boolean().nullish(),
    merged: z.boolean().nullish(),
    merged_at: Time,
    head: Side,
    base: Side,
  })
  .transform(({ number, created_at: createdAt, updated_at: updatedAt, ...it }): Numbered & { readonly pullRequest: KnockPullRequest } => ({
    number,
    createdAt,
    updatedAt,
    pullRequest: {
      title: it.title,
      body: it.body,
      author: it.user.login,
      url: it.html_url,
      isOpen: it.state === "open",
      isLocked: it.locked ?? false,
      isDraft: it.draft ?? false,
      isMerged: it.merged ?? it.merged_at !== null,
      labels: it.labels,
      head: it.head.ref,
      headCommit: it.head.sha,
      isFromFork: it.head.repo === null || it.head.repo !== it.base.repo,
      base: it.base.ref,
    },
  }));

/** What nearly every payload has beside its subject. */
export const Envelope = z.object({
  action: Text.catch(null),
  installation: z.object({ id: Id }).nullish(),
  repository: Repository.nullish(),
  sender: Login,
});
export type Envelope = z.infer<typeof Envelope>;

export function toSender({ login, type }: z.infer<typeof Login>): Sender {
  return { login, type: type ?? "Unknown", isBot: type === "Bot" || login.endsWith("[bot]") };
}
