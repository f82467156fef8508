// Where a repository that lives on a forge is kept on this machine: a directory named by the number that stays when it is renamed.
import { join } from "node:path";
import { makeDirectory } from "../../std/make-directory.ts";
import { openDirectoryAt } from "../data-directory.ts";
import type { Place } from "../place.ts";
import type { RemoteRepository } from "../repository.ts";

/** @param directory of the whole host @throws app.data-directory */
export async function openHostedPlace(directory: string, id: number, remote: RemoteRepository): Promise<Place> {
  // Where a person's files would be there is an empty directory: what is configured comes from the default branch alone.
  const root = join(directory, "repositories", String(id), "root");
  await makeDirectory(root, 0o700);
  const repository = { root, key: `repository-${id}`, configuredDataDirectory: null, remote };
  return { repository, directory: await openDirectoryAt(join(directory, "repositories", String(id), "data"), repository) };
}
