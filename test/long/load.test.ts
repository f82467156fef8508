// Two hundred deliveries a second for a minute, and a kill -9 in the middle: the App answers quickly, loses nothing, does nothing twice, and
// stays small. What nobody answered while it was away it asks GitHub for again, one delivery a second.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import Libsql from "libsql";
import { expect, it } from "vitest";
import type { AppProcess } from "../support/app-process.ts";
import type { IssueComment } from "../support/github/state/repository.ts";
import type { Delivery } from "../support/github/webhooks/delivery.ts";
import { createLoadWorld } from "../support/load/load-world.ts";
import { type Planned, type Sent, sendEvenly } from "../support/load/send-evenly.ts";
import { until } from "../support/until.ts";

const PER_SECOND = Number(process.env["LOAD_PER_SECOND"] ?? 200);
const SECONDS = Number(process.env["LOAD_SECONDS"] ?? 60);
/** What the issue of this project demands. */
const P99_MS = 200;
const MOST_MEGABYTES = 400;
/** In each of the repositories; the App writes no more than GitHub lets it. */
const QUESTIONS = 5;

it("answers quickly, loses nothing, does nothing twice and stays small", { timeout: 1_800_000 }, async () => {
  const world = await createLoadWorld();
  const { github, repositories, noise } = world;
  const questions = repositories.flatMap((repository) => Array.from({ length: QUESTIONS }, () => world.ask(repository, "/run status")));
  const runs = repositories.map((repository) => world.ask(repository, "/run mend"));
  const { templates, planned, toDelivery } = plan(noise, [...questions, ...runs]);

  let app = await world.start(0);
  const { port } = app.address;
  const peaks: number[] = [];
  let halfSent: () => void = () => {};
  const half = new Promise<void>((resolve) => {
    halfSent = resolve;
  });
  const restarted = restartInTheMiddle();
  github.webhooks.resume();
  github.deliverTo(`http://127.0.0.1:${port}/api/github/webhooks`);
  let count = 0;
  const sent = await sendEvenly(
    { port, secret: github.app.webhookSecret, perSecond: PER_SECOND, templates, deliveries: planned },
    (each) => {
      github.webhooks.note(toDelivery(each.guid), each.guid, each.status);
      count += 1;
      if (count === planned.length / 2) halfSent();
    },
  );
  const { killedAt, listeningAt } = await restarted;
  const loadedMegabytes = readMegabytes(app, "VmRSS");

  async function restartInTheMiddle() {
    await half;
    peaks.push(readMegabytes(app, "VmHWM"));
    const killedAt = Date.now();
    await app.kill();
    app = await world.start(port);
    return { killedAt, listeningAt: Date.now() };
  }

  const isOk = ({ status }: Sent) => status >= 200 && status < 300;
  const outside = sent.filter(({ dueAt, status }) => (dueAt < killedAt && status !== 0) || dueAt > listeningAt);
  const missed = sent.filter((each) => !isOk(each));
  const began = Date.now();
  await until(() => countOpen(world.database, planned) === 0, 25 * 60_000);
  const settledAfter = (Date.now() - began) / 1000;
  const isAnswered = ({ comment }: { readonly comment: IssueComment }) => answersTo(comment).length > 0;
  await until(() => questions.every(isAnswered) && runs.every(({ comment }) => isDone(comment)), 120_000);
  peaks.push(readMegabytes(app, "VmHWM"));
  const ms = outside.map((each) => each.ms).sort((a, b) => a - b);
  const at = (part: number) => ms[Math.floor(ms.length * part)] ?? Number.NaN;
  console.log(
    [
      `${sent.length} deliveries, ${outside.length} outside of the gap of ${listeningAt - killedAt} ms: p50 ${at(0.5).toFixed(1)} ms, ` +
        `p99 ${at(0.99).toFixed(1)} ms, most ${(ms.at(-1) ?? 0).toFixed(0)} ms`,
      `${missed.length} were not answered; all was settled ${settledAfter.toFixed(0)} s after the last one`,
      `memory: at most ${peaks.map((peak) => peak.toFixed(0)).join(" and ")} MB, ${loadedMegabytes.toFixed(0)} MB after the load, ` +
        `${readMegabytes(app, "VmRSS").toFixed(0)} MB at the end`,
    ].join("\n"),
  );
  expect(outside.filter((each) => !isOk(each))).toEqual([]);
  expect(readStatuses(world.database, planned).sort()).toEqual(["handled", "ignored"]);
  for (const { comment } of questions) expect(answersTo(comment)).toHaveLength(1);
  for (const { comment } of runs) expect([cardsOf(comment).length, pullsOf(comment)]).toEqual([1, 1]);
  github.assertNoViolations();
  expect(Math.max(...peaks)).toBeLessThan(MOST_MEGABYTES);
  expect(at(0.99)).toBeLessThan(P99_MS);
});

/** Questions are spread evenly among what leads to nothing. */
function plan(noise: readonly Delivery[], asked: readonly { readonly delivery: Delivery }[]) {
  const sources = [...noise, ...asked.map(({ delivery }) => delivery)];
  const count = PER_SECOND * SECONDS;
  const every = Math.floor(count / asked.length);
  const planned = Array.from({ length: count }, (_, nonce): Planned => {
    const question = nonce % every === Math.floor(every / 2) ? Math.floor(nonce / every) : asked.length;
    const template = question < asked.length ? noise.length + question : nonce % noise.length;
    return { guid: randomUUID(), template, nonce };
  });
  const byGuid = new Map(planned.map((each) => [each.guid, each]));
  return {
    planned,
    templates: sources.map(({ event, body }) => ({ event, body })),
    toDelivery(guid: string): Delivery {
      const { template, nonce } = byGuid.get(guid) as Planned;
      const source = sources[template] as Delivery;
      return { ...source, body: `${source.body.slice(0, -1)},"nonce":${nonce}}` };
    },
  };
}

/** How many of them the App does not have, or has not settled. */
function countOpen(file: string, planned: readonly Planned[]): number {
  const found = readDeliveries(file);
  return planned.filter(({ guid }) => !["handled", "ignored", "failed"].includes(found.get(guid) ?? "")).length;
}

function readStatuses(file: string, planned: readonly Planned[]): string[] {
  const found = readDeliveries(file);
  return [...new Set(planned.map(({ guid }) => found.get(guid) ?? "missing"))];
}

function readDeliveries(file: string): ReadonlyMap<string, string> {
  const database = new Libsql(file, { readonly: true } as Libsql.Options);
  try {
    const rows = database.prepare("SELECT json_extract(body, '$.guid') AS guid, tag FROM documents WHERE collection = 'deliveries'").all();
    return new Map((rows as { guid: string; tag: string }[]).map(({ guid, tag }) => [guid, tag]));
  } finally {
    database.close();
  }
}

function oursIn({ issue }: IssueComment): readonly IssueComment[] {
  return [...issue.repository.comments.values()].filter(({ author, issue: of }) => of === issue && author.login === "yardmaster[bot]");
}

function answersTo(comment: IssueComment): readonly IssueComment[] {
  return oursIn(comment).filter(({ body }) => body.includes(`yardmaster:reply/${comment.id} `));
}

function cardsOf(comment: IssueComment): readonly IssueComment[] {
  return oursIn(comment).filter(({ body }) => body.includes("<!-- yardmaster:run/"));
}

function isDone(comment: IssueComment): boolean {
  return cardsOf(comment).some(({ body }) => body.includes("**Done**"));
}

function pullsOf({ issue }: IssueComment): number {
  const isOf = (head: string | undefined) => head?.startsWith(`yardmaster/${issue.number}-`) === true;
  return [...issue.repository.issues.values()].filter(({ pull }) => isOf(pull?.head.ref)).length;
}

function readMegabytes({ pid }: AppProcess, name: "VmRSS" | "VmHWM"): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
