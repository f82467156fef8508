// Webhooks come in any order. Whatever order that is, nothing goes on in the end that the right order would have stopped.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { createHearing } from "../../../src/bot/hear/create-hearing.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import type { HeardSaying, ThreadYard } from "../../../src/runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../../src/runtime/yard.ts";
import { aRun, aThreadYard, PULL } from "./a-thread-yard.ts";

type Act = "label" | "/run mend" | "/run cancel" | "/run cancel all" | "close";

interface Happened {
  readonly act: Act | "unlabel" | "reopen";
  readonly second: number;
  /** The issue as it was then. */
  readonly issue: { readonly isOpen: boolean; readonly labels: readonly string[] };
}

const TAKES_BACK: ReadonlySet<string> = new Set(["unlabel", "close"]);
/** A label that is there is taken off instead, and a closed issue is reopened. */
function happen(acts: readonly Act[]): readonly Happened[] {
  const happened: Happened[] = [];
  for (const act of acts) {
    const { isOpen, labels } = happened.at(-1)?.issue ?? { isOpen: true, labels: [] };
    const done = act === "label" && labels.length > 0 ? "unlabel" : act === "close" && !isOpen ? "reopen" : act;
    const now = done === "label" ? ["agent"] : done === "unlabel" ? [] : labels;
    happened.push({ act: done, second: happened.length + 1, issue: { isOpen: act === "close" ? !isOpen : isOpen, labels: now } });
  }
  return happened;
}

function toKnock({ act, second, issue }: Happened): Knock {
  const about = { guid: `guid-${second}`, sender: { login: "max", type: "User", isBot: false }, at: second * 1000, installation: 1 };
  const repository = { id: 9, owner: "acme", name: "site", defaultBranch: "main" };
  const there = { ...about, repository, thread: 2, issue: { ...PULL, ...issue } };
  const types = { label: "issue.labelled", unlabel: "issue.unlabelled", close: "issue.closed", reopen: "issue.reopened" } as const;
  if (act === "label" || act === "unlabel") return { ...there, type: types[act], label: "agent" } as unknown as Knock;
  if (act === "close" || act === "reopen") return { ...there, type: types[act] } as unknown as Knock;
  // What is said twice says something else each time.
  const comment = { id: second, body: act === "/run mend" ? `${act} ${second}` : act, author: "max", isByBot: false, url: "" };
  return { ...there, type: "comment.created", comment } as unknown as Knock;
}

/** @returns by the seconds in which they were asked for */
async function findGoingOn(told: readonly Happened[], last: Happened | undefined): Promise<readonly number[]> {
  const runs: ListedRun[] = [];
  const heard = new Map<string, HeardSaying>();
  const begin = (id: string, { askedAt = 0, comment = null as number | null, label = null as string | null }) => {
    const run = aRun({ id, thread: 2, by: "max", status: "running", createdAt: 1_000_000 + runs.length });
    const task = run.task && { ...run.task, label, origin: { ...run.task.origin, thread: 2, by: "max", comment, askedAt, branch: "b" } };
    runs.unshift({ ...run, task } as ListedRun);
  };
  const { yard } = aThreadYard({ thread: { ...PULL, pullRequest: null, ...last?.issue }, permissions: { max: "write" } });
  const whole: ThreadYard = {
    ...yard,
    acknowledge: async () => {},
    listWorkflows: async () => [{ name: "mend", summary: null }],
    loadCommandSettings: async () => ({ shortVerbs: [], refusals: "answer" }),
    // Its comments are as they were.
    loadComment: async ({ id }) => ({ id, url: "", author: "max", body: bodyOf(told, id) }),
    recall: async (_, saying) => heard.get(saying) ?? null,
    remember: async (_, saying, what) => void heard.set(saying, what),
    listens: async ({ type }) => type === "issue_labelled",
    listRuns: async () => runs,
    listRunsSeen: async () => runs,
    async start({ taskId, askedAt = 0, comment }) {
      begin(taskId, { askedAt, comment });
      return { ok: true, run: taskId };
    },
    async onIssueEvent({ origin }) {
      begin(`label_${origin?.askedAt}`, { askedAt: origin?.askedAt ?? 0, label: "agent" });
      return [{ trigger: "by-label", nothing: null }];
    },
    async cancel(id) {
      const index = runs.findIndex((run) => run.id === id);
      runs[index] = { ...(runs[index] as ListedRun), status: "cancelled" };
      return null;
    },
  };
  const configuration = { ask: async () => {} };
  const hearing = createHearing({ yard: whole, configuration, verb: "run", mention: "yardmaster", loadRenderer: openRenderer });
  for (const [index, each] of told.entries()) {
    const isLate = told.slice(0, index).some(({ act, second }) => TAKES_BACK.has(act) && second >= each.second);
    await hearing.hear(toKnock(each), isLate);
  }
  return runs.flatMap(({ status, task }) => (status === "running" ? (task?.origin?.askedAt ?? 0) / 1000 : [])).sort((a, b) => a - b);
}

function bodyOf(told: readonly Happened[], comment: number): string {
  const said = told.find(({ second }) => second === comment);
  return said?.act === "/run mend" ? `${said.act} ${said.second}` : (said?.act ?? "");
}

async function assertForEach(acts: readonly Act[], check: (mixed: readonly number[], right: readonly number[]) => void) {
  const some = fc.array(fc.constantFrom(...acts), { minLength: 2, maxLength: 6 });
  const places = fc.array(fc.nat(), { minLength: 6, maxLength: 6 });
  const property = fc.asyncProperty(some, places, async (given, order) => {
    const happened = happen(given);
    const mixed = happened.toSorted((one, other) => (order[one.second - 1] ?? 0) - (order[other.second - 1] ?? 0));
    check(await findGoingOn(mixed, happened.at(-1)), await findGoingOn(happened, happened.at(-1)));
  });
  await fc.assert(property, { numRuns: 300 });
}

describe("what people do in a thread, told in any order", () => {
  it("comes to the same end, however it is mixed", async () => {
    await assertForEach(["label", "/run mend", "/run cancel all", "close"], (mixed, right) => expect(mixed).toEqual(right));
  });

  // Which one is the latest is for nobody to know who has not heard of all.
  it("lets nothing go on that a cancel of the latest stops in the right order", async () => {
    await assertForEach(["/run mend", "/run cancel", "/run cancel all"], (mixed, right) => {
      for (const second of mixed) expect(right).toContain(second);
    });
  });

  it.each<[string, readonly Act[], readonly number[], readonly number[]]>([
    ["a cancel before the command that it means", ["/run mend", "/run cancel"], [1, 0], []],
    ["a cancel of the latest before that, and the one before goes on", ["/run mend", "/run mend", "/run cancel"], [1, 2, 0], [1]],
    ["a cancel before the label that it means", ["label", "/run cancel"], [1, 0], []],
    ["a command before the cancel that was said before it", ["/run cancel", "/run mend"], [1, 0], [2]],
    ["a label that was taken off and put on again, before both", ["label", "label", "label"], [2, 0, 1], [3]],
    ["a label before its former taking off", ["label", "label", "label"], [0, 2, 1], [3]],
  ])("%s", async (_, acts, order, goesOn) => {
    const happened = happen(acts);
    const told = order.map((index) => happened[index] as Happened);
    expect(await findGoingOn(told, happened.at(-1))).toEqual(goesOn);
  });
});
