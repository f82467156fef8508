// One entry on its own: who it is, which fields it has, whether its status holds. Looks at no other entry.
import { didYouMean } from "../../core/did-you-mean.ts";
import type { IssueId } from "../../core/ids.ts";
import type { Blocker, Issue } from "../../core/issue.ts";
import { toIssue } from "./entry-issue.ts";
import { type Finding, warnField } from "./finding.ts";
import type { HintForLabel } from "./labels.ts";
import { type Entry, type Field, findField } from "./outline.ts";
import { isStatus, STATUSES } from "./values.ts";

interface DraftParts {
  readonly id: IssueId;
  readonly name: string;
  readonly line: number;
  /** What `blockedBy` is filled from when all entries are known: blockers may stand further down. */
  readonly blockers: Field | undefined;
  readonly blockedBy: Blocker[];
}

/** An entry is an issue, or has a flaw that says why it is none. */
export type Draft = DraftParts & ({ readonly issue: Issue; readonly flaw: null } | { readonly issue: null; readonly flaw: Finding });

export function toDraft(entry: Entry, id: IssueId, hintForLabel: HintForLabel, findings: Finding[]): Draft {
  const { name, line, fields } = entry;
  for (const field of fields) {
    const finding = checkField(entry, field, hintForLabel);
    if (finding !== null) findings.push(finding);
  }
  const blockers = findField(entry, "blockers");
  const blockedBy: Blocker[] = [];
  const flaw = findFlaw(entry);
  if (flaw === null) return { id, name, line, blockers, blockedBy, issue: toIssue(entry, id, blockedBy, findings), flaw };
  findings.push(flaw);
  return { id, name, line, blockers, blockedBy, issue: null, flaw };
}

function checkField(entry: Entry, field: Field, hintForLabel: HintForLabel): Finding | null {
  const { key, label, value, more } = field;
  if (key === null) {
    const meant = hintForLabel(label);
    return meant === null ? null : warnField(entry, field, `unknown field \`${label}\``, `did you mean \`${meant}\`?`);
  }
  const first = findField(entry, key) ?? field;
  if (first !== field) {
    return warnField(entry, field, `a second field \`${label}\`; the one on line ${first.line} counts`, "remove one of them");
  }
  const empty = value === "" && more.length === 0 && key !== "status";
  return empty ? warnField(entry, field, `\`${label}\` is empty`, "write a value, or `—` for none") : null;
}

const USE_ONE_OF = `use ${STATUSES.slice(0, -1).join(", ")} or ${STATUSES.at(-1)}`;

function findFlaw(entry: Entry): Finding | null {
  const status = findField(entry, "status");
  if (status !== undefined && isStatus(status.value)) return null;
  const path = `${entry.name} > Status`;
  if (status === undefined) {
    const hint = "add a line `- **Status:** planned` below the heading";
    return { line: entry.line, column: 1, path, message: "the entry has no Status", hint, severity: "error" };
  }
  const { line, column, value } = status;
  const meant = didYouMean(value, STATUSES);
  const hint = meant === null ? USE_ONE_OF : `did you mean \`${meant}\`?`;
  return { line, column, path, message: value === "" ? "`Status` is empty" : `unknown status \`${value}\``, hint, severity: "error" };
}
