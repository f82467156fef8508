// The repository behind the forge in memory: what is in it, and the handles with which a test acts as people do. Checks no right of theirs.
import { YardmasterError } from "../../core/errors.ts";
import type { CheckRequest, Forge, ForgeRepository, Permission, Reaction, Remote } from "../forge.ts";

export interface MemoryThread {
  readonly number: number;
  title: string;
  body: string | null;
  readonly author: string;
  isOpen: boolean;
  isLocked: boolean;
  readonly labels: Set<string>;
  readonly assignees: readonly string[];
  readonly reactions: Set<Reaction>;
  readonly pull: MemoryPull | null;
}

export interface MemoryPull {
  readonly head: string;
  /** Follows the branch while the pull request is open. */
  headCommit: string;
  readonly base: string;
  readonly isFromFork: boolean;
  isDraft: boolean;
  isMerged: boolean;
  /** As we wrote it last; null when somebody else opened it. */
  ours: { readonly title: string; readonly body: string } | null;
}

export interface MemoryComment {
  readonly id: number;
  readonly thread: number;
  readonly author: string;
  body: string;
  /** How often it was written, the first time included. */
  writes: number;
  isHidden: boolean;
  readonly reactions: Set<Reaction>;
}

export interface MemoryCheck extends Omit<CheckRequest, "known"> {
  readonly id: number;
}

/** A call that changed something that people see, in the order in which it happened. */
export interface MemoryWrite {
  readonly call: keyof Forge;
  /** The comment's body, the check's title, the pull request's title, `draft` or `ready`, the reaction, the branch or the label. */
  readonly text: string;
}

export interface MemoryFailure {
  /** @defaultValue forge.unavailable */
  readonly code?: "forge.unavailable" | "forge.refused" | "forge.gone";
  readonly retryAfterMs?: number;
  /** Fails only this call. @defaultValue every call */
  readonly call?: keyof Forge;
  /** @defaultValue 1 */
  readonly times?: number;
  /** It is done, and only the answer is lost. @defaultValue false */
  readonly afterwards?: boolean;
}

export interface NewThread {
  readonly title: string;
  readonly body?: string | null;
  readonly author?: string;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
}

export interface NewPull extends NewThread {
  /** A branch that was pushed to. */
  readonly head: string;
  readonly base?: string;
  readonly isDraft?: boolean;
  readonly isFromFork?: boolean;
}

export interface MemoryRepository {
  readonly facts: ForgeRepository;
  readonly login: string;
  readonly threads: ReadonlyMap<number, MemoryThread>;
  readonly comments: ReadonlyMap<number, MemoryComment>;
  readonly checks: readonly MemoryCheck[];
  readonly writes: readonly MemoryWrite[];
  remote: Remote;
  openIssue(issue: NewThread): number;
  openPull(pull: NewPull): number;
  thread(number: number): MemoryThread;
  /** Those that still are there, oldest first. */
  commentsOf(thread: number): readonly MemoryComment[];
  addComment(thread: number, author: string, body: string): number;
  deleteComment(id: number): void;
  deleteThread(number: number): void;
  merge(number: number): void;
  /** @defaultValue none for everybody */
  grant(login: string, permission: Permission): void;
  permissionOf(login: string): Permission;
  /** The account's number; null: nobody of that name was here. */
  accountOf(login: string): number | null;
  /** Makes a commit on top of the branch, or of the default branch when it is new; null removes a file. Answers the commit. */
  push(branch: string, files: Readonly<Record<string, string | null>>): string;
  branch(name: string): string | null;
  deleteBranch(name: string): void;
  filesAt(commit: string): ReadonlyMap<string, string> | null;
  change(facts: Partial<Omit<ForgeRepository, "id">>): void;
  /** Deleted, or the app is no longer installed: every call throws forge.gone from now on. */
  disappear(): void;
  fail(failure?: MemoryFailure): void;
  /** For the forge: throws what was planned for this call. */
  meet(call: keyof Forge, doing: string, isDone: boolean): void;
  noteWrite(write: MemoryWrite): void;
  setCheck(check: MemoryCheck): void;
  nextId(): number;
}

export function createMemoryRepository(given: Partial<ForgeRepository> & { readonly login?: string } = {}): MemoryRepository {
  const { login = "yardmaster[bot]", ...rest } = given;
  let facts: ForgeRepository = { id: 1, owner: "acme", name: "site", defaultBranch: "main", isPrivate: false, isArchived: false, ...rest };
  const threads = new Map<number, MemoryThread>();
  const comments = new Map<number, MemoryComment>();
  const checks: MemoryCheck[] = [];
  const writes: MemoryWrite[] = [];
  const permissions = new Map<string, Permission>();
  const people = new Set([login]);
  const branches = new Map<string, string>();
  const commits = new Map<string, ReadonlyMap<string, string>>();
  let failures: MemoryFailure[] = [];
  let isGone = false;
  let threadCount = 0;
  let lastId = 1000;

  function add(thread: NewThread, pull: MemoryPull | null): number {
    threadCount += 1;
    const { title, body = null, author = "ana", labels = [], assignees = [] } = thread;
    const words = { number: threadCount, title, body, author, assignees, labels: new Set(labels) };
    people.add(author);
    threads.set(threadCount, { ...words, isOpen: true, isLocked: false, reactions: new Set(), pull });
    return threadCount;
  }

  function thread(number: number): MemoryThread {
    const found = threads.get(number);
    if (found === undefined) throw new Error(`there is no #${number}`);
    return found;
  }

  const repository: MemoryRepository = {
    get facts() {
      return facts;
    },
    login,
    threads,
    comments,
    checks,
    writes,
    remote: { url: `memory:${facts.owner}/${facts.name}`, authorization: null },
    openIssue: (issue) => add(issue, null),
    openPull({ head, base = facts.defaultBranch, isDraft = false, isFromFork = false, ...words }) {
      const headCommit = branches.get(head);
      if (headCommit === undefined) throw new Error(`nothing was pushed to ${head}`);
      return add(words, { head, headCommit, base, isDraft, isFromFork, isMerged: false, ours: null });
    },
    thread,
    commentsOf: (number) => [...comments.values()].filter((comment) => comment.thread === number),
    addComment(number, author, body) {
      lastId += 1;
      people.add(author);
      comments.set(lastId, { id: lastId, thread: number, author, body, writes: 1, isHidden: false, reactions: new Set() });
      return lastId;
    },
    deleteComment: (id) => void comments.delete(id),
    deleteThread(number) {
      threads.delete(number);
      for (const comment of comments.values()) if (comment.thread === number) comments.delete(comment.id);
    },
    merge(number) {
      const merged = thread(number);
      if (merged.pull === null) throw new Error(`#${number} is no pull request`);
      merged.pull.isMerged = true;
      merged.isOpen = false;
      branches.set(merged.pull.base, merged.pull.headCommit);
    },
    grant(person, permission) {
      people.add(person);
      permissions.set(person.toLowerCase(), permission);
    },
    permissionOf: (person) => permissions.get(person.toLowerCase()) ?? "none",
    accountOf: (person) => (people.has(person) ? [...people].indexOf(person) + 1 : null),
    push(branch, files) {
      const parent = branches.get(branch) ?? branches.get(facts.defaultBranch);
      const tree = new Map(parent === undefined ? [] : commits.get(parent));
      for (const [path, text] of Object.entries(files)) {
        if (text === null) tree.delete(path);
        else tree.set(path, text);
      }
      const commit = (commits.size + 1).toString(16).padStart(40, "0");
      commits.set(commit, tree);
      branches.set(branch, commit);
      for (const { pull, isOpen } of threads.values()) if (isOpen && pull?.head === branch) pull.headCommit = commit;
      return commit;
    },
    branch: (name) => branches.get(name) ?? null,
    deleteBranch: (name) => void branches.delete(name),
    filesAt: (commit) => commits.get(commit) ?? null,
    change(changed) {
      facts = { ...facts, ...changed };
    },
    disappear() {
      isGone = true;
    },
    fail: (failure = {}) => void failures.push(failure),
    meet(call, doing, isDone) {
      if (isGone) throw new YardmasterError("forge.gone", `${doing}: made to disappear`);
      const met = failures.find((failure) => (failure.afterwards ?? false) === isDone && (failure.call ?? call) === call);
      if (met === undefined) return;
      const { code = "forge.unavailable", retryAfterMs = null, times = 1 } = met;
      failures = failures.flatMap((failure) => (failure !== met ? [failure] : times > 1 ? [{ ...met, times: times - 1 }] : []));
      throw new YardmasterError(code, `${doing}: made to fail`, { retryAfterMs });
    },
    noteWrite: (write) => void writes.push(write),
    setCheck(check) {
      const index = checks.findIndex(({ id }) => id === check.id);
      if (index === -1) checks.push(check);
      else checks[index] = check;
    },
    nextId() {
      lastId += 1;
      return lastId;
    },
  };
  repository.push(facts.defaultBranch, { "README.md": `# ${facts.name}\n` });
  return repository;
}
