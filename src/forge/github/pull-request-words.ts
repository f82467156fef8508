// Title and text of a pull request of ours. What people made of either stays theirs; a mark at the end says what we wrote last,
// without saying it: a title can hold anything.
import { createHash } from "node:crypto";
import { toMarked } from "../marker.ts";

interface Words {
  readonly title: string;
  readonly body: string;
}

/** Hashes. */
interface Written {
  readonly title: string;
  readonly body: string;
}

const MARK = /<!-- yardmaster:pull-request\/([0-9a-f]{16})\/([0-9a-f]{16}) -->/;

export function toFirstWords(ours: Words): Words {
  return withMark(ours, { title: toHash(ours.title), body: toHash(ours.body) });
}

/** Where the mark is gone, or never was, all of it is theirs. */
export function toNextWords(there: { readonly title: string; readonly body: string | null }, ours: Words): Words {
  const text = there.body ?? "";
  const mark = MARK.exec(text);
  if (mark === null) return { title: there.title, body: text };
  const [whole, title = "", body = ""] = mark;
  const rest = text.replace(whole, "");
  const isTitleOurs = title === toHash(there.title);
  const isBodyOurs = body === toHash(rest);
  const words = { title: isTitleOurs ? ours.title : there.title, body: isBodyOurs ? ours.body : rest };
  return withMark(words, { title: isTitleOurs ? toHash(ours.title) : title, body: isBodyOurs ? toHash(ours.body) : body });
}

function withMark({ title, body }: Words, written: Written): Words {
  return { title, body: toMarked(body, `yardmaster:pull-request/${written.title}/${written.body}`) };
}

/** Tolerant of the line ends and spaces that a forge or a person's editor adds. */
function toHash(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n").trim()).digest("hex").slice(0, 16);
}
