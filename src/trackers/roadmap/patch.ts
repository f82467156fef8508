// The two edits of a report: the value of one Status line and one Progress line. Every other character stays as it is.
import { type IssueReport, normalizeState } from "../../core/issue.ts";
import { toIdentifier } from "./identifier.ts";
import { lineBreakLike } from "./line.ts";
import { type Entry, type Field, findField, walkEntries } from "./outline.ts";
import { toProgress, toStatus } from "./progress.ts";

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with the report in it; the same text when it is there already or the entry is gone. */
export function patchRoadmap(text: string, report: IssueReport): string {
  for (const entry of walkEntries(text, [])) {
    if (entry.name === "" || toIdentifier(entry.name) !== report.issueId) continue;
    return applyEdits(text, [...editProgress(text, entry, toProgress(report)), ...editStatus(text, entry, report)]);
  }
  return text;
}

function editStatus(text: string, entry: Entry, report: IssueReport): readonly Edit[] {
  const field = findField(entry, "status");
  if (field === undefined) return [];
  const current = normalizeState(field.value);
  const status = toStatus(report, current);
  return status === current ? [] : [replaceValue(text, field, status)];
}

function editProgress(text: string, entry: Entry, progress: string): readonly Edit[] {
  const field = findField(entry, "progress");
  if (field !== undefined) return field.value === progress ? [] : [replaceValue(text, field, progress)];
  const last = entry.fields.at(-1);
  const at = last?.end ?? entry.headingEnd;
  return [{ from: at, to: at, text: `${lineBreakLike(text, at)}${last?.bullet ?? "-"} **Progress:** ${progress}` }];
}

function replaceValue(text: string, field: Field, value: string): Edit {
  const glued = field.value === "" && !/[ \t]/.test(text.charAt(field.start - 1));
  return { from: field.start, to: field.start + field.value.length, text: glued ? ` ${value}` : value };
}

/** From the back, so that offsets hold. Of two edits at one place the first given ends up behind. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.from - a.from)
    .reduce((patched, { from, to, text: inserted }) => patched.slice(0, from) + inserted + patched.slice(to), text);
}
