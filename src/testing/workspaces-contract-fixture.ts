// What the contract cases of workspaces share: the fixture they run on and short ways to ask for things.
// Knows no implementation and no test runner.
import type { CommitRequest, HookName, WorkspaceRequest, Workspaces } from "../workspaces/workspace.ts";

export interface WorkspacesFixture {
  readonly workspaces: Workspaces;
  /** A second handle on the same directories, as another process would have. */
  openAnother(): Promise<Workspaces>;
  /** Moves the clock on. */
  advance(milliseconds: number): void;
  readonly source: SourceFixture;
}

/** The user's repository. It starts with `main` holding `README.md`, and `main` is its HEAD. */
export interface SourceFixture {
  /** Adds a commit with these files to a branch, which is made from `main` when missing; answers the commit. */
  commit(branch: string, files: Readonly<Record<string, string>>): Promise<string>;
  head(branch: string): Promise<string | null>;
  files(branch: string): Promise<Readonly<Record<string, string>>>;
}

/** Shell scripts that run in the workspace. */
export type HooksFixture = Partial<Record<HookName, string>>;

export interface WorkspacesHarness {
  open(hooks: HooksFixture): Promise<WorkspacesFixture & { dispose(): Promise<void> }>;
}

export interface WorkspacesCase {
  readonly name: string;
  readonly hooks?: HooksFixture;
  run(fixture: WorkspacesFixture): Promise<void>;
}

export function request(identifier: string, given: Partial<WorkspaceRequest> = {}): WorkspaceRequest {
  return { identifier, branch: `yardmaster/${identifier}`, base: null, ...given };
}

export function message(text = "Work on it", given: Partial<CommitRequest> = {}): CommitRequest {
  return { message: text, author: { name: "Yard Master", email: "bot@example.invalid" }, at: 1_700_000_000_000, ...given };
}
