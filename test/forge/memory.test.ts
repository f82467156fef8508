// The forge in memory: the contract, and the handles that tests turn.
import { describe, expect, it } from "vitest";
import { createMemoryForge, createMemoryRepository } from "../../src/forge/memory/index.ts";
import { forgeContract } from "../../src/testing/forge-contract.ts";

const contract = forgeContract({
  async open() {
    const repository = createMemoryRepository();
    repository.grant("ana", "write");
    const ours = (reactions: ReadonlySet<string>) => [...reactions];
    return {
      forge: createMemoryForge(repository),
      reopen: () => createMemoryForge(repository),
      openIssue: async (title, body, labels = []) => repository.openIssue({ title, body, labels }),
      openPull: async (title, head, { into = "main", ...options } = {}) => repository.openPull({ title, head, base: into, ...options }),
      comment: async (thread, body) => repository.addComment(thread, "ana", body),
      edit: async (thread, words) => void Object.assign(repository.thread(thread), words),
      deleteComment: async (id) => repository.deleteComment(id),
      deleteThread: async (number) => repository.deleteThread(number),
      lock: async (number) => void Object.assign(repository.thread(number), { isLocked: true }),
      merge: async (number) => repository.merge(number),
      grant: async (login, permission) => repository.grant(login, permission),
      push: async (branch, files) => repository.push(branch, files),
      branch: async (name) => repository.branch(name),
      comments: async (thread) => repository.commentsOf(thread).map((comment) => ({ ...comment, reactions: ours(comment.reactions) })),
      reactions: async (thread) => ours(repository.thread(thread).reactions),
      checks: async (commit) =>
        repository.checks
          .filter((check) => check.commit === commit)
          .map(({ id: _id, commit: _commit, annotations, ...check }) => ({
            ...check,
            annotations: annotations.map(({ message }) => message),
          })),
      rename: async (name) => repository.change({ name }),
      breakForge: async () => repository.fail(),
      loseAnswer: async () => repository.fail({ afterwards: true }),
      deleteRepository: async () => repository.disappear(),
      dispose: async () => {},
    };
  },
});

describe("the forge in memory keeps the contract", () => {
  for (const { name, run } of contract) it(name, run);
});

describe("the forge in memory", () => {
  it("remembers every change that people saw, in order, and no repetition", async () => {
    const repository = createMemoryRepository();
    const forge = createMemoryForge(repository);
    const thread = repository.openIssue({ title: "Login breaks" });
    await forge.react({ thread, comment: null }, "eyes");
    const known = (await forge.putComment({ thread, marker: "m", body: "Queued.", known: null })).id;
    await forge.putComment({ thread, marker: "m", body: "Queued.", known });
    await forge.putComment({ thread, marker: "m", body: "Running.", known });
    expect(repository.writes).toEqual([
      { call: "react", text: "eyes" },
      { call: "putComment", text: "Queued." },
      { call: "putComment", text: "Running." },
    ]);
    expect(repository.commentsOf(thread)).toMatchObject([{ id: known, writes: 2 }]);
  });

  it("fails the calls that it is told to fail, as often as told, before or after the work", async () => {
    const repository = createMemoryRepository();
    const forge = createMemoryForge(repository);
    const thread = repository.openIssue({ title: "Login breaks" });
    repository.fail({ call: "addLabels", times: 2, retryAfterMs: 60_000 });
    await forge.fetchThread(thread);
    for (const _ of [1, 2]) {
      await expect(forge.addLabels(thread, ["bug"])).rejects.toMatchObject({ code: "forge.unavailable", retryAfterMs: 60_000 });
    }
    expect(repository.thread(thread).labels.size).toBe(0);
    repository.fail({ code: "forge.refused", afterwards: true });
    await expect(forge.addLabels(thread, ["bug"])).rejects.toMatchObject({ code: "forge.refused", retryAfterMs: null });
    expect(repository.thread(thread).labels.size).toBe(1);
    await forge.addLabels(thread, ["bug"]);
  });

  it("refuses every change in an archived repository", async () => {
    const repository = createMemoryRepository({ isArchived: true });
    const thread = repository.openIssue({ title: "Login breaks" });
    const put = createMemoryForge(repository).putComment({ thread, marker: "m", body: "Hello.", known: null });
    await expect(put).rejects.toMatchObject({ code: "forge.refused" });
  });
});
