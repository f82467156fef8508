// What prompts and commands of a run may mention of the thread that asked for it. What the thread says goes before what was set by hand.
import type { StartRequest } from "./thread-yard.ts";

/** A body is quoted in prompts, which have a length. */
const LONGEST_BODY = 16_384;
const LONGEST_INSTRUCTIONS = 8_192;

export function toThreadVariables({ thread, variables, instructions, by }: StartRequest): Readonly<Record<string, string>> {
  const { number, title, url } = thread;
  return {
    ...variables,
    goal: instructions === "" ? title : `${title}\n\n${instructions.slice(0, LONGEST_INSTRUCTIONS)}`,
    issue: `#${number}`,
    title,
    body: (thread.body ?? "").slice(0, LONGEST_BODY),
    url,
    author: by,
    arguments: instructions.slice(0, LONGEST_INSTRUCTIONS),
  };
}
