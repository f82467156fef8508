// A thread in the words that it had when somebody asked for something there: whoever could change them meanwhile may not be one who could
// have asked. How it stands (open, its labels, its branch) is as it is now.
import type { StartRequest } from "../../runtime/threads/thread-yard.ts";

type Thread = StartRequest["thread"];
type Words = Pick<Thread, "title" | "body">;

/** What GitHub told of the thread together with what happened there. */
export type Told = { readonly issue: Words } | { readonly pullRequest: Words };

export function asTold(thread: Thread, told: Told): Thread {
  const { title, body } = "issue" in told ? told.issue : told.pullRequest;
  return { ...thread, title, body };
}
