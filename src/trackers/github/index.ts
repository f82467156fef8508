// A tracker over the issues of one repository on GitHub. What it takes from them is in docs/trackers/github.md.
// Keeps no copy of the truth: an answer is used again only while GitHub says that nothing happened, and not for long.
import { normalizeState } from "../../core/issue.ts";
import { type Clock, systemClock } from "../../std/clock.ts";
import type { Tracker } from "../tracker.ts";
import { createChanges } from "./changes.ts";
import { createGithubClient, type GithubOctokit } from "./client.ts";
import { toAddress } from "./documents.ts";
import type { GithubQuota } from "./quota.ts";
import { type Listing, type Read, readByIds, readList } from "./read-issues.ts";
import type { GithubTrackerSettings } from "./settings.ts";
import { CLOSED, OPEN } from "./to-issue.ts";
import { withhold } from "./withhold.ts";
import type { Trust } from "./wording.ts";
import { showByLabels } from "./work-labels.ts";

export type { GithubOctokit } from "./client.ts";
export { createGithubQuota, type GithubQuota } from "./quota.ts";
export type { GithubTrackerSettings } from "./settings.ts";
export { createTokenOctokit } from "./token-octokit.ts";
export type { Trust } from "./wording.ts";

export interface GithubTrackerOptions {
  readonly settings: GithubTrackerSettings;
  /** Asked for when something is first read, so that to open a tracker needs neither network nor token. */
  readonly loadOctokit: () => Promise<GithubOctokit>;
  /** One for all trackers of a token or an installation. */
  readonly quota: GithubQuota;
  readonly clock?: Clock;
  /** Issues whose words others wrote are listed and not offered. @defaultValue whatever the settings let in is offered, whoever wrote it */
  readonly trust?: Trust;
}

/** What no look at changes can see (an issue that was deleted, a blocker in another repository) is seen by then. */
const ANSWER_HOLDS_MS = 300_000;

interface Kept<Answer> {
  readonly question: string;
  readonly version: number;
  readonly at: number;
  readonly answer: Answer;
}

/** What is asked again and again. */
interface Poll<Answer> {
  kept: Kept<Answer> | null;
}

export function createGithubTracker({ settings, loadOctokit, quota, clock = systemClock, trust }: GithubTrackerOptions): Tracker {
  const client = createGithubClient({ loadOctokit, quota, clock });
  const changes = createChanges(client, toAddress(settings));
  /** Boards and fields change without a trace on the issue. */
  const isWatched = settings.project === null && settings.priorityFrom === "labels";
  const list: Poll<Listing> = { kept: null };
  const refresh: Poll<Awaited<ReturnType<Tracker["fetchIssuesByIds"]>>> = { kept: null };

  async function again<Answer>(poll: Poll<Answer>, question: string, read: () => Promise<Read<Answer>>): Promise<Answer> {
    const doing = `looking at ${settings.repository}`;
    client.admit(doing, poll);
    const version = isWatched ? await changes.look(doing) : -1;
    const { kept } = poll;
    const holds = isWatched && kept !== null && kept.version === version && clock.now() - kept.at < ANSWER_HOLDS_MS;
    if (holds && kept.question === question) return kept.answer;
    const at = clock.now();
    const { answer, cost } = await read();
    quota.spent(poll, cost);
    poll.kept = { question, version, at, answer };
    return answer;
  }

  async function once<Answer>(read: () => Promise<Read<Answer>>): Promise<Answer> {
    client.admit(`looking at ${settings.repository}`, null);
    return (await read()).answer;
  }

  return {
    kind: "github",

    async fetchIssuesByStates(states, asker) {
      const wanted = new Set(states.map(normalizeState));
      const native = toNativeStates(wanted, settings);
      if (native.length === 0) return { issues: [], problems: [] };
      const read = () => readList(client, settings, { states: native, asksWording: trust !== undefined });
      const { issues, problems, wordings } = await (asker === "person" ? once(read) : again(list, native.join(), read));
      const meant = issues.filter(({ state }) => wanted.has(normalizeState(state)));
      return { issues: trust === undefined ? meant : await withhold(meant, wordings, trust), problems };
    },

    async fetchIssuesByIds(ids) {
      if (ids.length === 0) return [];
      const wanted = [...new Set(ids)];
      return await again(refresh, [...wanted].sort().join("\n"), () => readByIds(client, settings, wanted));
    },

    report: (report) => showByLabels(client, settings, report),
  };
}

/** An open issue has whatever state its board gives it. */
function toNativeStates(wanted: ReadonlySet<string>, { project }: GithubTrackerSettings): readonly string[] {
  const others = [...wanted].filter((state) => state !== CLOSED && (project !== null || state === OPEN));
  return [...(others.length > 0 ? ["OPEN"] : []), ...(wanted.has(CLOSED) ? ["CLOSED"] : [])];
}
