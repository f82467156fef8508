// Repositories and what is pushed to them.
import { z } from "zod";
import type { Knock } from "./knock.ts";
import { Name } from "./payload.ts";
import { type Ignored, type RepositoryFrame, readSubject, toPlace, toUnusedAction } from "./reading.ts";

const Renamed = z.object({ changes: z.object({ repository: z.object({ name: z.object({ from: Name }) }) }) });
/** Of settings: https://docs.github.com/en/webhooks/webhook-events-and-payloads#repository */
const Edited = z.object({ changes: z.object({ default_branch: z.looseObject({}).nullish() }) });
const FormerOwner = z.object({ login: Name }).nullish();
const Transferred = z.object({
  changes: z
    .object({ owner: z.object({ from: z.object({ user: FormerOwner, organization: FormerOwner }) }) })
    .nullish()
    .catch(null),
});

export function readRepositoryKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  const of = { ...toPlace(frame, null), thread: null };
  switch (frame.action) {
    case "deleted":
    case "archived":
    case "unarchived":
    case "publicized":
    case "privatized":
      return { type: `repository.${frame.action}`, ...of };
    case "edited":
      return readSubject(Edited, payload, ({ changes }) =>
        changes.default_branch == null
          ? { ignored: "its default branch did not change" }
          : { type: "repository.default-branch-switched", ...of },
      );
    case "renamed":
      return readSubject(Renamed, payload, ({ changes }) => ({ type: "repository.renamed", ...of, from: changes.repository.name.from }));
    case "transferred":
      return readSubject(Transferred, payload, ({ changes }) => {
        const former = changes?.owner.from;
        return { type: "repository.transferred", ...of, from: former?.user?.login ?? former?.organization?.login ?? null };
      });
    default:
      return toUnusedAction("a repository", frame.action);
  }
}

const Flag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? false);
const Pushed = z.object({ ref: Name, before: Name, after: Name, created: Flag, deleted: Flag, forced: Flag });
const BRANCH = "refs/heads/";

export function readPushKnock(frame: RepositoryFrame, payload: unknown): Knock | Ignored {
  return readSubject(Pushed, payload, ({ ref, before, after, created, deleted, forced }) => {
    if (!ref.startsWith(BRANCH)) return { ignored: "what was pushed is no branch" };
    const push = { branch: ref.slice(BRANCH.length), before, after, isNew: created, isDeleted: deleted, isForced: forced };
    return { type: "push", ...toPlace(frame, null), thread: null, push };
  });
}
