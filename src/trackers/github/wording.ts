// Who wrote what an issue says, and who has marked it since; and whether that may be worked on. An author's text is a stranger's until
// somebody who may ask for work has seen it (docs/decisions/0018). Who may is told.
import type { AccountNode, IssueNode } from "./issue-node.ts";

interface Written {
  /** Logins of all who had a hand in it; null: an account that is gone, or that nobody can have a permission by. */
  readonly by: readonly (string | null)[];
  /** As GitHub writes it, to the second, so that plain string order is time order. */
  readonly at: string;
  /** Nothing was changed since the issue was opened: whoever marked it has seen it, also within the same second. */
  readonly isFirst: boolean;
}

interface Mark {
  /** In lower case. */
  readonly label: string;
  readonly by: string | null;
  readonly at: string;
}

/** Of what is read with an issue, for as long as its title and body are these. */
export interface Wording {
  readonly parts: readonly Written[];
  /** Oldest first. */
  readonly marks: readonly Mark[];
}

export interface Trust {
  /** Labels that ask for work, in lower case; none: nothing but the author's own permission does. */
  readonly labels: readonly string[];
  /** Whether what this account writes may be worked on, and whether its label asks for work. */
  mayAsk(login: string): Promise<boolean>;
}

/** Events of an issue that are looked at; what lies before them counts as not having happened. */
export const MOST_EVENTS = 100;

export function toWording(node: IssueNode): Wording {
  const { createdAt, lastEditedAt, timelineItems } = node;
  const opened = createdAt ?? "";
  const author = toLogin(node.author);
  return {
    parts: [
      toTitle(node, { by: [author], at: opened, isFirst: true }),
      // An edit may be of a word, or of a box that was ticked: the author's words are there as before.
      lastEditedAt === null
        ? { by: [author], at: opened, isFirst: true }
        : { by: [author, toLogin(node.editor)], at: lastEditedAt, isFirst: false },
    ],
    marks: (timelineItems ?? []).flatMap((event) =>
      event?.__typename === "LabeledEvent" && event.label
        ? [{ label: event.label.name.trim().toLowerCase(), by: toLogin(event.actor), at: event.createdAt }]
        : [],
    ),
  };
}

/** What was opened; or of who gave the title last. Where that cannot be seen, nobody did. */
function toTitle({ timelineItems }: IssueNode, opened: Written): Written {
  const events = timelineItems ?? [null];
  const named = events.findLastIndex((event) => event?.__typename === "RenamedTitleEvent");
  const unseen = events.lastIndexOf(null);
  const renamed = events[named];
  if (renamed && named > unseen) return { by: [toLogin(renamed.actor)], at: renamed.createdAt, isFirst: false };
  if (unseen === -1 && events.length < MOST_EVENTS) return opened;
  // It was another title at the latest when the next thing happened.
  const next = events.slice(unseen + 1).find((event) => event !== null);
  return { by: [null], at: next?.createdAt ?? LATER_THAN_ALL, isFirst: false };
}

const LATER_THAN_ALL = "9999";

/**
 * Each part has to be written by people who may ask for work, or a label has to be put on since by somebody who may.
 *
 * @returns why it is not worked on, with what a person can do; null: it may be
 */
export async function findDistrust({ parts, marks }: Wording, { labels, mayAsk }: Trust): Promise<string | null> {
  const may = async (login: string | null) => login !== null && (await mayAsk(login));
  const seen: Mark[] = [];
  for (const label of labels) {
    const mark = marks.findLast((each) => each.label === label);
    if (mark && (await may(mark.by))) seen.push(mark);
  }
  for (const { by, at, isFirst } of parts) {
    if (seen.some((mark) => mark.at > at || (isFirst && mark.at === at))) continue;
    for (const login of by) {
      if (!(await may(login))) return toReason(login, labels);
    }
  }
  return null;
}

function toReason(login: string | null, [label]: readonly string[]): string {
  const who = login === null ? "somebody who is not known any more" : `'${login}'`;
  const wrote = `${who}, who may not ask for work here, wrote its current text`;
  return label === undefined
    ? `${wrote}, and no label is required with which somebody who may could approve it`
    : `${wrote}; somebody with write permission can remove the label '${label}' and add it again to approve it`;
}

/** As REST has it, where bots have a suffix that nobody can choose. Imported and deleted accounts may be called like somebody's. */
function toLogin(account: AccountNode | null): string | null {
  if (account?.__typename === "Bot") return `${account.login}[bot]`;
  return account?.__typename === "User" ? account.login : null;
}
