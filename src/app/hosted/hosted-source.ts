// What a hosted repository's default branch declares, manifests and workflow file, as they were fetched last. Fetches when it is told to,
// not when it is asked.
import type { RepositoryFile } from "../../resources/repository-files/read-repository-files.ts";
import type { Workspaces } from "../../workspaces/workspace.ts";
import { createGitObjects, type GitObjects } from "../git-objects.ts";
import { lookAtBranch, type RepositoryLook } from "../look-at-repository.ts";
import type { Source } from "../sources/source.ts";
import { type CommittedLook, lookAtCommittedFile } from "./committed-file.ts";

export interface HostedSource extends Source {
  /** Whether the last fetch brought something, or one is under way. */
  isFetched(): boolean;
  /** The next look sees what the repository holds now. @throws workspace.* */
  refresh(): Promise<void>;
  /** Those that are there as fetched last. @throws workspace.*, config.invalid */
  readFiles(): Promise<HostedFiles>;
  /** @throws workspace.*, config.invalid */
  lookAtWorkflowFile(): Promise<CommittedLook>;
}

export interface HostedFiles {
  /** The same as long as the files are. */
  readonly version: string;
  /** Null: they are too many or too large. */
  readonly files: readonly RepositoryFile[] | null;
}

interface Fetched {
  readonly git: GitObjects;
  readonly name: string;
  /** Null: it has no commit. */
  readonly head: string | null;
}

/** @param defaultBranch what it was called when it was opened, where git does not say what it is called now */
export function createHostedSource(workspaces: Pick<Workspaces, "refresh">, defaultBranch: string): HostedSource {
  let fetched: Promise<Fetched> | null = null;

  function fetch(): NonNullable<typeof fetched> {
    const fetching = workspaces.refresh().then(({ directory, branch, head }) => ({
      git: createGitObjects(directory),
      name: branch ?? defaultBranch,
      head,
    }));
    // What could not be fetched is asked for again.
    fetching.catch(() => {
      if (fetched === fetching) fetched = null;
    });
    fetched = fetching;
    return fetching;
  }

  async function find(): Promise<{ readonly git: GitObjects; readonly found: RepositoryLook }> {
    const { git, name, head } = await (fetched ?? fetch());
    if (head === null) return { git, found: { branch: null, commit: null, version: "" } };
    return { git, found: await lookAtBranch(git, { name, commit: head }) };
  }

  return {
    origin: "repository",
    async look() {
      const { git, found } = await find();
      return {
        label: found.branch === null ? "the repository" : `the manifests on ${found.branch}`,
        version: found.version,
        async read() {
          const { readRepository } = await import("../read-repository.ts");
          return await readRepository(git, found);
        },
      };
    },
    isFetched: () => fetched !== null,
    async refresh() {
      await fetch();
    },
    async readFiles() {
      const { git, found } = await find();
      const { readManifestFiles } = await import("../read-repository.ts");
      return { version: found.version, files: (await readManifestFiles(git, found)).files };
    },
    async lookAtWorkflowFile() {
      const { git, head } = await (fetched ?? fetch());
      return await lookAtCommittedFile(git, head);
    },
  };
}
