// How one family of events is read: given what all payloads share, to a knock or to the reason why there is none.
import type { z } from "zod";
import type { Knock, KnockRepository, Sender } from "./knock.ts";

/** Why nothing is to be done, for the person who asks: `the label was not for us`. */
export interface Ignored {
  readonly ignored: string;
}

export interface Frame {
  readonly guid: string;
  readonly sender: Sender;
  readonly receivedAt: number;
  readonly action: string | null;
  /** Our App, by GitHub's number; null: not known. */
  readonly appId: number | null;
}

export interface RepositoryFrame extends Frame {
  readonly installation: number;
  readonly repository: KnockRepository;
}

/** A forge's clock may be ahead of ours. Its times are told from each other all the same, whichever of them came late. */
const SKEW_MS = 30_000;

/** What each knock has beside its subject. */
export function toAbout({ guid, sender, receivedAt }: Frame, at: number | null) {
  // Nothing has happened long after it came.
  return { guid, sender, at: at === null || at > receivedAt + SKEW_MS ? receivedAt : at };
}

export function toPlace(frame: RepositoryFrame, at: number | null) {
  return { ...toAbout(frame, at), installation: frame.installation, repository: frame.repository };
}

/** Reads what an event needs beside the frame; what does not hold is a reason, never an error. */
export function readSubject<T>(schema: z.ZodType<T>, payload: unknown, toKnock: (subject: T) => Knock | Ignored): Knock | Ignored {
  const read = schema.safeParse(payload);
  if (read.success) return toKnock(read.data);
  const [issue] = read.error.issues;
  return { ignored: `the payload cannot be understood at ${issue?.path.join(".") || "its top"}` };
}

export const UNCHANGED: Ignored = { ignored: "its text did not change" };

export function toUnusedAction(what: string, action: string | null): Ignored {
  return { ignored: `nothing follows from ${what}${action === null ? "" : ` being ${action.replaceAll("_", " ")}`}` };
}
