// Which entries an entry waits for. People write names; the scheduler needs identity and present state.
import { type IssueId, toIssueId } from "../../core/ids.ts";
import type { Draft } from "./draft.ts";
import { type Finding, warnField } from "./finding.ts";
import { splitAtCommas, toLines } from "./values.ts";

export type FindDraft = (name: string) => Draft | undefined;

/** Finds an entry by its name as written, else by its name in any case, else by its identifier. */
export function createFinder(drafts: ReadonlyMap<IssueId, Draft>): FindDraft {
  const byName = new Map<string, Draft>();
  for (const draft of drafts.values()) byName.set(draft.name, draft);
  let byFoldedName: ReadonlyMap<string, Draft> | null = null;
  return (name) => {
    const exact = byName.get(name);
    if (exact !== undefined) return exact;
    byFoldedName ??= foldNames(drafts);
    return byFoldedName.get(name.toLowerCase()) ?? drafts.get(toIssueId(name));
  };
}

function foldNames(drafts: ReadonlyMap<IssueId, Draft>): ReadonlyMap<string, Draft> {
  const byFoldedName = new Map<string, Draft>();
  for (const draft of drafts.values()) {
    const folded = draft.name.toLowerCase();
    if (!byFoldedName.has(folded)) byFoldedName.set(folded, draft);
  }
  return byFoldedName;
}

/** Fills the issue's `blockedBy`, once all entries are known. */
export function fillBlockers(draft: Draft, find: FindDraft, findings: Finding[]): void {
  const field = draft.blockers;
  if (field === undefined) return;
  for (const line of toLines(field)) {
    // A name may hold commas, so a line that is one name as a whole is not split.
    const names = line.includes(",") && find(line) === undefined ? splitAtCommas(line) : [line];
    for (const name of names) {
      const blocker = find(name);
      draft.blockedBy.push({
        id: blocker?.id ?? null,
        identifier: blocker?.id ?? name,
        state: blocker?.issue?.state ?? null,
      });
      if (blocker === undefined) {
        const hint = "name an entry of this file as its heading does; until then the blocker counts as open";
        findings.push(warnField(draft, field, `no entry is called \`${name}\``, hint));
      } else if (blocker === draft) {
        findings.push(warnField(draft, field, "the entry waits for itself", "remove its own name"));
      }
    }
  }
}
