// What an entry's fields say as an issue. A value that does not hold is a warning and counts as missing.
import type { IssueId } from "../../core/ids.ts";
import type { Blocker, Issue } from "../../core/issue.ts";
import { toPriority } from "../priority.ts";
import { type Finding, warnField } from "./finding.ts";
import type { FieldKey } from "./labels.ts";
import { type Entry, type Field, findField } from "./outline.ts";
import { isDash, isNone, toAssignee, toBranch, toInstant, toItems, toText, toUrl } from "./values.ts";

/** The issue of an entry whose name and status hold. */
export function toIssue(entry: Entry, id: IssueId, blockedBy: readonly Blocker[], findings: Finding[]): Issue {
  /** What a field means to `read`; null for a field that is missing, empty or says that there is none. */
  function optional<T>(key: FieldKey, read: (value: string) => T | null, wanted: string): T | null {
    const field = findField(entry, key);
    if (field === undefined || field.value === "" || isNone(field.value)) return null;
    const value = read(field.value);
    if (value === null) findings.push(warnField(entry, field, `\`${field.label}\` cannot be \`${field.value}\``, `write ${wanted}`));
    return value;
  }
  return {
    id,
    identifier: id,
    title: entry.name,
    description: toDescription(findField(entry, "summary")),
    state: findField(entry, "status")?.value ?? "",
    dispatchable: true,
    priority: optional("priority", toPriority, "1 to 4, P0 to P4, urgent, high, medium or low"),
    labels: toLabels(findField(entry, "labels")),
    blockedBy,
    branchName: optional("branch", toBranch, "the branch's name alone"),
    url: optional("url", toUrl, "an address that starts with https:// or http://"),
    assigneeId: optional("assignee", toAssignee, "a name"),
    createdAt: optional("created", toInstant, "a day (2026-11-20) or an instant with its offset (2026-11-20T09:00:00Z)"),
    updatedAt: null,
    nativeRef: {
      milestone: entry.milestone,
      spec: optional("spec", (value) => value, "a path"),
      plans: toItems(findField(entry, "plans")),
    },
  };
}

function toDescription(summary: Field | undefined): string | null {
  const text = summary === undefined ? "" : toText(summary);
  return text === "" || isDash(text) ? null : text;
}

function toLabels(field: Field | undefined): readonly string[] {
  return field === undefined ? [] : [...new Set(toItems(field).map((label) => label.toLowerCase()))];
}
