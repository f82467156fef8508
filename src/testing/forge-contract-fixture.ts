// What the contract suite of forges needs of the repository behind one: people who act in it, and eyes to see what became of it.
import assert from "node:assert/strict";
import { YardmasterError } from "../core/errors.ts";
import type { CheckAction, CheckRequest, CommentRequest, Forge, Permission, PullRequestRequest } from "../forge/forge.ts";

export interface SeenComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly isHidden: boolean;
  /** By ourselves, each once for every time it is there. */
  readonly reactions: readonly string[];
}

export interface SeenCheck {
  readonly name: string;
  readonly externalId: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
  /** Messages, in order. */
  readonly annotations: readonly string[];
  readonly actions: readonly CheckAction[];
  readonly detailsUrl: string | null;
}

export interface OpenPullOptions {
  readonly isFromFork?: boolean;
  readonly author?: string;
  /** @defaultValue `main` */
  readonly into?: string;
}

/** A repository `site` of `acme` with a default branch `main` that has a commit, where `ana` may write. */
export interface ForgeFixture {
  readonly forge: Forge;
  /** Another forge on the same repository, which remembers nothing: we after a restart. */
  reopen(): Forge;
  openIssue(title: string, body: string | null, labels?: readonly string[]): Promise<number>;
  openPull(title: string, head: string, options?: OpenPullOptions): Promise<number>;
  /** As `ana`. */
  comment(thread: number, body: string): Promise<number>;
  /** A person does. */
  edit(thread: number, words: { readonly title?: string; readonly body?: string }): Promise<void>;
  deleteComment(id: number): Promise<void>;
  deleteThread(number: number): Promise<void>;
  lock(thread: number): Promise<void>;
  merge(thread: number): Promise<void>;
  grant(login: string, permission: Exclude<Permission, "none">): Promise<void>;
  /** A commit on the branch, or on a new one from the default branch; null removes a file. Answers the commit. */
  push(branch: string, files: Readonly<Record<string, string | null>>): Promise<string>;
  branch(name: string): Promise<string | null>;
  comments(thread: number): Promise<readonly SeenComment[]>;
  /** By ourselves, on the thread itself. */
  reactions(thread: number): Promise<readonly string[]>;
  checks(commit: string): Promise<readonly SeenCheck[]>;
  rename(name: string): Promise<void>;
  /** The next call is not answered. */
  breakForge(): Promise<void>;
  /** The next change is made, and the answer to it is lost. */
  loseAnswer(): Promise<void>;
  deleteRepository(): Promise<void>;
}

export interface ForgeHarness {
  open(): Promise<ForgeFixture & { dispose(): Promise<void> }>;
}

export interface ForgeCase {
  readonly name: string;
  run(fixture: ForgeFixture): Promise<void>;
}

export function toComment(thread: number, given: Partial<CommentRequest> = {}): CommentRequest {
  return { thread, marker: "yardmaster:run/run_1", body: "Working on it.", known: null, ...given };
}

export function toCheck(commit: string, given: Partial<CheckRequest> = {}): CheckRequest {
  return {
    name: "yardmaster / fix",
    commit,
    externalId: "run_1",
    status: "in_progress",
    conclusion: null,
    title: "Running: step 1 of 3",
    summary: "- [ ] plan",
    annotations: [],
    actions: [],
    detailsUrl: null,
    known: null,
    ...given,
  };
}

export function toPull(head: string, given: Partial<PullRequestRequest> = {}): PullRequestRequest {
  return { head, base: "main", title: "Fix the login", body: "Closes #1.", isDraft: true, ...given };
}

export async function fails(work: Promise<unknown>, code: "forge.unavailable" | "forge.refused" | "forge.gone"): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof YardmasterError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  });
}
