// What a run may mention of its thread, and what nobody may set in its place.
import { describe, expect, it } from "vitest";
import { findTakenName, toThreadVariables } from "../../../src/runtime/threads/thread-variables.ts";
import type { StartRequest } from "../../../src/runtime/threads/thread-yard.ts";
import { PULL } from "../../bot/hear/a-thread-yard.ts";

function request(variables: Record<string, string>): StartRequest {
  return { taskId: "t", workflow: "fix", steps: [], variables, instructions: "Now.", thread: PULL, by: "ann", comment: 7 };
}

describe("the variables of a thread", () => {
  it("are its words beside what was set by hand", () => {
    expect(toThreadVariables(request({ target: "a", draft: "true" }))).toMatchObject({
      target: "a",
      draft: "true",
      title: "Login times out",
      issue: "#2",
      author: "ann",
      arguments: "Now.",
    });
  });

  it.each(["goal", "issue", "title", "body", "url", "author", "arguments"])("have the name %s, which cannot be set", (name) => {
    expect(findTakenName(request({ target: "a", [name]: "x" }))).toBe(name);
  });

  it("leave every other name free", () => {
    expect(findTakenName(request({ target: "a", constructor: "b", Title: "c" }))).toBeNull();
  });
});
