// From the text of a roadmap to issues and problems. One bad entry is a problem; the others still work.
// Pure: reads no file and remembers nothing.
import type { Problem } from "../../core/errors.ts";
import type { IssueId } from "../../core/ids.ts";
import type { Issue } from "../../core/issue.ts";
import { createFinder, fillBlockers } from "./blockers.ts";
import { type Draft, toDraft } from "./draft.ts";
import type { Finding } from "./finding.ts";
import { toIdentifier } from "./identifier.ts";
import { createHintForLabel } from "./labels.ts";
import { walkEntries } from "./outline.ts";

export interface Roadmap {
  /** In the order of the file. */
  readonly issues: readonly Issue[];
  /** Every entry that has a name of its own: with its issue, or with the flaw that keeps it from being one. */
  readonly drafts: ReadonlyMap<IssueId, Draft>;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
}

export function parseRoadmap(text: string, file: string): Roadmap {
  const findings: Finding[] = [];
  const drafts = toDrafts(text, findings);
  const find = createFinder(drafts);
  const issues: Issue[] = [];
  for (const draft of drafts.values()) {
    fillBlockers(draft, find, findings);
    if (draft.issue !== null) issues.push(draft.issue);
  }
  const problems = findings.map((finding) => ({ file, ...finding })).sort((a, b) => a.line - b.line);
  return { issues, drafts, problems };
}

function toDrafts(text: string, findings: Finding[]): ReadonlyMap<IssueId, Draft> {
  const drafts = new Map<IssueId, Draft>();
  const hintForLabel = createHintForLabel();
  for (const entry of walkEntries(text, findings)) {
    const { name, line } = entry;
    const refuse = (message: string, hint: string) => findings.push({ line, column: 1, path: name, message, hint, severity: "error" });
    if (name === "") {
      refuse("the entry has no name", "write `### Feature: <name>`");
      continue;
    }
    const id = toIdentifier(name);
    const first = drafts.get(id);
    if (first === undefined) {
      drafts.set(id, toDraft(entry, id, hintForLabel, findings));
    } else {
      refuse(
        `a second entry called \`${name}\`; the first is on line ${first.line}`,
        "names are identities: give each entry one of its own",
      );
    }
  }
  return drafts;
}
