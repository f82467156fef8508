// A forge in memory whose branches are those of a git repository: what the App pushes there gets a pull request, and is merged in git.
import { execFileSync } from "node:child_process";
import { createMemoryForge, createMemoryRepository, type MemoryForge, type MemoryRepository } from "../../../src/forge/memory/index.ts";
import { GIT_ENV } from "../git-repository.ts";

export interface ForgeOnGit {
  readonly forge: MemoryForge;
  readonly repository: MemoryRepository;
  /** Also in git, with a merge commit. */
  merge(pull: number): void;
  /** Lets go of all threads, and of whatever belongs to them: a forge has room, a test has not. */
  clear(): void;
}

/** @param source a bare repository whose `main` has a commit */
export function createForgeOnGit(source: string): ForgeOnGit {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["--git-dir", source, ...args], { env: GIT_ENV, encoding: "utf8" }).trim();
  const memory = createMemoryRepository();
  memory.remote = { url: source, authorization: null };
  const repository: MemoryRepository = {
    ...memory,
    remote: memory.remote,
    branch(name) {
      const known = memory.branch(name);
      return known !== null || git("for-each-ref", `refs/heads/${name}`) === "" ? known : memory.push(name, {});
    },
    deleteBranch(name) {
      memory.deleteBranch(name);
      git("update-ref", "-d", `refs/heads/${name}`);
    },
    // Checks are asked for on commits of git, which are all there.
    filesAt: () => new Map(),
  };
  return {
    forge: createMemoryForge(repository),
    repository,
    merge(number) {
      const head = memory.thread(number).pull?.head ?? "";
      memory.merge(number);
      const parents = ["main", `refs/heads/${head}`].flatMap((parent) => ["-p", parent]);
      git("update-ref", "refs/heads/main", git("commit-tree", "main^{tree}", ...parents, "-m", `Merge ${head}`));
    },
    clear() {
      for (const number of [...memory.threads.keys()]) memory.deleteThread(number);
      (memory.checks as unknown[]).length = 0;
      (memory.writes as unknown[]).length = 0;
    },
  };
}
