// What is known of a task that somebody asked for in an issue: what stood there, and what they said besides.

import { toPayloadEntries } from "../triggers/payload.ts";
import type { TaskOrder } from "./task-order.ts";

/** Each null where it is not known: a task may have been asked for elsewhere. */
export interface IssueRequest {
  /** As its tracker calls it, such as `#12`. */
  readonly issue: string | null;
  readonly title: string | null;
  /** Anyone may have written it. */
  readonly body: string | null;
  readonly url: string | null;
  /** Who asked. */
  readonly author: string | null;
  /** What whoever asked wrote behind the command: their own instruction. */
  readonly instructions: string | null;
}

/** By the names that a command in a thread gives its variables, else by those that a trigger gives them. */
export function toIssueRequest(task: Pick<TaskOrder, "variables"> | null): IssueRequest {
  const variables = { ...task?.variables, ...toWhole(task?.variables["payload_json"]) };
  const at = (name: string) => (Object.hasOwn(variables, name) && variables[name]?.trim() ? variables[name] : null);
  const read = (name: string) => at(name) ?? at(`payload_${name}`);
  return {
    issue: read("issue"),
    title: read("title"),
    body: read("body"),
    url: read("url"),
    author: read("author"),
    instructions: read("arguments"),
  };
}

/** Single variables are cut sooner than the whole payload is. One that was cut itself is no JSON any more. */
function toWhole(json: string | undefined): Readonly<Record<string, string>> {
  try {
    const texts = toPayloadEntries(JSON.parse(json ?? "null")).filter(
      (entry): entry is readonly [string, string] => typeof entry[1] === "string",
    );
    return Object.fromEntries(texts);
  } catch {
    return {};
  }
}
