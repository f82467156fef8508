// What prompts and commands of a run may mention of the thread that asked for it. What the thread says has names of its own, which nobody
// sets by hand.
import type { StartRequest } from "./thread-yard.ts";

/** A body is quoted in prompts, which have a length. */
const LONGEST_BODY = 16_384;
const LONGEST_INSTRUCTIONS = 8_192;

export function toThreadVariables(request: StartRequest): Readonly<Record<string, string>> {
  return { ...request.variables, ...toWords(request) };
}

/** @returns a name that the thread's own words have; null: all may be set */
export function findTakenName({ variables, ...request }: StartRequest): string | null {
  const taken = toWords(request);
  return Object.keys(variables).find((name) => Object.hasOwn(taken, name)) ?? null;
}

function toWords({ thread, instructions, by }: Omit<StartRequest, "variables">): Readonly<Record<string, string>> {
  const { number, title, url } = thread;
  return {
    goal: instructions === "" ? title : `${title}\n\n${instructions.slice(0, LONGEST_INSTRUCTIONS)}`,
    issue: `#${number}`,
    title,
    body: (thread.body ?? "").slice(0, LONGEST_BODY),
    url,
    author: by,
    arguments: instructions.slice(0, LONGEST_INSTRUCTIONS),
  };
}
