// The order in which issues are worked on: priority, then age, then identifier (Symphony 8.2, rules P5 to P7).
import type { Issue } from "../issue.ts";

/** Where unknown and missing priorities stand: after 4. */
const LAST_RANK = 5;

export interface Ranking {
  /** Milliseconds since the epoch; without it nothing ages. */
  readonly now?: number;
  /** Waiting this long counts as one priority; 0 turns ageing off. */
  readonly priorityAgingMs?: number;
}

/** A sorted copy, independent of the host's locale and, as ids are unique, of the order of the input. */
export function sortCandidates(issues: readonly Issue[], ranking: Ranking = {}): Issue[] {
  const rank = createRank(ranking);
  return issues
    .map((issue) => ({ issue, rank: rank(issue) }))
    .sort(compareRanked)
    .map(({ issue }) => issue);
}

/** An issue with its rank worked out once, not at each comparison. */
export interface Ranked {
  readonly issue: Issue;
  readonly rank: number;
}

export function compareRanked(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || compareAge(a.issue, b.issue);
}

/** 1 first. An issue that waits climbs one rank per `priorityAgingMs`, but never past 2: urgent stays urgent. */
export function createRank({ now, priorityAgingMs }: Ranking): (issue: Issue) => number {
  if (now === undefined || !priorityAgingMs) return baseRank;
  return (issue) => {
    const base = baseRank(issue);
    if (base <= 2 || issue.createdAt === null) return base;
    const waited = now - toEpochMs(issue.createdAt);
    return waited > 0 ? Math.max(2, base - Math.floor(waited / priorityAgingMs)) : base;
  };
}

/** For issues of one rank: the oldest first, unknown age last, then by identifier and id in code-unit order. */
export function compareAge(a: Issue, b: Issue): number {
  const [createdA, createdB] = [a.createdAt, b.createdAt];
  if (createdA === createdB) return compareText(a.identifier, b.identifier) || compareText(a.id, b.id);
  if (createdA === null) return 1;
  if (createdB === null) return -1;
  return createdA < createdB ? -1 : 1;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function baseRank(issue: Issue): number {
  const priority = issue.priority;
  return priority === 1 || priority === 2 || priority === 3 || priority === 4 ? priority : LAST_RANK;
}

/** The instant that `toISOString` wrote, without a `Date`: this room has none. Days by Hinnant's civil calendar. */
export function toEpochMs(iso: string): number {
  const year = Number(iso.slice(0, 4));
  const month = Number(iso.slice(5, 7));
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + Number(iso.slice(8, 10)) - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  const seconds = Number(iso.slice(11, 13)) * 3600 + Number(iso.slice(14, 16)) * 60 + Number(iso.slice(17, 19));
  return days * 86_400_000 + seconds * 1000 + Number(iso.slice(20, 23));
}
