// What names, keys and values may be, whichever back end keeps them. Requests may come from anyone's variables and over HTTP.
// Knows no store's schema.
import { YardmasterError } from "../../core/errors.ts";
import type { EntryPlace } from "../control/entries.ts";
import type { EntryPage } from "./backend.ts";

const LONGEST_NAME = 253;
const LONGEST_KEY = 512;
const LARGEST_VALUE_BYTES = 1024 * 1024;
const LARGEST_PAGE = 10_000;

/** @throws entry.invalid */
export function checkPlace({ project, store }: EntryPlace): void {
  checkName("the project's name", project, LONGEST_NAME);
  checkName("the store's name", store, LONGEST_NAME);
}

/** @throws entry.invalid */
export function checkKey(key: string): void {
  checkName("the key", key, LONGEST_KEY);
}

/** @throws entry.invalid */
export function checkEntry({ key, value, taskId }: { readonly key: string; readonly value: string; readonly taskId: string | null }): void {
  checkKey(key);
  if (taskId !== null) checkName("the task's id", taskId, LONGEST_KEY);
  const fault = faultOfValue(value);
  if (fault !== null) throw new YardmasterError("entry.invalid", `the value of '${key}' ${fault}`);
}

/** @throws entry.invalid */
export function checkPage({ limit, offset }: EntryPage): void {
  if (!isBetween(limit, 1, LARGEST_PAGE)) throw new YardmasterError("entry.invalid", `a list has from 1 to ${LARGEST_PAGE} entries`);
  if (!isBetween(offset, 0, Number.MAX_SAFE_INTEGER))
    throw new YardmasterError("entry.invalid", "a list begins at a whole number from 0 on");
}

function checkName(what: string, name: string, longest: number): void {
  const fault = faultOfName(name, longest);
  if (fault !== null) throw new YardmasterError("entry.invalid", `${what} ${fault}`);
}

/** No message quotes a name that does not hold: it may be anything. */
function faultOfName(name: string, longest: number): string | null {
  if (name === "") return "cannot be empty";
  if ([...name].length > longest) return `has more than ${longest} characters`;
  return /[\p{Cc}\p{Cs}]/u.test(name) ? "cannot contain control characters" : null;
}

function faultOfValue(value: string): string | null {
  if (Buffer.byteLength(value) > LARGEST_VALUE_BYTES) return `is larger than ${LARGEST_VALUE_BYTES} bytes`;
  // Neither databases nor environments can hold the first; the second is not text and would come back as something else.
  return /[\0\p{Cs}]/u.test(value) ? "cannot contain NUL characters or halves of surrogate pairs" : null;
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
