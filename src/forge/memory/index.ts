// A forge whose repository lives in this process: for tests, and to try things without an account. Keeps the whole contract and the
// limits that people run into on GitHub: long texts, locked threads, commits and branches that are not there.
import { YardmasterError } from "../../core/errors.ts";
import { cutText } from "../cut-text.ts";
import type { CheckRequest, Forge, PullRequest, PullRequestRequest, PutCheck } from "../forge.ts";
import { isMarked, toMarked } from "../marker.ts";
import { createMemoryRepository, type MemoryRepository, type MemoryThread } from "./repository.ts";

export type { MemoryRepository } from "./repository.ts";
export { createMemoryRepository };

export interface MemoryForge extends Forge {
  readonly repository: MemoryRepository;
}

const LONGEST_BODY = 65_536;
const LONGEST_TITLE = 256;
const LARGEST_FILE = 1024 * 1024;

/** Two forges on one repository are one App after a restart, or two processes of it. */
export function createMemoryForge(repository: MemoryRepository = createMemoryRepository()): MemoryForge {
  const { login } = repository;

  function refuse(doing: string, why: string): never {
    throw new YardmasterError("forge.refused", `${doing}: ${why}`);
  }

  function url(path: string): string {
    return `https://forge.test/${repository.facts.owner}/${repository.facts.name}/${path}`;
  }

  /** Every call: fails before or after the work when a test said so. */
  async function call<Answer>(name: keyof Forge, doing: string, work: () => Answer): Promise<Answer> {
    repository.meet(name, doing, false);
    const answer = work();
    repository.meet(name, doing, true);
    return answer;
  }

  function write(name: keyof Forge, doing: string, text: string): void {
    if (repository.facts.isArchived) refuse(doing, "the repository is archived");
    repository.noteWrite({ call: name, text });
  }

  function toPullRequest({ number, isOpen, pull }: MemoryThread): PullRequest | null {
    if (pull === null) return null;
    const { head, headCommit, base, isDraft, isFromFork, isMerged } = pull;
    const state = isMerged ? "merged" : isOpen ? "open" : "closed";
    const isFromDefaultBranch = !isFromFork && head === repository.facts.defaultBranch;
    return { number, url: url(`pull/${number}`), state, isDraft, head, headCommit, isFromFork, isFromDefaultBranch, base };
  }

  function findPulls(head: string): readonly MemoryThread[] {
    return [...repository.threads.values()].filter(({ pull }) => pull?.head === head && !pull.isFromFork).toReversed();
  }

  function putCheck(request: CheckRequest, doing: string): PutCheck {
    const { known, ...wanted } = request;
    if (repository.filesAt(wanted.commit) === null) refuse(doing, `there is no commit ${wanted.commit}`);
    const isSame = (check: Omit<CheckRequest, "known">) =>
      check.name === wanted.name && check.commit === wanted.commit && check.externalId === wanted.externalId;
    const found = repository.checks.find((check) => check.id === known?.id) ?? repository.checks.find(isSame);
    const sent = found?.annotations ?? [];
    const annotations = [...sent, ...wanted.annotations.slice(sent.length)];
    const id = found?.id ?? repository.nextId();
    write("putCheck", doing, wanted.title);
    repository.setCheck({ ...wanted, annotations, id });
    return { id, annotations: annotations.length };
  }

  function putPullRequest({ head, base, title: whole, body, isDraft }: PullRequestRequest, doing: string): PullRequest {
    const title = cutText(whole, LONGEST_TITLE);
    const headCommit = repository.branch(head) ?? refuse(doing, `there is no branch ${head}`);
    const open = findPulls(head).find(({ isOpen }) => isOpen);
    if (body.length > LONGEST_BODY) refuse(doing, "the body is too long");
    if (open?.pull != null) {
      const { ours } = open.pull;
      const isTitleOurs = ours?.title === open.title;
      const isBodyOurs = ours?.body === open.body;
      const next = { title: isTitleOurs ? title : open.title, body: isBodyOurs ? body : open.body };
      const isSame = open.title === next.title && open.body === next.body && open.pull.isDraft === isDraft;
      if (!isSame) write("putPullRequest", doing, next.title);
      Object.assign(open, next);
      Object.assign(open.pull, {
        isDraft,
        ours: ours && { title: isTitleOurs ? title : ours.title, body: isBodyOurs ? body : ours.body },
      });
    } else {
      const baseCommit = repository.branch(base) ?? refuse(doing, `there is no branch ${base}`);
      if (baseCommit === headCommit) refuse(doing, `there are no commits between ${base} and ${head}`);
      write("putPullRequest", doing, title);
      const made = repository.thread(repository.openPull({ title, body, head, base, isDraft, author: login }));
      if (made.pull !== null) made.pull.ours = { title, body };
    }
    return toPullRequest(findPulls(head)[0] as MemoryThread) as PullRequest;
  }

  return {
    kind: "memory",
    repository,
    fetchLogin: () => call("fetchLogin", "asking who we are", () => login),
    fetchRepository: () => call("fetchRepository", "reading the repository", () => repository.facts),
    fetchPermission: (person) => call("fetchPermission", `asking what ${person} may do`, () => repository.permissionOf(person)),
    fetchAddress: (person) =>
      call("fetchAddress", `asking who ${person} is`, () => {
        const id = repository.accountOf(person);
        return id === null ? null : `${id}+${person}@users.noreply.forge.test`;
      }),
    fetchThread: (number) =>
      call("fetchThread", `reading #${number}`, () => {
        const thread = repository.threads.get(number);
        if (thread === undefined) return null;
        const { title, body, author, isOpen, isLocked, labels, assignees } = thread;
        const pullRequest = toPullRequest(thread);
        const address = pullRequest?.url ?? url(`issues/${number}`);
        return { number, title, body, author, url: address, isOpen, isLocked, labels: [...labels], assignees, pullRequest };
      }),
    fetchComment: ({ id, on }) =>
      call("fetchComment", `reading comment ${id}`, () => {
        const comment = on === "thread" ? repository.comments.get(id) : undefined;
        if (comment === undefined) return null;
        return { id, url: url(`issues/${comment.thread}#issuecomment-${id}`), author: comment.author, body: comment.body };
      }),
    fetchPullRequestOf: (branch) =>
      call("fetchPullRequestOf", `looking for the pull request of ${branch}`, () => {
        const [newest] = findPulls(branch);
        return newest === undefined ? null : toPullRequest(newest);
      }),
    fetchChangedFiles: (number) =>
      call("fetchChangedFiles", `reading the files of #${number}`, () => {
        const pull = repository.threads.get(number)?.pull ?? refuse(`reading the files of #${number}`, "there is no such pull request");
        const before = repository.filesAt(repository.branch(pull.base) ?? "") ?? new Map<string, string>();
        const after = repository.filesAt(pull.headCommit) ?? new Map<string, string>();
        return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort();
      }),
    fetchFile: (path, commit) =>
      call("fetchFile", `reading ${path}`, () => {
        const text = repository.filesAt(commit)?.get(path) ?? null;
        return text === null || Buffer.byteLength(text) > LARGEST_FILE ? null : text;
      }),
    putComment({ thread: number, marker, body, known }) {
      const doing = `writing a comment in #${number}`;
      return call("putComment", doing, () => {
        const text = toMarked(body, marker);
        const thread = repository.threads.get(number) ?? refuse(doing, "the thread is gone");
        const ours = repository.commentsOf(number).filter(({ author }) => author === login);
        const found = ours.find(({ id }) => id === known) ?? ours.find((comment) => isMarked(comment.body, marker));
        const answer = (id: number) => ({ id, url: url(`issues/${number}#issuecomment-${id}`) });
        if (found?.body === text) return answer(found.id);
        if (text.length > LONGEST_BODY) refuse(doing, `the text is longer than ${LONGEST_BODY} characters`);
        if (found === undefined && thread.isLocked) refuse(doing, "the thread is locked");
        write("putComment", doing, body);
        if (found === undefined) return answer(repository.addComment(number, login, text));
        Object.assign(found, { body: text, writes: found.writes + 1 });
        return answer(found.id);
      });
    },
    hideComment: (id) =>
      call("hideComment", `folding comment ${id}`, () => {
        const comment = repository.comments.get(id);
        if (comment === undefined || comment.isHidden) return;
        write("hideComment", `folding comment ${id}`, String(id));
        comment.isHidden = true;
      }),
    react: ({ thread, comment }, reaction) =>
      call("react", `reacting in #${thread}`, () => {
        const reactions = (comment === null ? repository.threads.get(thread) : repository.comments.get(comment))?.reactions;
        if (reactions === undefined || reactions.has(reaction)) return;
        write("react", `reacting in #${thread}`, reaction);
        reactions.add(reaction);
      }),
    putCheck: (request) =>
      call("putCheck", `writing the check ${request.name}`, () => putCheck(request, `writing the check ${request.name}`)),
    putPullRequest: (request) =>
      call("putPullRequest", `opening a pull request for ${request.head}`, () =>
        putPullRequest(request, `opening a pull request for ${request.head}`),
      ),
    setDraft: (number, isDraft) =>
      call("setDraft", `changing the draft of #${number}`, () => {
        const pull = repository.threads.get(number)?.pull ?? null;
        if (pull === null) return null;
        if (pull.isDraft !== isDraft) write("setDraft", `changing the draft of #${number}`, isDraft ? "draft" : "ready");
        pull.isDraft = isDraft;
        return isDraft;
      }),
    deleteBranch: (branch, commit) =>
      call("deleteBranch", `deleting ${branch}`, () => {
        const head = repository.branch(branch);
        if (head === null) return true;
        if (head !== commit) return false;
        write("deleteBranch", `deleting ${branch}`, branch);
        repository.deleteBranch(branch);
        return true;
      }),
    addLabels: (number, labels) =>
      call("addLabels", `labelling #${number}`, () => {
        const thread = repository.threads.get(number);
        for (const label of labels) {
          if (thread === undefined || thread.labels.has(label)) continue;
          write("addLabels", `labelling #${number}`, label);
          thread.labels.add(label);
        }
      }),
    removeLabel: (number, label) =>
      call("removeLabel", `taking a label off #${number}`, () => {
        if (repository.threads.get(number)?.labels.delete(label) === true) write("removeLabel", `taking a label off #${number}`, label);
      }),
    openRemote: () => call("openRemote", "opening the remote", () => repository.remote),
  };
}
