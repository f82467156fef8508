// What an older git is good for.
import { describe, expect, it } from "vitest";
import { toGitFinding } from "../../src/app/look-at-git.ts";

describe("the machine's git", () => {
  it.each([
    [{ installed: true, major: 2, minor: 38, patch: 0 }, "ok", "git 2.38.0", null],
    [{ installed: true, major: 3, minor: 0, patch: "0.rc1" }, "ok", "git 3.0.0.rc1", null],
    [{ installed: true, major: 2, minor: 37, patch: 9 }, "warning", expect.stringContaining("cannot merge"), "install git 2.38 or later"],
    [{ installed: true, major: 2, minor: 30, patch: 2 }, "missing", "git 2.30.2 is too old", "install git 2.38 or later"],
    [{ installed: false, major: 0, minor: 0, patch: 0 }, "missing", "git is not on PATH", "install git 2.38 or later"],
  ])("%o is %s", (version, status, detail, hint) => {
    expect(toGitFinding(version)).toMatchObject({ status, detail, hint });
  });
});
