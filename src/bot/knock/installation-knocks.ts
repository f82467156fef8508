// Where the App is installed, and in which repositories.
import { z } from "zod";
import type { Knock } from "./knock.ts";
import { Account, ObjectId, RepositoryNames } from "./payload.ts";
import { type Frame, type Ignored, readSubject, toAbout, toUnusedAction } from "./reading.ts";

const Installation = z.object({ id: ObjectId, account: Account });
const Installed = z.object({ installation: Installation, repositories: RepositoryNames });
const Changed = z.object({ installation: Installation, repositories_added: RepositoryNames, repositories_removed: RepositoryNames });

function toInstallation(frame: Frame, { id, account }: z.infer<typeof Installation>) {
  return { ...toAbout(frame, null), installation: id, repository: null, thread: null, account };
}

const ENDINGS = { deleted: "installation.deleted", suspend: "installation.suspended", unsuspend: "installation.unsuspended" } as const;

export function readInstallationKnock(frame: Frame, payload: unknown): Knock | Ignored {
  switch (frame.action) {
    case "created":
      return readSubject(Installed, payload, ({ installation, repositories }) => ({
        type: "installation.created",
        ...toInstallation(frame, installation),
        repositories,
      }));
    case "deleted":
    case "suspend":
    case "unsuspend": {
      const type = ENDINGS[frame.action];
      return readSubject(Installed, payload, ({ installation }) => ({ type, ...toInstallation(frame, installation) }));
    }
    default:
      return toUnusedAction("an installation", frame.action);
  }
}

export function readInstallationRepositoriesKnock(frame: Frame, payload: unknown): Knock | Ignored {
  if (frame.action !== "added" && frame.action !== "removed") return toUnusedAction("an installation's repositories", frame.action);
  return readSubject(Changed, payload, ({ installation, repositories_added: added, repositories_removed: removed }) => ({
    type: "installation.repositories-changed",
    ...toInstallation(frame, installation),
    added,
    removed,
  }));
}
