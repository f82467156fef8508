// Who changed a text: by the logins that a permission can be asked for.
import { describe, expect, it } from "vitest";
import { loadEdits } from "../../../src/forge/github/edits.ts";
import type { InstallationOctokit } from "../../../src/forge/github/installation-octokit.ts";

const AT = "2026-01-01T00:00:00Z";

describe("who changed a text", () => {
  it.for([
    ["is a person", { __typename: "User", login: "ann" }, "ann"],
    ["is a bot, with the suffix that nobody can choose", { __typename: "Bot", login: "ann" }, "ann[bot]"],
    ["is nobody when the account was imported, though it is called like somebody's", { __typename: "Mannequin", login: "ann" }, "ghost"],
    ["is nobody when the account is gone", null, "ghost"],
  ] as const)("%s", async ([, editor, by]) => {
    const edits = { totalCount: 1, nodes: [{ editedAt: AT, editor }] };
    const graphql = async () => ({ nodes: [{ id: "I_1", lastEditedAt: AT, editor, userContentEdits: edits }] });
    const octokit = { graphql } as unknown as Pick<InstallationOctokit, "graphql">;
    const found = await loadEdits(octokit, ["I_1"], new AbortController().signal);
    expect(new Set(found.get("I_1")?.map((edit) => edit.by))).toEqual(new Set([by]));
  });
});
