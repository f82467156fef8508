// What applying comes to: created, updated, unchanged, pruned; and what stands in the way of all of it.
import { describe, expect, it } from "vitest";
import { findResource, NO_RESOURCES } from "../../../src/core/resources/state.ts";
import {
  aDefinition,
  anAgent,
  anInstance,
  aProject,
  apply,
  aTemplate,
  aTrigger,
  aWorkflow,
  aWorkspace,
  given,
  holding,
  sync,
} from "./declared.ts";

const coder = anAgent("coder", ["plan", "code"]);
const build = aWorkflow("build", ["plan", "code"]);
const main = aWorkspace("main");
const nightly = aTrigger("nightly", "build", "main");

describe("applying", () => {
  it("creates what is not there, updates what differs, and leaves the rest", () => {
    const changed = aTemplate("b", { prompt: "Do it better" });
    const { changes, events, state } = given(apply([aTemplate("a"), aTemplate("b")])).when(
      apply([aTemplate("a"), changed, aTemplate("c")]),
    );
    expect(changes).toEqual(["steptemplate/a unchanged", "steptemplate/b updated", "steptemplate/c created"]);
    expect(events.map((event) => event.type === "resource.applied" && event.resource.metadata.name)).toEqual(["b", "c"]);
    expect(findResource(state, "default/steptemplate/b")).toEqual(changed);
  });

  it.each([
    ["the order of keys", { labels: { a: "1", b: "2" } }, { labels: { b: "2", a: "1" } }, "unchanged"],
    ["a label", { labels: { a: "1" } }, { labels: { a: "2" } }, "updated"],
    ["the prompt", { prompt: "one" }, { prompt: "two" }, "updated"],
    ["the file and the line", { file: "a.yaml", line: 3 }, { file: "b.yaml", line: 7 }, "unchanged"],
  ])("says of a template that differs in %s: %s → %s: %s", (_what, before, after, change) => {
    expect(given(apply([aTemplate("t", before)])).when(apply([aTemplate("t", after)])).changes).toEqual([`steptemplate/t ${change}`]);
  });

  it("remembers where something that is unchanged stands now", () => {
    const moved = given(apply([aTemplate("t", { file: "a.yaml" })])).when(apply([aTemplate("t", { file: "b.yaml", line: 9 })]));
    expect(moved.changes).toEqual(["steptemplate/t unchanged"]);
    expect(findResource(moved.state, "default/steptemplate/t")?.source).toEqual({ origin: "apply", file: "b.yaml", line: 9 });
    expect(given(apply([aTemplate("t")])).when(apply([aTemplate("t")])).events).toEqual([]);
  });

  it("keeps equal names of two projects and of two kinds apart", () => {
    const { changes } = given(apply([aTemplate("x")])).when(apply([aTemplate("x", { project: "web" }), aWorkspace("x")]));
    expect(changes).toEqual(["web/steptemplate/x created", "workspace/x created"]);
  });

  it("refuses two declarations of one resource in one call, naming the first", () => {
    const { obstacles, state } = given().when(apply([aTemplate("t", { file: "a.yaml", line: 4 }), aTemplate("u"), aTemplate("t")]));
    expect(obstacles).toEqual(["steptemplate/t: is declared twice: also in a.yaml:4"]);
    expect(state).toEqual(NO_RESOURCES);
  });

  it("refuses what belongs to another project than the one that is named", () => {
    const { obstacles } = given().when(apply([aTemplate("t"), aTemplate("u", { project: "web" })], { project: "web" }));
    expect(obstacles).toEqual([
      "steptemplate/t metadata.project: steptemplate / t project mismatch: --project=web but metadata.project=default",
    ]);
  });

  it("tells what a rule of its own kind finds, of what changes alone", () => {
    const asked: string[] = [];
    const validate = ({ metadata: { name } }: { readonly metadata: { readonly name: string } }) => {
      asked.push(name);
      return [
        { severity: "error" as const, path: "spec.prompt", message: "is dull", hint: "be kind" },
        { severity: "warning" as const, path: "", message: "is long", hint: null },
      ];
    };
    const past = given(apply([aTemplate("same"), aTemplate("other")]));
    const { obstacles, warnings, hints } = past.when(apply([aTemplate("same"), aTemplate("new")]), { validate });
    expect(asked).toEqual(["new"]);
    expect(obstacles).toEqual(["steptemplate/new spec.prompt: is dull"]);
    expect(warnings).toEqual(["steptemplate/new: is long"]);
    expect(hints).toEqual(["be kind", null]);
  });

  it("asks again of the instances of a definition that changes, in its project alone", () => {
    const asked: string[] = [];
    const validate = ({ kind, metadata: { project } }: { readonly kind: string; readonly metadata: { readonly project: string } }) => {
      asked.push(`${project}/${kind}`);
      return [];
    };
    const web = { project: "web" };
    const past = given(apply([aDefinition("Lib"), anInstance("Lib", "a"), aDefinition("Lib", web), anInstance("Lib", "b", web)]));
    past.when(apply([aDefinition("Lib", { ...web, labels: { new: "1" } })]), { validate });
    expect(asked).toEqual(["web/CustomResourceDefinition", "web/Lib"]);
  });
});

describe("expected revisions", () => {
  const past = given(apply([aTemplate("a")]), apply([aTemplate("b")]), apply([aTemplate("a", { prompt: "two" })]));
  const three = aTemplate("a", { prompt: "three" });

  it.each([
    ["is the stored one", 3, []],
    ["is older", 1, ["steptemplate/a: was changed by someone else meanwhile"]],
    ["says that there is none", 0, ["steptemplate/a: was changed by someone else meanwhile"]],
  ])("let nothing be overwritten: one that %s", (_which, revision, obstacles) => {
    expect(past.when(apply([three], { expected: { "default/steptemplate/a": revision } })).obstacles).toEqual(obstacles);
  });

  it("count each change by itself, so that two changes in one call have two", () => {
    const { state } = given(apply([aTemplate("a"), aTemplate("b")]));
    expect([...state.resources.values()].map(({ revision }) => revision)).toEqual([1, 2]);
    expect(state.version).toBe(2);
  });

  it("let nothing come back that someone deleted meanwhile", () => {
    const { when } = given(apply([aTemplate("a")]), {
      type: "resources.delete",
      project: "default",
      kind: "StepTemplate",
      name: "a",
      force: false,
    });
    expect(when(apply([three], { expected: { "default/steptemplate/a": 1 } })).obstacles).toEqual([
      "steptemplate/a: was changed by someone else meanwhile",
    ]);
    expect(when(apply([three], { expected: { "default/steptemplate/a": 0 } })).changes).toEqual(["steptemplate/a created"]);
  });
});

describe("pruning", () => {
  it("deletes what was applied before, is of a kind that is applied, and is not among it", () => {
    const past = given(apply([aTemplate("a"), aTemplate("b"), main, anAgent("x", [])]));
    const { changes, state } = past.when(apply([aTemplate("a")], { prune: true }));
    expect(changes).toEqual(["steptemplate/a unchanged", "steptemplate/b deleted"]);
    expect(holding(state)).toEqual(["steptemplate/a (apply)", "workspace/main (apply)", "agent/x (apply)"]);
  });

  it("prunes triggers too", () => {
    const { changes } = given(apply([coder, build, main, nightly, aTrigger("weekly", "build", "main")])).when(
      apply([nightly], { prune: true }),
    );
    expect(changes).toEqual(["trigger/nightly unchanged", "trigger/weekly deleted"]);
  });

  it("stays within the projects and kinds that occur together", () => {
    const web = { project: "web" };
    const past = given(apply([aTemplate("a"), aTemplate("b", web), aWorkspace("c", web)]));
    expect(past.when(apply([aTemplate("d", web), aWorkspace("e")], { prune: true })).changes).toEqual([
      "web/steptemplate/d created",
      "workspace/e created",
      "web/steptemplate/b deleted",
    ]);
    expect(past.when(apply([aTemplate("d", web)], { prune: true, project: "web" })).changes).toEqual([
      "web/steptemplate/d created",
      "web/steptemplate/b deleted",
    ]);
  });

  it("leaves what files of the repository declare", () => {
    const past = given(sync("repository", [aTemplate("ours", { origin: "repository" })]), apply([aTemplate("a")]));
    const { changes, state } = past.when(apply([aTemplate("b")], { prune: true }));
    expect(changes).toEqual(["steptemplate/b created", "steptemplate/a deleted"]);
    expect(holding(state)).toEqual(["steptemplate/ours (repository)", "steptemplate/b (apply)"]);
  });

  it("is refused when something that stays uses what would go", () => {
    const { obstacles, hints } = given(apply([coder, anAgent("other", []), build])).when(apply([anAgent("other", [])], { prune: true }));
    expect(obstacles).toEqual([
      "agent/coder: cannot delete agent/coder: it is used by workflow/build (steps[0].id), workflow/build (steps[1].id)",
    ]);
    expect(hints).toEqual(["change what uses it first, or use --force to confirm deletion of agent/coder"]);
  });

  it("takes what goes together with its users", () => {
    const past = given(apply([coder, build, main, nightly]));
    const { changes, obstacles } = past.when(
      apply([anAgent("new", []), aWorkflow("new", [{ id: "x", command: "true" }]), aTrigger("new", "new", "main")], { prune: true }),
    );
    expect(obstacles).toEqual([]);
    expect(changes.filter((change) => change.endsWith("deleted"))).toEqual([
      "agent/coder deleted",
      "workflow/build deleted",
      "trigger/nightly deleted",
    ]);
  });
});

describe("a project", () => {
  it("needs no declaration of its own to hold something", () => {
    expect(given().when(apply([aTemplate("t", { project: "web" })])).obstacles).toEqual([]);
    expect(given().when(apply([aProject("web")])).changes).toEqual(["project/web created"]);
  });
});
