// Worktree workspaces over a fresh repository, in a directory of their own that is removed again.
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/std/clock.ts";
import type { WorkspacesHarness } from "../../src/testing/workspaces-contract.ts";
import type { HookName, Workspaces } from "../../src/workspaces/workspace.ts";
import { createWorktreeWorkspaces, type WorktreeOptions } from "../../src/workspaces/worktree/index.ts";
import { createGitRepository, type GitRepository, temporaryDirectory, writeScript } from "./git-repository.ts";

export interface WorktreeFixture {
  readonly directory: string;
  readonly source: GitRepository;
  readonly options: WorktreeOptions;
  readonly workspaces: Workspaces;
  readonly warnings: readonly string[];
  open(given?: Partial<WorktreeOptions>): Workspaces;
  /** The git commands that workspaces opened with `watchedEnv` have run, without their `-c` settings. */
  commands(): readonly string[];
  readonly watchedEnv: Readonly<Record<string, string>>;
  /** The bare mirror's directory. */
  mirror(): string;
  advance(milliseconds: number): void;
  dispose(): void;
}

export function openWorktrees(
  given: Partial<Omit<WorktreeOptions, "hooks">> & { readonly hooks?: Partial<Record<HookName, string>> } = {},
): WorktreeFixture {
  const { hooks, ...rest } = given;
  const directory = temporaryDirectory();
  const source = createGitRepository(join(directory.path, "source"));
  const warnings: string[] = [];
  const log = join(directory.path, "commands");
  const path = process.env["PATH"] ?? "/usr/bin:/bin";
  writeScript(join(directory.path, "bin/git"), `echo "$@" >> ${log}\nPATH=${path} exec git "$@"`);
  let ahead = 0;
  const options: WorktreeOptions = {
    root: join(directory.path, "workspaces"),
    mirrors: join(directory.path, "mirrors"),
    source: source.path,
    hooks: { after_create: null, before_run: null, after_run: null, before_remove: null, ...hooks },
    hookTimeoutMs: 10_000,
    newHookCookie: () => ({ name: "YARDMASTER_TEST", value: randomUUID() }),
    env: { PATH: path, HOME: directory.path },
    // Hooks are ended in real time; only the reading of the clock is moved.
    clock: { now: () => systemClock.now() + ahead, after: systemClock.after },
    warn: (line) => warnings.push(line),
    ...rest,
  };
  return {
    directory: directory.path,
    source,
    options,
    workspaces: createWorktreeWorkspaces(options),
    warnings,
    open: (other = {}) => createWorktreeWorkspaces({ ...options, ...other }),
    watchedEnv: { PATH: `${join(directory.path, "bin")}:${path}` },
    commands: () =>
      (existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : []).map((line) =>
        line.replace(/-c \S+=(?:ssh(?: -o\S+)+|\S+) /g, ""),
      ),
    mirror: () => join(options.mirrors, readdirSync(options.mirrors).find((name) => name.endsWith(".git")) ?? "none"),
    advance(milliseconds) {
      ahead += milliseconds;
    },
    dispose: directory.dispose,
  };
}

export const worktreeHarness: WorkspacesHarness = {
  async open(hooks) {
    const fixture = openWorktrees({ hooks });
    return {
      workspaces: fixture.workspaces,
      openAnother: async () => fixture.open(),
      advance: fixture.advance,
      source: {
        commit: async (branch, files) => fixture.source.commit(branch, files),
        head: async (branch) => fixture.source.head(branch),
        files: async (branch) => fixture.source.files(branch),
      },
      dispose: async () => fixture.dispose(),
    };
  },
};
