// Bots that may start work could answer each other for ever. A person who starts something begins a new count.
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { Knock } from "../knock/knock.ts";

const WORDS = {
  "start.too-many": "more was started here by bots within an hour than is good for anyone",
  "start.no-person": "too much was started here in a row without a person",
} as const;

/** @returns why nothing is to be started; null when it may be */
export async function guardLoop(
  { thread, guid, sender }: Pick<Knock, "guid" | "sender"> & { readonly thread: number },
  yard: Pick<ThreadYard, "guardStart" | "reply">,
): Promise<string | null> {
  const answer = await yard.guardStart(thread, { id: guid, by: sender.login, isByPerson: !sender.isBot });
  if (answer.outcome === "allowed") return null;
  const words = WORDS[answer.code];
  if (answer.tell)
    await yard.reply({ to: sender.login, thread, key: `loop/${guid}`, body: `Nothing is started: ${words}. A person can go on.` });
  return words;
}
