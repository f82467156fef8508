// Issues as they are offered once it was asked who wrote them. What was read with them is what was judged, and what will be worked on.
import { YardmasterError } from "../../core/errors.ts";
import type { IssueId } from "../../core/ids.ts";
import type { Issue } from "../../core/issue.ts";
import { findDistrust, type Trust, type Wording } from "./wording.ts";

/** Accounts that are asked about for one list: each may be a request. */
const MOST_ASKED = 100;
const TOO_MANY = "more people wrote issues here than can be checked at once: it is checked when there are fewer";

/** @throws tracker.unavailable when it cannot be asked */
export async function withhold(issues: readonly Issue[], wordings: ReadonlyMap<IssueId, Wording>, trust: Trust): Promise<readonly Issue[]> {
  const answers = new Map<string, boolean>();
  let isTooMuch = false;

  async function mayAsk(login: string): Promise<boolean> {
    const known = answers.get(login);
    if (known !== undefined) return known;
    isTooMuch ||= answers.size >= MOST_ASKED;
    if (isTooMuch) return false;
    const answer = await trust.mayAsk(login).catch((cause: unknown) => {
      throw toUnavailable(cause);
    });
    answers.set(login, answer);
    return answer;
  }

  const judged: Issue[] = [];
  for (const issue of issues) {
    const wording = wordings.get(issue.id);
    // Nobody is asked about what is not to be worked on anyway.
    const isMeant = issue.dispatchable && trust.labels.every((label) => issue.labels.includes(label));
    isTooMuch = false;
    const distrust = isMeant && wording !== undefined ? await findDistrust(wording, { ...trust, mayAsk }) : null;
    if (distrust !== null) judged.push({ ...issue, dispatchable: false, withheld: isTooMuch ? TOO_MANY : distrust });
    else judged.push(isMeant && wording !== undefined ? issue : { ...issue, dispatchable: false });
  }
  return judged;
}

function toUnavailable(cause: unknown): YardmasterError {
  const message = `asking who may ask for work: ${cause instanceof Error ? cause.message : String(cause)}`;
  const wait = cause instanceof YardmasterError ? cause.retryAfterMs : null;
  return new YardmasterError("tracker.unavailable", message, { cause, retryAfterMs: wait });
}
