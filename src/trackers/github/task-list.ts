// The issues that an issue's text names as open tasks: `- [ ] #7`. Only where the reference is what the task is, as GitHub itself tracks it;
// nothing in code or comments counts. Linear in the text, which strangers may have written.

export interface Reference {
  /** `owner/name`; null: the same repository. */
  readonly repository: string | null;
  readonly number: number;
}

/** GitHub's limit for a text is 65,536 characters. */
const LONGEST_BODY = 65_536;
const MOST_REFERENCES = 50;

const TASK = /^[ \t]{0,40}(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}\[ \][ \t]{1,4}(\S{1,300})/;
const SHORT = /^([A-Za-z0-9-]{1,40}\/[A-Za-z0-9._-]{1,100})?#(\d{1,9})[.,:;)]?$/;
const ADDRESS = /^\/([A-Za-z0-9-]{1,40}\/[A-Za-z0-9._-]{1,100})\/(?:issues|pull)\/(\d{1,9})$/;
const FENCE = /^[ \t]{0,40}(`{3,}|~{3,})/;

/** @param origin of the issue's own address, such as `https://github.com`; addresses elsewhere are no references */
export function findOpenReferences(body: string, origin: string | null): readonly Reference[] {
  const found: Reference[] = [];
  let fence: string | null = null;
  for (const line of withoutComments(body.slice(0, LONGEST_BODY)).split("\n")) {
    const [, marks = ""] = FENCE.exec(line) ?? [];
    if (fence !== null) {
      if (marks.startsWith(fence) && line.trim() === marks) fence = null;
      continue;
    }
    if (marks !== "") {
      fence = marks;
      continue;
    }
    const [, word = ""] = TASK.exec(line) ?? [];
    const reference = word === "" ? null : toReference(word, origin);
    if (reference !== null) found.push(reference);
    if (found.length === MOST_REFERENCES) break;
  }
  return found;
}

function toReference(word: string, origin: string | null): Reference | null {
  const path = origin !== null && word.startsWith(`${origin}/`) ? word.slice(origin.length) : null;
  const [, repository = null, number] = (path === null ? SHORT.exec(word) : ADDRESS.exec(path)) ?? [];
  return number === undefined ? null : { repository, number: Number(number) };
}

/** Templates explain themselves in comments, with examples. */
function withoutComments(body: string): string {
  let text = "";
  for (let from = 0; ; ) {
    const start = body.indexOf("<!--", from);
    if (start === -1) return text + body.slice(from);
    text += body.slice(from, start);
    const end = body.indexOf("-->", start + 4);
    if (end === -1) return text;
    from = end + 3;
  }
}
