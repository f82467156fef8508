// Our reading of git's rules for branch names against git itself.
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBranchName } from "../../../src/workspaces/worktree/branch-name.ts";
import { GIT_ENV } from "../../support/git-repository.ts";

const part = fc.constantFrom(
  "a",
  "B",
  "/",
  ".",
  "..",
  "-",
  "@",
  "@{",
  "~",
  "^",
  ":",
  "?",
  "*",
  "[",
  "\\",
  " ",
  "\t",
  "\u007f",
  ".lock",
  "é",
  "lock",
);
const name = fc.oneof(
  fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")),
  fc.string({ minLength: 1 }),
);

describe("a branch name", () => {
  it.each(["main", "yardmaster/A-1", "fix/é", "a-b_c.d", "lock"])("may be %s", (text) => expect(isBranchName(text)).toBe(true));

  it.each(["", "-x", "@", "HEAD", "--upload-pack=x"])("may not be %j, which git would read as something else", (text) => {
    expect(isBranchName(text)).toBe(false);
  });

  it("is otherwise what git takes for one", () => {
    const samples = fc.sample(name, 150).filter((text) => !text.includes("\0") && !text.startsWith("-") && text !== "@" && text !== "HEAD");
    for (const text of samples) {
      const { status } = spawnSync("git", ["check-ref-format", `refs/heads/${text}`], { env: GIT_ENV });
      expect({ text, valid: isBranchName(text) }).toEqual({ text, valid: status === 0 });
    }
  });
});
