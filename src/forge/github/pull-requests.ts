// Pull requests on GitHub: one open for a branch, kept up to date, with a title and a text that people may change.
import { YardmasterError } from "../../core/errors.ts";
import { createTurns } from "../../std/turns.ts";
import { cutText } from "../cut-text.ts";
import type { Forge, PullRequest, PullRequestRequest } from "../forge.ts";
import type { GithubClient } from "./client.ts";
import { toFirstWords, toNextWords } from "./pull-request-words.ts";

/** REST can open a draft, and neither end it nor bring it back. */
const READY = `mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;
const DRAFT = `mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;

const LONGEST_TITLE = 256;

export interface PullData {
  readonly number: number;
  readonly node_id: string;
  readonly html_url: string;
  readonly state: string;
  readonly title: string;
  readonly body: string | null;
  readonly draft?: boolean;
  readonly merged_at: string | null;
  /** Without a repository when its fork was deleted. */
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: { readonly id: number } | null };
  readonly base: { readonly ref: string; readonly repo: { readonly id: number; readonly default_branch: string } };
}

export function toPullRequest({ number, html_url: url, state, draft = false, merged_at, head, base }: PullData): PullRequest {
  return {
    number,
    url,
    state: merged_at !== null ? "merged" : state === "open" ? "open" : "closed",
    isDraft: draft,
    head: head.ref,
    headCommit: head.sha,
    isFromFork: isFromFork({ head, base }),
    isFromDefaultBranch: !isFromFork({ head, base }) && head.ref === base.repo.default_branch,
    base: base.ref,
  };
}

function isFromFork({ head, base }: Pick<PullData, "head" | "base">): boolean {
  return head.repo?.id !== base.repo.id;
}

type PullRequests = Pick<Forge, "fetchPullRequestOf" | "fetchChangedFiles" | "putPullRequest" | "setDraft">;

export function createPullRequests(client: GithubClient): PullRequests {
  const turns = createTurns();

  /** Newest first. */
  async function find(doing: string, branch: string, state: "open" | "all"): Promise<PullData | null> {
    const order = { state, sort: "created", direction: "desc" } as const;
    const pulls = client.readAll<readonly PullData[], PullData>(
      doing,
      (octokit, at) => octokit.rest.pulls.list({ ...at, ...order, head: `${at.owner}:${branch}` }),
      (page) => page,
    );
    for await (const pull of pulls) if (pull.head.ref === branch && !isFromFork(pull)) return pull;
    return null;
  }

  async function create(doing: string, { head, base, title, body, isDraft }: PullRequestRequest): Promise<PullData> {
    const words = { ...toFirstWords({ title, body }), head, base };
    const made = await client.write<PullData>(doing, "work", (octokit, at) =>
      octokit.rest.pulls.create({ ...at, ...words, draft: isDraft }),
    );
    if (made === null) throw new YardmasterError("forge.refused", `${doing}: the repository takes no pull requests`);
    return made.data;
  }

  async function open(doing: string, request: PullRequestRequest): Promise<PullData> {
    try {
      return await create(doing, request);
    } catch (error) {
      if (!(error instanceof YardmasterError) || error.code !== "forge.refused") throw error;
      // Somebody else was quicker; GitHub has one message and no code for it, so we look.
      const there = await find(doing, request.head, "open");
      if (there !== null) return update(doing, request, there);
      // GitHub has no code for this one either: private repositories of free plans know no drafts.
      if (request.isDraft && /draft pull requests are not supported/i.test(error.message)) {
        return create(doing, { ...request, isDraft: false });
      }
      throw error;
    }
  }

  async function update(doing: string, request: PullRequestRequest, there: PullData): Promise<PullData> {
    const { title, body } = toNextWords(there, request);
    let now = there;
    if (title !== there.title || body !== there.body) {
      const edited = await client.write<PullData>(doing, "work", (octokit, at) =>
        octokit.rest.pulls.update({ ...at, pull_number: there.number, title, body }),
      );
      if (edited === null) throw new YardmasterError("forge.refused", `${doing}: #${there.number} is gone`);
      now = edited.data;
    }
    return (now.draft ?? false) === request.isDraft ? now : changeDraft(doing, now, request.isDraft);
  }

  /** Refused where there are no drafts, or where the App lacks a right that only this needs: no reason to lose the rest. */
  async function changeDraft(doing: string, pull: PullData, isDraft: boolean): Promise<PullData> {
    try {
      await client.mutate(doing, "work", isDraft ? DRAFT : READY, pull.node_id);
      return { ...pull, draft: isDraft };
    } catch (error) {
      if (error instanceof YardmasterError && error.code === "forge.refused") return pull;
      throw error;
    }
  }

  return {
    async fetchPullRequestOf(branch) {
      const pull = await find(`looking for the pull request of ${branch}`, branch, "all");
      return pull === null ? null : toPullRequest(pull);
    },
    async fetchChangedFiles(number) {
      const doing = `reading the files of #${number}`;
      const paths: string[] = [];
      const files = client.readAll(
        doing,
        (octokit, at) => octokit.rest.pulls.listFiles({ ...at, pull_number: number }),
        (page) => page,
      );
      // The former name of a copy is still there.
      for await (const { filename, status, previous_filename: former } of files) {
        paths.push(filename, ...(status === "renamed" && former !== undefined ? [former] : []));
      }
      if (paths.length > 0) return paths;
      const pull = await client.read(doing, (octokit, at) => octokit.rest.pulls.get({ ...at, pull_number: number }));
      if (pull === null) throw new YardmasterError("forge.refused", `${doing}: there is no such pull request`);
      return [];
    },
    async setDraft(number, isDraft) {
      const doing = `${isDraft ? "making a draft of" : "ending the draft of"} #${number}`;
      const pull = await client.read<PullData>(doing, (octokit, at) => octokit.rest.pulls.get({ ...at, pull_number: number }));
      if (pull === null) return null;
      return ((pull.draft ?? false) === isDraft ? pull : await changeDraft(doing, pull, isDraft)).draft ?? false;
    },
    putPullRequest(given) {
      const request = { ...given, title: cutText(given.title, LONGEST_TITLE) };
      const doing = `opening a pull request for ${request.head}`;
      return turns(request.head, async () => {
        const there = await find(doing, request.head, "open");
        return toPullRequest(there === null ? await open(doing, request) : await update(doing, request, there));
      });
    },
  };
}
