// The commits of one repository, in a real bare repository that is made when first asked for.
// Nothing here knows of webhooks: who moves a branch says so.
import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readRefs } from "./read-refs.ts";
import { runGit, tryGit } from "./run-git.ts";

export const NO_COMMIT = "0".repeat(40);

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface CommitFacts {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
  readonly committer: Signature;
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number | null;
  readonly path: string;
}

export interface BareRepository {
  readonly path: string;
  git(...args: readonly string[]): string;
  /** The commit, tree or blob that a name stands for; null when there is none. */
  resolve(name: string): string | null;
  typeOf(sha: string): string | null;
  /** Full names such as `refs/heads/main` to what they point at. */
  refs(prefix?: string): ReadonlyMap<string, string>;
  setRef(ref: string, sha: string | null): void;
  commit(sha: string): CommitFacts;
  log(range: readonly string[], most?: number): readonly CommitFacts[];
  tree(name: string, recursive?: boolean): readonly TreeEntry[];
  blob(sha: string): Buffer;
  writeBlob(content: Buffer): string;
  writeTree(base: string | null, entries: readonly { mode: string; path: string; sha: string | null }[]): string;
  writeCommit(facts: Omit<CommitFacts, "sha">): string;
  /** A commit of whole files on top of another, in one go; null removes a file. No branch moves. */
  commitFiles(parent: string | null, files: Readonly<Record<string, string | null>>, message: string, author: Signature): string;
  /** The tree of both together, or null when they conflict. */
  mergeTree(base: string, head: string): string | null;
  isAncestor(older: string, newer: string): boolean;
  mergeBase(one: string, other: string): string | null;
}

interface Answered {
  readonly status: number | null;
  readonly answer: string;
  readonly stderr: string;
}

export function createBareRepository(path: string): BareRepository {
  /** What was answered about objects and nothing else: they never change. */
  const lasting = new Map<string, Answered>();

  function git(...args: readonly string[]): string {
    const { status, answer, stderr } = ask(args);
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return answer;
  }

  function ask(args: readonly string[]): Answered {
    const question = args.join(" ");
    const known = lasting.get(question);
    if (known !== undefined) return known;
    const { status, stdout, stderr } = tryGit(["-C", open(), ...args]);
    const answered = { status, answer: stdout.toString().trimEnd(), stderr };
    // What is not there may come.
    if (status === 0 && args.slice(1).every((arg) => LASTING.test(arg))) lasting.set(question, answered);
    return answered;
  }

  function open(): string {
    if (existsSync(path)) return path;
    mkdirSync(path, { recursive: true });
    runGit(["init", "--quiet", "--bare", "--initial-branch", "main", path]);
    appendFileSync(join(path, "config"), SETTINGS);
    return path;
  }

  function attempt(...args: readonly string[]): string | null {
    const { status, answer } = ask(args);
    return status === 0 ? answer : null;
  }

  const log = (range: readonly string[], most = 250) => parseLog(git("log", `--max-count=${most}`, `--format=${FORMAT}`, ...range, "--"));

  return {
    path,
    git,
    log,
    resolve: (name) => (name.startsWith("-") ? null : attempt("rev-parse", "--verify", "--quiet", "--end-of-options", name)),
    typeOf: (sha) => attempt("cat-file", "-t", sha),
    refs: (prefix = "refs/heads") => readRefs(open(), prefix),
    setRef: (ref, sha) => void (sha === null ? git("update-ref", "-d", ref) : git("update-ref", ref, sha)),
    commit(sha) {
      const [found] = log([sha], 1);
      if (found === undefined) throw new Error(`there is no commit ${sha} in ${path}`);
      return found;
    },
    tree(name, recursive = false) {
      const lines = git("ls-tree", "-l", "-z", ...(recursive ? ["-r", "-t"] : []), name)
        .split("\0")
        .filter(Boolean);
      return lines.map((line) => {
        const [facts = "", file = ""] = line.split("\t");
        const [mode = "", type = "", sha = "", size = "-"] = facts.split(/ +/);
        return { mode, type, sha, size: size === "-" ? null : Number(size), path: file };
      });
    },
    blob: (sha) => tryGit(["-C", open(), "cat-file", "blob", sha]).stdout,
    writeBlob: (content) => runGit(["-C", open(), "hash-object", "-w", "--stdin"], { input: content }).trim(),
    writeTree(base, entries) {
      const env = { GIT_INDEX_FILE: join(open(), `index-${process.pid}`) };
      runGit(["-C", path, "read-tree", ...(base === null ? ["--empty"] : [base])], { env });
      const lines = entries.map(({ mode, path: file, sha }) => (sha === null ? `0 ${NO_COMMIT}\t${file}\0` : `${mode} ${sha}\t${file}\0`));
      runGit(["-C", path, "update-index", "-z", "--index-info"], { env, input: lines.join("") });
      return runGit(["-C", path, "write-tree"], { env }).trim();
    },
    writeCommit({ tree, parents, message, author, committer }) {
      const env = {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_AUTHOR_DATE: author.date,
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        GIT_COMMITTER_DATE: committer.date,
      };
      const args = ["-C", open(), "commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
      return runGit(args, { env, input: message }).trim();
    },
    commitFiles(parent, files, message, { name, email, date }) {
      const seconds = Math.floor(Date.parse(date) / 1000);
      const lines = [
        `commit refs/yard/next\nmark :1\ncommitter ${name} <${email}> ${seconds} +0000\n${toData(message)}`,
        parent === null ? "" : `from ${parent}\n`,
        ...Object.entries(files).map(([file, text]) => (text === null ? `D ${file}\n` : `M 100644 inline ${file}\n${toData(text)}`)),
        `\nget-mark :1\nreset refs/yard/next\nfrom ${NO_COMMIT}\n`,
      ];
      return runGit(["-C", open(), "fast-import", "--quiet", "--force"], { input: lines.join("") }).trim();
    },
    mergeTree: (base, head) => attempt("merge-tree", "--write-tree", base, head),
    isAncestor: (older, newer) => attempt("merge-base", "--is-ancestor", older, newer) !== null,
    mergeBase: (one, other) => attempt("merge-base", one, other),
  };
}

/** An option, or names of objects alone: `^1f…`, `1f…..2e…`, `1f…^{tree}`, `1f…:file`. */
const LASTING = /^(?:-.*|\^?[0-9a-f]{40}(?:\^\{\w+\}|:.+|\.{2,3}[0-9a-f]{40})?)$/;

/** A test's repository need not outlive a power cut. */
const SETTINGS = `[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
[core]
	fsync = none
[gc]
	auto = 0
`;

function toData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

const FORMAT = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x00%x00";

function parseLog(text: string): readonly CommitFacts[] {
  const commits = text.split("\0\0\n").map((commit) => commit.replace(/\0\0$/, ""));
  return commits.filter(Boolean).map((commit) => {
    const [sha = "", tree = "", parents = "", name = "", email = "", date = "", by = "", byEmail = "", at = "", message = ""] =
      commit.split("\0");
    return {
      sha,
      tree,
      parents: parents.split(" ").filter(Boolean),
      message: message.trimEnd(),
      author: { name, email, date },
      committer: { name: by, email: byEmail, date: at },
    };
  });
}
