// What we write back: a status, and one line for people. Makes every outside text harmless first: summaries come from agents.
import type { IssueReport } from "../../core/issue.ts";
import { toSafeLine } from "../../std/safe-text.ts";

const STATUS_OF: Readonly<Record<IssueReport["phase"], string>> = {
  working: "in-progress",
  completed: "done",
  // A failed attempt is followed by another; a run that is given up needs a person.
  failed: "in-progress",
  "needs-person": "blocked",
};

const LONGEST_SUMMARY = 200;
const LONGEST_NAME = 100;
/** Enough of an id to find its run by. */
const RUN_PREFIX = 20;
const COMMIT_PREFIX = 7;

/** A person who has settled the entry meanwhile has the last word over news from the middle of the work. */
const SETTLED: ReadonlySet<string> = new Set(["done", "backlog", "blocked"]);

/** The status that a report leaves an entry with, normalized. */
export function toStatus(report: IssueReport, current: string): string {
  const isNews = report.phase === "working" || report.phase === "failed";
  return isNews && SETTLED.has(current) ? current : STATUS_OF[report.phase];
}

/** `<summary> (run <id>, branch <b>, commit <c>)`, in one line. */
export function toProgress(report: IssueReport): string {
  const facts = [`run ${toPlainName(report.runId).slice(0, RUN_PREFIX)}`];
  if (report.branch !== null) facts.push(`branch \`${toPlainName(report.branch)}\``);
  if (report.commit !== null) facts.push(`commit \`${toPlainName(report.commit).slice(0, COMMIT_PREFIX)}\``);
  return `${toPlainText(report.summary, LONGEST_SUMMARY)} (${facts.join(", ")})`.trimStart();
}

function toPlainText(text: string, longest: number): string {
  const line = toSafeLine(text);
  const start = [...line].slice(0, longest).join("");
  const cut = start === line ? line : `${start.trimEnd()}…`;
  // A tag or a comment could hide what follows it, so it is shown as text.
  return cut.replace(/<(?=[a-z!/?])/gi, "\\<");
}

/** For use between backticks. */
function toPlainName(name: string): string {
  return toPlainText(name, LONGEST_NAME).replaceAll("`", "'").replaceAll("\\<", "<");
}
