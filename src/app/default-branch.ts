// The branch whose files may configure Yardmaster. Never the one that happens to be checked out, unless there is no other to tell from.
import { YardmasterError } from "../core/errors.ts";
import type { GitObjects } from "./git-objects.ts";
import { parseGitSettings, SETTINGS_QUESTION } from "./git-settings.ts";

export interface DefaultBranch {
  /** `main`, or `origin/main` as it was last fetched. */
  readonly name: string;
  readonly commit: string;
}

const LOCAL = "refs/heads/";
const REMOTE = "refs/remotes/";
const ORIGIN_HEAD = `${REMOTE}origin/HEAD`;
const USUAL: readonly string[] = [`${LOCAL}main`, `${LOCAL}master`];

/**
 * The first that there is: the one that `yardmaster.defaultBranch` names; what `origin/HEAD` stands for; a local branch with the
 * name that new repositories get, or `main`, or `master`; the branch that `HEAD` names. Null for a repository without any.
 *
 * @throws config.invalid when the one that is configured does not exist
 */
export async function findDefaultBranch(git: GitObjects): Promise<DefaultBranch | null> {
  // Asked at the same time: most repositories have no need of the third question.
  const [settings, usual] = await Promise.all([git.ask(SETTINGS_QUESTION).then(parseGitSettings), readRefs(git, [ORIGIN_HEAD, ...USUAL])]);
  const { defaultBranch: configured, branchOfNewRepositories: ofNew } = settings;
  if (configured !== null) {
    const names = [LOCAL + configured, REMOTE + configured];
    return toBranch(await readRefs(git, names), names) ?? refuse(configured);
  }
  const isUsual = ofNew === null || USUAL.includes(LOCAL + ofNew) || usual.has(ORIGIN_HEAD);
  const refs = isUsual ? usual : new Map([...usual, ...(await readRefs(git, [LOCAL + ofNew]))]);
  const names = [ORIGIN_HEAD, ...(ofNew === null ? [] : [LOCAL + ofNew]), ...USUAL];
  return toBranch(refs, names) ?? (await findCurrent(git));
}

async function findCurrent(git: GitObjects): Promise<DefaultBranch | null> {
  const ref = (await git.ask(["symbolic-ref", "--quiet", "HEAD"]))?.toString().trimEnd();
  return ref === undefined ? null : toBranch(await readRefs(git, [ref]), [ref]);
}

function refuse(name: string): never {
  throw new YardmasterError("config.invalid", `reading the repository's manifests: there is no branch ${name}`, {
    hint: "name another: git config yardmaster.defaultBranch main",
  });
}

interface Ref {
  /** The branch itself, where the ref only stands for another. */
  readonly target: string;
  readonly commit: string;
}

async function readRefs(git: GitObjects, names: readonly string[]): Promise<ReadonlyMap<string, Ref>> {
  const listed = await git.ask(["for-each-ref", "--format=%(refname)%00%(symref)%00%(objectname)", ...names]);
  const lines = (listed?.toString() ?? "").split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [name = "", target = "", commit = ""] = line.split("\0");
      return [name, { target: target === "" ? name : target, commit }];
    }),
  );
}

function toBranch(refs: ReadonlyMap<string, Ref>, names: readonly string[]): DefaultBranch | null {
  const found = names.map((name) => refs.get(name)).find((ref) => ref !== undefined);
  return found === undefined ? null : { name: found.target.replace(/^refs\/(?:heads|remotes)\//, ""), commit: found.commit };
}
