// A git repository for tests, driven by plain git with an identity of its own: nothing of the machine's configuration counts.
import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const GIT_ENV = {
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  HOME: "/nonexistent",
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TEMPLATE_DIR: "",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.invalid",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.invalid",
};

export interface GitRepository {
  readonly path: string;
  /** Runs git there and answers its output; throws when git fails. */
  git(...args: readonly string[]): string;
  /** Commits files to a branch without touching the working copy; the branch is made from HEAD when missing. */
  commit(branch: string, files: Readonly<Record<string, string | Buffer>>): string;
  head(branch: string): string | null;
  /** What a branch holds; names end in `*` for executables and `@` for links. */
  files(branch: string): Readonly<Record<string, string>>;
}

export function temporaryDirectory(): { readonly path: string; dispose(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "yardmaster-workspaces-")));
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

/** A working repository with `main` checked out and one commit with `README.md`. */
export function createGitRepository(path: string): GitRepository {
  createEmptyRepository(path);
  writeFileSync(join(path, "README.md"), "hello\n");
  runGit(path, ["add", "--all"]);
  runGit(path, ["commit", "--quiet", "--message", "First"]);
  return repositoryAt(path);
}

export function createEmptyRepository(path: string): void {
  mkdirSync(path, { recursive: true });
  runGit(path, ["init", "--quiet", "--initial-branch", "main"]);
  // A test's repository need not outlive a power cut.
  appendFileSync(join(path, ".git/config"), "[core]\n\tfsync = none\n");
}

function repositoryAt(path: string): GitRepository {
  const git = (...args: readonly string[]) => runGit(path, args).trimEnd();
  const head = (branch: string) => git("for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`) || null;
  return {
    path,
    git,
    head,
    commit(branch, files) {
      const parts: (string | Buffer)[] = [
        `commit refs/heads/${branch}\ncommitter Test <test@example.invalid> 1700000000 +0000\ndata 4\nMore\n`,
      ];
      parts.push(`from ${head(branch) ?? git("rev-parse", "HEAD")}\n`);
      for (const [name, content] of Object.entries(files)) {
        parts.push(`M 100644 inline ${name}\ndata ${Buffer.byteLength(content)}\n`, content, "\n");
      }
      runGit(path, ["fast-import", "--quiet", "--force"], { input: Buffer.concat(parts.map((part) => Buffer.from(part))) });
      const commit = git("rev-parse", `refs/heads/${branch}`);
      if (git("symbolic-ref", "HEAD") === `refs/heads/${branch}`) git("reset", "--quiet", "--hard");
      return commit;
    },
    files(branch) {
      const marks: Readonly<Record<string, string>> = { "100755": "*", "120000": "@", "160000": "#" };
      const lines = git("ls-tree", "-r", branch).split("\n").filter(Boolean);
      const entries = lines.map((line) => /^(\d+) \w+ (\w+)\t(.*)$/.exec(line) ?? []);
      return Object.fromEntries(
        entries.map(([, mode = "", blob = "", name = ""]) => [
          name + (marks[mode] ?? ""),
          mode === "160000" ? blob : runGit(path, ["cat-file", "blob", blob]),
        ]),
      );
    },
  };
}

export function runGit(
  cwd: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string | Buffer } = {},
): string {
  const result = spawnSync("git", args, { cwd, env: { ...GIT_ENV, ...options.env }, input: options.input, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`git ${args.join(" ")} in ${cwd}: ${result.stderr}`);
  return result.stdout;
}

/** An executable script, with its directory. */
export function writeScript(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}
