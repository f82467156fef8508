// What every tracker must do, as cases that any test runner can run:
// `for (const { name, run } of trackerContract(harness)) it(name, run)`. What a report looks like in the tracker is its own to show.
import assert from "node:assert/strict";
import { YardmasterError } from "../core/errors.ts";
import { type IssueId, toIssueId, toRunId } from "../core/ids.ts";
import { type Issue, type IssueReport, normalizeState } from "../core/issue.ts";
import type { Tracker } from "../trackers/tracker.ts";
import { type ContractCase, toContractCase } from "./to-contract-case.ts";

export interface TrackerFixture {
  readonly tracker: Tracker;
  /** Adds an issue in this state; blockers are titles, of issues of this tracker or of none. Answers its id. */
  add(title: string, state: string, blockedBy?: readonly string[]): Promise<IssueId>;
  setState(title: string, state: string): Promise<void>;
  remove(title: string): Promise<void>;
  /** Makes the record of an issue malformed without changing its identity. */
  breakRecord(title: string): Promise<void>;
  /** Makes the next read fail as a whole. */
  breakSource(): Promise<void>;
  mendSource(): Promise<void>;
}

export interface TrackerHarness {
  /** The states that issues of this tracker can have: two for work to be done, one for work that is finished. */
  readonly states: { readonly ready: string; readonly other: string; readonly finished: string };
  open(): Promise<TrackerFixture & { dispose(): Promise<void> }>;
}

interface TrackerCase {
  readonly name: string;
  run(fixture: TrackerFixture, states: TrackerHarness["states"]): Promise<void>;
}

export function trackerContract(harness: TrackerHarness): readonly ContractCase[] {
  const cases = [...reads, ...failures, ...reports];
  return cases.map(({ name, run }) =>
    toContractCase(
      name,
      () => harness.open(),
      (fixture) => run(fixture, harness.states),
    ),
  );
}

function report(issueId: IssueId, given: Partial<IssueReport> = {}): IssueReport {
  const runId = toRunId("run_01jd3k9x4m5n6p7q8r9s0t1v2w");
  return { issueId, runId, phase: "working", summary: "step 1 of 3: plan", branch: "yardmaster/one", commit: null, ...given };
}

function titles(issues: readonly Issue[]): readonly string[] {
  return issues.map(({ title }) => title).sort();
}

function withCode(...codes: readonly string[]): (error: unknown) => boolean {
  return (error) => error instanceof YardmasterError && codes.includes(error.code);
}

const reads: readonly TrackerCase[] = [
  {
    name: "lists the issues in the states that were asked for, whatever their case and spaces",
    async run({ tracker, add }, { ready, other, finished }) {
      await add("One", ready);
      await add("Two", other);
      await add("Three", finished);
      const { issues, problems } = await tracker.fetchIssuesByStates([` ${ready.toUpperCase()} `, other]);
      assert.deepEqual(titles(issues), ["One", "Two"]);
      assert.deepEqual(problems, []);
      assert.deepEqual((await tracker.fetchIssuesByStates(["no such state"])).issues, []);
    },
  },
  {
    name: "gives every issue whole, with nothing left undefined",
    async run({ tracker, add }, { ready }) {
      const id = await add("One", ready);
      const [issue] = (await tracker.fetchIssuesByStates([ready])).issues;
      assert.ok(issue !== undefined);
      assert.equal(issue.id, id);
      assert.notEqual(issue.identifier, "");
      assert.equal(normalizeState(issue.state), ready);
      assert.equal(typeof issue.dispatchable, "boolean");
      assert.deepEqual(JSON.parse(JSON.stringify(issue)), issue);
      const keys =
        "assigneeId blockedBy branchName createdAt description dispatchable id identifier labels nativeRef priority state title updatedAt url";
      assert.deepEqual(Object.keys(issue).sort(), keys.split(" "));
      assert.ok(Object.values(issue).every((value) => value !== undefined));
    },
  },
  {
    name: "gives the same snapshots by id as by state, each once however often it is asked for",
    async run({ tracker, add }, { ready, finished }) {
      const ids = [await add("One", ready), await add("Two", finished)];
      const issues = await tracker.fetchIssuesByIds([...ids, ...ids]);
      assert.deepEqual(titles(issues), ["One", "Two"]);
      const listed = (await tracker.fetchIssuesByStates([ready])).issues;
      assert.deepEqual(
        issues.filter(({ title }) => title === "One"),
        listed,
      );
    },
  },
  {
    name: "leaves out ids of issues that do not exist or are gone",
    async run({ tracker, add, remove }, { ready }) {
      const ids = [await add("One", ready), await add("Two", ready), toIssueId("never-was")];
      await remove("One");
      assert.deepEqual(titles(await tracker.fetchIssuesByIds(ids)), ["Two"]);
      assert.deepEqual(titles((await tracker.fetchIssuesByStates([ready])).issues), ["Two"]);
    },
  },
  {
    name: "sees a change at the next read and keeps the issue's identity",
    async run({ tracker, add, setState }, { ready, other }) {
      const id = await add("One", ready);
      await tracker.fetchIssuesByIds([id]);
      await setState("One", other);
      const [issue] = await tracker.fetchIssuesByIds([id]);
      assert.equal(issue?.id, id);
      assert.equal(normalizeState(issue?.state ?? ""), other);
      assert.deepEqual((await tracker.fetchIssuesByStates([ready])).issues, []);
    },
  },
  {
    name: "gives each blocker's identity and present state, and no state where it is unknown",
    async run({ tracker, add, setState }, { ready, finished }) {
      const blocker = await add("One", ready);
      const id = await add("Two", ready, ["One", "Nobody knows"]);
      const [before] = await tracker.fetchIssuesByIds([id]);
      assert.deepEqual(
        before?.blockedBy.map(({ id, state }) => [id, state]),
        [
          [blocker, ready],
          [null, null],
        ],
      );
      await setState("One", finished);
      const [after] = await tracker.fetchIssuesByIds([id]);
      assert.deepEqual(
        after?.blockedBy.map(({ state }) => state),
        [finished, null],
      );
    },
  },
];

const failures: readonly TrackerCase[] = [
  {
    name: "answers an empty question without a read",
    async run({ tracker, add, breakSource, mendSource }, { ready }) {
      await add("One", ready);
      await breakSource();
      assert.deepEqual(await tracker.fetchIssuesByStates([]), { issues: [], problems: [] });
      assert.deepEqual(await tracker.fetchIssuesByIds([]), []);
      await mendSource();
    },
  },
  {
    name: "throws when the source cannot be read, and works again afterwards",
    async run({ tracker, add, breakSource, mendSource }, { ready }) {
      const id = await add("One", ready);
      await tracker.fetchIssuesByIds([id]);
      const expected = withCode("tracker.not-found", "tracker.unavailable", "tracker.invalid");
      await breakSource();
      await assert.rejects(tracker.fetchIssuesByStates([ready]), expected);
      await mendSource();
      await breakSource();
      await assert.rejects(tracker.fetchIssuesByIds([id]), expected);
      await mendSource();
      assert.deepEqual(titles(await tracker.fetchIssuesByIds([id])), ["One"]);
    },
  },
  {
    name: "reports a malformed record as a problem and still lists the others",
    async run({ tracker, add, breakRecord }, { ready }) {
      await add("One", ready);
      await add("Two", ready);
      await breakRecord("One");
      const { issues, problems } = await tracker.fetchIssuesByStates([ready]);
      assert.deepEqual(titles(issues), ["Two"]);
      assert.equal(problems.length, 1);
      assert.equal(problems[0]?.severity, "error");
    },
  },
  {
    name: "throws when a malformed record is asked for by id, since leaving it out would mean gone",
    async run({ tracker, add, breakRecord }, { ready }) {
      const ids = [await add("One", ready), await add("Two", ready)];
      await breakRecord("One");
      await assert.rejects(tracker.fetchIssuesByIds(ids), withCode("tracker.invalid"));
      assert.deepEqual(titles(await tracker.fetchIssuesByIds(ids.slice(1))), ["Two"]);
    },
  },
];

const PHASES = ["working", "failed", "needs-person", "completed"] as const;

const reports: readonly TrackerCase[] = [
  {
    name: "takes a report on an issue in any phase and lists the issue afterwards",
    async run({ tracker, add }, { ready }) {
      const id = await add("One", ready);
      for (const phase of PHASES) {
        await tracker.report(report(id, { phase, commit: "0123456789abcdef0123456789abcdef01234567" }));
        assert.deepEqual(titles(await tracker.fetchIssuesByIds([id])), ["One"]);
      }
    },
  },
  {
    name: "takes a report twice like once",
    async run({ tracker, add }, { ready }) {
      const id = await add("One", ready);
      await tracker.report(report(id));
      const once = await tracker.fetchIssuesByIds([id]);
      await tracker.report(report(id));
      assert.deepEqual(await tracker.fetchIssuesByIds([id]), once);
    },
  },
  {
    name: "changes nothing about any other issue",
    async run({ tracker, add }, { ready, finished }) {
      const id = await add("One", ready);
      const others = [await add("Two", ready), await add("Three", finished)];
      const before = await tracker.fetchIssuesByIds(others);
      for (const phase of PHASES) await tracker.report(report(id, { phase }));
      assert.deepEqual(await tracker.fetchIssuesByIds(others), before);
    },
  },
  {
    name: "takes a report on an issue that is gone without an error and without bringing it back",
    async run({ tracker, add, remove }, { ready }) {
      const id = await add("One", ready);
      await add("Two", ready);
      await remove("One");
      await tracker.report(report(id));
      await tracker.report(report(toIssueId("never-was")));
      assert.deepEqual(await tracker.fetchIssuesByIds([id]), []);
      assert.deepEqual(titles((await tracker.fetchIssuesByStates([ready])).issues), ["Two"]);
    },
  },
  {
    name: "takes reports on many issues at once",
    async run({ tracker, add }, { ready }) {
      const ids: IssueId[] = [];
      for (let n = 1; n <= 12; n += 1) ids.push(await add(`Issue ${n}`, ready));
      await Promise.all(ids.map((id) => tracker.report(report(id, { phase: "completed" }))));
      await Promise.all(ids.map((id) => tracker.report(report(id, { phase: "completed" }))));
      const issues = await tracker.fetchIssuesByIds(ids);
      assert.equal(issues.length, ids.length);
      assert.equal(new Set(issues.map(({ state }) => state)).size, 1);
    },
  },
];
