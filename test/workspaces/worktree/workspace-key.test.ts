// The names of workspaces, over all identifiers.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWorkspaceKey, workspaceKey } from "../../../src/workspaces/worktree/workspace-key.ts";

/** Tends to produce what has a meaning to someone: dots, dashes, hashes, devices, separators. */
const identifier = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc
    .array(fc.constantFrom("a", "A", ".", "..", "-", "--", "_", "/", "con", ".lock", ".git", "0123456789abcdef", " ", "é"), {
      maxLength: 12,
    })
    .map((parts) => parts.join("")),
);

describe("a workspace's key", () => {
  it.each(["ABC-123", "acme.site_42", "v1.2", "a--b", "-x", "a".repeat(100)])("leaves %s as it is", (name) => {
    expect(workspaceKey(name)).toBe(name);
  });

  it("replaces what is not allowed and adds the first 16 digits of the SHA-256 of the original", () => {
    expect(workspaceKey("acme/site#42")).toBe("acme_site_42--17852eeca07a5257");
  });

  it.each([".", "..", "", ".git", ".hidden", "x.lock", "x.LOCK", "con", "NUL", "aux.txt", "a".repeat(101), "a_b--0123456789abcdef"])(
    "does not use %j as it is",
    (name) => {
      expect(workspaceKey(name)).toMatch(/--[0-9a-f]{16}$/);
      expect(workspaceKey(name)).not.toBe(name);
    },
  );

  it("is never the same for two identifiers", () => {
    fc.assert(fc.property(identifier, identifier, (a, b) => (a === b) === (workspaceKey(a) === workspaceKey(b))));
    fc.assert(fc.property(identifier, (a) => workspaceKey(workspaceKey(a)) === workspaceKey(a) || workspaceKey(a) !== a));
  });

  it("is always a plain name of bounded length", () => {
    fc.assert(
      fc.property(identifier, (text) => {
        const key = workspaceKey(text);
        return isWorkspaceKey(key) && /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}$/.test(key) && !key.endsWith(".lock");
      }),
    );
  });

  it("is not reached by the identifier that looks like it", () => {
    const taken = workspaceKey("acme/site");
    expect(workspaceKey(taken)).not.toBe(taken);
  });
});
