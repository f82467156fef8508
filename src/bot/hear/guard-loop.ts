// Bots that may start work could answer each other for ever. A person who starts something begins a new count.
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { Knock } from "../knock/knock.ts";

const WORDS = {
  "start.too-many": "bots have started too much here within an hour",
  "start.no-person": "too many runs in a row were started here without a person",
} as const;

/** @returns why nothing is to be started; null when it may be */
export async function guardLoop(
  { thread, guid, sender }: Pick<Knock, "guid" | "sender"> & { readonly thread: number },
  yard: Pick<ThreadYard, "guardStart" | "reply">,
): Promise<string | null> {
  const answer = await yard.guardStart(thread, { id: guid, by: sender.login, isByPerson: !sender.isBot });
  if (answer.outcome === "allowed") return null;
  const words = WORDS[answer.code];
  const body = `Nothing was started: ${words}. A person can still start work.`;
  if (answer.tell) await yard.reply({ to: sender.login, thread, key: `loop/${guid}`, body });
  return words;
}
