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

/** Of a run that nobody asked for in a thread, tried again. @param instructions empty: those that it had */
export function toRetriedVariables(variables: StartRequest["variables"], instructions: string): StartRequest["variables"] {
  if (instructions === "") return variables;
  const said = instructions.slice(0, LONGEST_INSTRUCTIONS);
  const { goal = "", arguments: former = "" } = variables;
  const ending = `\n\n${former}`;
  const own = former !== "" && goal.endsWith(ending) ? goal.slice(0, -ending.length) : goal;
  return { ...variables, goal: `${own}\n\n${said}`, arguments: said };
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
