// The manifests of the repository's default branch.
import { createGitObjects } from "../git-objects.ts";
import { lookAtRepository } from "../look-at-repository.ts";
import type { Source } from "./source.ts";

export function createRepositorySource(root: string): Source {
  const git = createGitObjects(root);
  return {
    origin: "repository",
    async look() {
      const found = await lookAtRepository(git);
      return {
        label: found.branch === null ? "the repository" : `the manifests on ${found.branch}`,
        version: found.version,
        async read() {
          const { readRepository } = await import("../read-repository.ts");
          return await readRepository(git, found);
        },
      };
    },
  };
}
