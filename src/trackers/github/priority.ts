// How urgent an issue is: by the most urgent of its labels, or by the option that was chosen in a field.
import { toPriority } from "../priority.ts";
import type { BoardItem, IssueNode } from "./issue-node.ts";
import type { GithubTrackerSettings } from "./settings.ts";

/** GitHub's labels have at most 50 characters. */
const LONGEST_NAME = 100;
/** `priority: high`, `priority/1`, `prio-P2`. */
const BEFORE = /^prio(?:rity)?[\s:/_-]{1,3}(\w+)$/;
/** `high priority`. */
const AFTER = /^(\w+)[\s_-]priority$/;
/** Stand by themselves; `high` or `1` alone may be about anything. */
const ALONE = /^(?:p[0-4]|urgent)$/;

/** @param item the issue's place on the board, when it has one */
export function findPriority(node: IssueNode, item: BoardItem | null, settings: GithubTrackerSettings): number | null {
  const own = toOwnWords(settings.priorities);
  switch (settings.priorityFrom) {
    case "labels": {
      const found = node.labels.flatMap((label) => toLabelPriority(label?.name ?? "", own) ?? []);
      return found.length === 0 ? null : Math.min(...found);
    }
    case "project":
      return toOptionPriority(item?.priority?.name, own);
    case "issue-field": {
      const wanted = settings.priorityField.toLowerCase();
      return toOptionPriority(node.issueFieldValues.find((value) => value?.field.name.toLowerCase() === wanted)?.name, own);
    }
  }
}

type Words = ReadonlyMap<string, number>;

function toOwnWords(priorities: GithubTrackerSettings["priorities"]): Words {
  return new Map(Object.entries(priorities).map(([word, priority]) => [toPlain(word), priority]));
}

function toPlain(name: string): string {
  return name.slice(0, LONGEST_NAME).trim().toLowerCase();
}

function toLabelPriority(label: string, own: Words): number | null {
  const name = toPlain(label);
  const given = own.get(name);
  if (given !== undefined) return given;
  const word = ALONE.test(name) ? name : (BEFORE.exec(name) ?? AFTER.exec(name))?.[1];
  return word === undefined ? null : toPriority(word);
}

function toOptionPriority(option: string | undefined, own: Words): number | null {
  if (option === undefined) return null;
  const name = toPlain(option);
  // An option may say more than the word: `P1 - now`, `🔥 Urgent`.
  return own.get(name) ?? name.split(/[^\w]+/).flatMap((word) => toPriority(word) ?? [])[0] ?? null;
}
