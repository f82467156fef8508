// Records what stands in a workspace as a commit in the mirror, with a private index and the mirror's git directory. The workspace is
// only read: whatever it calls `.git` is skipped, and no directory in it is ever treated as a repository.
import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { YardmasterError } from "../../core/errors.ts";
import type { CommitRequest, Snapshot } from "../workspace.ts";
import { errnoOf, orMissing } from "./errno.ts";
import { type Git, type GitCall, gitError } from "./git.ts";
import { writeCommit } from "./merge.ts";
import { unquotePath } from "./unquote-path.ts";

/** Names an object for an entry that is gone before anyone could ask for it. All zeros would mean removal. */
const NO_BLOB = "1".repeat(40);

export interface SnapshotTarget {
  readonly path: string;
  readonly index: string;
  readonly branch: string;
  /** The heads of the branch that the workspace may go on from. */
  readonly heads: readonly (string | null)[];
}

export interface SnapshotHelp {
  warn(line: string): void;
  /** Told before the branch is moved. */
  setNextHead(commit: string): Promise<void>;
}

/**
 * The index gets another name meanwhile, so that a commit that was cut short leaves nothing that the next one would trip over: without
 * an index, that reads every file again. Renamed and not copied, because git compares the index's own time with those of the files.
 */
export async function takeSnapshot(
  git: Git,
  target: SnapshotTarget,
  request: CommitRequest,
  { warn, setNextHead }: SnapshotHelp,
): Promise<Snapshot> {
  const head = await readHead(git, target.branch);
  const draft = `${target.index}.${randomUUID()}`;
  const call = { env: { GIT_WORK_TREE: target.path, GIT_INDEX_FILE: draft } };
  try {
    const kept = await orMissing(rename(target.index, draft).then(() => true));
    if (kept === null) await git.run("reading the branch's tree", ["read-tree", head], call);
    await neutralizeRepositories(git, call, target.path, warn);
    await git.run("recording the workspace's files", ["add", "--all"], call);
    const changes = await git.run("comparing with the branch", ["diff-index", "--cached", "--raw", "--no-renames", head], call);
    await rename(draft, target.index);
    const changedFiles = changes.split("\n").length - 1;
    if (changedFiles === 0) return { commit: head, changedFiles };
    // This tree does not go on from that head: a commit of it would take back what someone else did.
    if (!target.heads.includes(head)) throw moved(target.branch);
    const commit = await moveBranch(git, target, head, request, setNextHead);
    return { commit, changedFiles };
  } finally {
    await Promise.all([rm(draft, { force: true }), rm(`${draft}.lock`, { force: true })]);
  }
}

export async function readHead(git: Git, branch: string): Promise<string> {
  const answer = await git.ask(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}^{commit}`]);
  if (answer.exitCode === 0) return answer.stdout.trim();
  throw new YardmasterError("workspace.git", `reading the branch ${branch}: the mirror does not have it`, {
    hint: "remove the workspace; the next run makes branch and workspace again",
  });
}

/**
 * Git treats a directory with a `.git` in it as a repository: it would record a link to a commit that exists nowhere else, refuse one
 * without commits, and later run `git status` inside, with the configuration found there. An entry in the index below that directory
 * makes it an ordinary one, so a pretend entry is put there; `git add` removes it again, since no such file exists.
 * Links to submodules that the project itself has are frozen as they are.
 */
async function neutralizeRepositories(git: Git, call: GitCall, path: string, warn: (line: string) => void): Promise<void> {
  const seen = new Set<string>();
  for (let round = 0; ; round += 1) {
    const listing = await git.run(
      "listing the workspace's files",
      ["ls-files", "--stage", "--others", "--killed", "--exclude-standard"],
      call,
    );
    const lines = listing.split("\n");
    // A repository in the place of a recorded file is listed as "killed", any other as "other". Lines of the index carry a tab; in a
    // file name it would be quoted.
    if (round === 0) {
      const submodules = lines
        .filter((line) => line.startsWith("160000 ") && line.includes("\t"))
        .map((line) => line.slice(line.indexOf("\t") + 1));
      await freezeSubmodules(git, call, path, submodules, warn);
    }
    // One that is still there has a name that no index takes, such as `git~1`; `git add` will refuse it in so many words.
    const repositories = lines.filter((line) => !line.includes("\t") && /\/"?$/.test(line) && !seen.has(line));
    if (repositories.length === 0) return;
    for (const line of repositories) seen.add(line);
    const entries = repositories.map((line) => `100644 ${NO_BLOB}\t${line.replace(/\/("?)$/, "/.yardmaster$1")}\n`);
    await git.run("looking into nested repositories", ["update-index", "--add", "--replace", "--index-info"], {
      ...call,
      input: entries.join(""),
    });
  }
}

async function freezeSubmodules(
  git: Git,
  call: GitCall,
  path: string,
  submodules: readonly string[],
  warn: (line: string) => void,
): Promise<void> {
  if (submodules.length === 0) return;
  await git.run("keeping the submodules", ["update-index", "--skip-worktree", "--stdin"], { ...call, input: `${submodules.join("\n")}\n` });
  for (const submodule of submodules) {
    const place = Buffer.concat([Buffer.from(`${path}/`), unquotePath(submodule)]);
    const found = await readdir(place).catch((error: unknown) => {
      if (errnoOf(error) === null) throw error;
      return null;
    });
    if (found === null || found.length > 0)
      warn(`what stands in the submodule ${submodule} of ${path} is not recorded; the link stays as it was`);
  }
}

function moved(branch: string): YardmasterError {
  return new YardmasterError("workspace.diverged", `committing to ${branch}: someone else has moved the branch since`, {
    hint: "the next run begins from where it stands now",
  });
}

async function moveBranch(
  git: Git,
  target: SnapshotTarget,
  head: string,
  request: CommitRequest,
  setNextHead: SnapshotHelp["setNextHead"],
): Promise<string> {
  const tree = await git.run("writing the tree", ["write-tree"], { env: { GIT_INDEX_FILE: target.index } });
  const commit = await writeCommit(git, { tree: tree.trim(), parents: [head], ...request });
  await setNextHead(commit);
  const answer = await git.ask(["update-ref", `refs/heads/${target.branch}`, commit, head]);
  // The git of a server that was killed may live on and be first; the same work makes the same commit.
  if (answer.exitCode !== 0 && (await readHead(git, target.branch)) !== commit)
    throw gitError(`moving the branch ${target.branch}`, answer);
  return commit;
}
