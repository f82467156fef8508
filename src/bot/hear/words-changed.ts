// What was found by asking is shown in the words of today. Where somebody changed them who may not ask for it, they may be theirs: nothing
// is started, and whoever asked is told. A webhook shows the words of then.
import type { Permission } from "../../core/commands/permission.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { Knock } from "../knock/knock.ts";

/** @param mayAsk whether this permission is enough for all that is asked for @returns a login; null: nobody who may not changed the words */
export async function findStrangeHand(
  { editedBy = [] }: Pick<Knock, "editedBy">,
  yard: Pick<ThreadYard, "loadPermission">,
  mayAsk: (permission: Permission) => Promise<boolean>,
): Promise<string | null> {
  for (const login of editedBy) if (!(await mayAsk(await yard.loadPermission(login)))) return login;
  return null;
}

interface WordsChanged {
  readonly yard: Pick<ThreadYard, "reply">;
  /** Who changed them. */
  readonly by: string;
  /** What is to be given again. */
  readonly again: "comment" | "label" | "assignment";
  loadRenderer(): Promise<Renderer>;
}

/** @returns why nothing was started, in words */
export async function tellWordsChanged(
  { thread, guid, sender }: Pick<Knock, "guid" | "sender"> & { readonly thread: number },
  { yard, by, again, loadRenderer }: WordsChanged,
): Promise<string> {
  const body = (await loadRenderer()).template("threads/words-changed").render({ by, again });
  await yard.reply({ to: sender.login, thread, key: `words-changed/${guid}`, body: body.trim() });
  return `'${by}', who may not ask for this, changed the words after it was asked for`;
}
