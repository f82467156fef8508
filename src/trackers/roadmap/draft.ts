// One entry on its own: who it is, which fields it has, whether its status holds. Looks at no other entry.
import { didYouMean } from "../../core/did-you-mean.ts";
import type { IssueId } from "../../core/ids.ts";
import type { Blocker, Issue } from "../../core/issue.ts";
import { toIssue } from "./entry-issue.ts";
import { type Finding, warnField } from "./finding.ts";
import { type Fields, type HintForLabel, toFieldKey } from "./labels.ts";
import type { Entry, Field } from "./outline.ts";
import { isStatus, STATUSES } from "./values.ts";

export interface Draft {
  readonly id: IssueId;
  readonly name: string;
  readonly line: number;
  /** Null while the entry is malformed, and then `flaw` says why. */
  readonly issue: Issue | null;
  readonly flaw: Finding | null;
  /** What the issue's `blockedBy` is filled from when all entries are known: blockers may stand further down. */
  readonly blockers: Field | undefined;
  readonly blockedBy: Blocker[];
}

export function toDraft(entry: Entry, id: IssueId, hintForLabel: HintForLabel, findings: Finding[]): Draft {
  const { name, line } = entry;
  const fields = collectFields(entry, hintForLabel, findings);
  const flaw = findFlaw(entry, fields.status);
  if (flaw !== null) findings.push(flaw);
  const blockedBy: Blocker[] = [];
  const issue = flaw === null ? toIssue(entry, id, fields, blockedBy, findings) : null;
  return { id, name, line, issue, flaw, blockers: fields.blockers, blockedBy };
}

function collectFields(entry: Entry, hintForLabel: HintForLabel, findings: Finding[]): Fields {
  const fields: { -readonly [Key in keyof Fields]: Fields[Key] } = {};
  for (const field of entry.fields) {
    const key = toFieldKey(field.label);
    if (key === null) {
      const meant = hintForLabel(field.label);
      if (meant !== null) findings.push(warnField(entry, field, `unknown field \`${field.label}\``, `did you mean \`${meant}\`?`));
    } else if (fields[key] !== undefined) {
      const message = `a second field \`${field.label}\`; the one on line ${fields[key].line} counts`;
      findings.push(warnField(entry, field, message, "remove one of them"));
    } else {
      fields[key] = field;
      if (key !== "status" && field.value === "" && field.more.length === 0) {
        findings.push(warnField(entry, field, `\`${field.label}\` is empty`, "write a value, or `—` for none"));
      }
    }
  }
  return fields;
}

const USE_ONE_OF = `use ${STATUSES.slice(0, -1).join(", ")} or ${STATUSES.at(-1)}`;

function findFlaw(entry: Entry, status: Field | undefined): Finding | null {
  const path = `${entry.name} > Status`;
  if (status === undefined) {
    const hint = "add a line `- **Status:** planned` below the heading";
    return { line: entry.line, column: 1, path, message: "the entry has no Status", hint, severity: "error" };
  }
  const { line, column, value } = status;
  if (isStatus(value)) return null;
  const meant = didYouMean(value, STATUSES);
  const hint = meant === null ? USE_ONE_OF : `did you mean \`${meant}\`?`;
  return { line, column, path, message: value === "" ? "`Status` is empty" : `unknown status \`${value}\``, hint, severity: "error" };
}
