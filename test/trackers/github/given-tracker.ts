// A tracker over a repository of the pretend GitHub, by a person's token, with a clock that the test turns by hand.
import { onTestFinished } from "vitest";
import { createHandClock, type HandClock } from "../../../src/testing/hand-clock.ts";
import {
  createGithubQuota,
  createGithubTracker,
  createTokenOctokit,
  type GithubQuota,
  type GithubTrackerSettings,
  type Trust,
} from "../../../src/trackers/github/index.ts";
import type { Tracker } from "../../../src/trackers/tracker.ts";
import { createPretendGitHub, type PretendGitHub } from "../../support/github/pretend-github.ts";
import type { Repository } from "../../support/github/state/repository.ts";
import { ALL_ISSUES } from "../../support/github-tracker-settings.ts";

export const SETTINGS: GithubTrackerSettings = { ...ALL_ISSUES, blockers: ["dependencies", "sub-issues", "task-lists"] };

const NOON = "2026-05-04T12:00:00Z";

export interface GivenTracker {
  readonly github: PretendGitHub;
  readonly site: Repository;
  readonly clock: HandClock;
  readonly quota: GithubQuota;
  readonly tracker: Tracker;
  /** Another one of the same token. @param trust as in a repository of the App */
  open(settings: Partial<GithubTrackerSettings>, trust?: Trust): Tracker;
  /** Both clocks. */
  pass(ms: number): void;
  /** Points and requests that GitHub has counted. */
  spent(): { readonly points: number; readonly requests: number };
}

export async function openTrackerWorld(settings: Partial<GithubTrackerSettings> = {}): Promise<GivenTracker> {
  const github = await createPretendGitHub({ startsAt: NOON });
  const site = github.repository("acme/site", { collaborators: { ada: "write", bob: "read" }, labels: ["run"] });
  const clock = createHandClock(Date.parse(NOON));
  const quota = createGithubQuota({ clock });
  const octokit = createTokenOctokit(github.tokenOf("ada"), github.url);
  const open = (own: Partial<GithubTrackerSettings>, trust?: Trust) =>
    createGithubTracker({ settings: { ...SETTINGS, ...own }, loadOctokit: () => octokit, quota, clock, ...(trust && { trust }) });
  return {
    github,
    site,
    clock,
    quota,
    tracker: open(settings),
    open,
    pass(ms) {
      clock.advance(ms);
      github.clock.advance(ms);
    },
    spent: () => ({ points: github.limits.look("ada", "graphql").used, requests: github.limits.look("ada", "core").used }),
  };
}

/** Ends with the test, which fails when GitHub would not have understood something. */
export async function givenTracker(settings: Partial<GithubTrackerSettings> = {}): Promise<GivenTracker> {
  const given = await openTrackerWorld(settings);
  onTestFinished(async () => {
    await given.github.stop();
    given.github.assertNoViolations();
  });
  return given;
}
