// Deleting: what goes, who stands in the way, and what force and projects change about it.
import { describe, expect, it } from "vitest";
import { NO_RESOURCES } from "../../../src/core/resources/state.ts";
import {
  aDefinition,
  anAgent,
  anInstance,
  aProject,
  apply,
  aStore,
  aTemplate,
  aTrigger,
  aWorkflow,
  aWorkspace,
  declared,
  given,
  holding,
  remove,
  sync,
} from "./declared.ts";

const coder = anAgent("coder", ["code"]);
const build = aWorkflow("build", ["code"]);

describe("deleting", () => {
  it("takes back what was applied", () => {
    const { changes, events, state } = given(apply([aTemplate("t")])).when(remove("StepTemplate", "t"));
    expect(changes).toEqual(["steptemplate/t deleted"]);
    expect(events).toMatchObject([{ type: "resource.deleted", kind: "StepTemplate", name: "t", project: "default", origin: "apply" }]);
    expect(state).toEqual({ ...NO_RESOURCES, version: 2 });
  });

  it.each([
    ["a name that there is none of", remove("StepTemplate", "u")],
    ["a kind that has no such name", remove("Agent", "t")],
    ["another project", remove("StepTemplate", "t", { project: "web" })],
  ])("changes nothing for %s", (_what, command) => {
    expect(given(apply([aTemplate("t")])).when(command)).toMatchObject({ changes: [], obstacles: [], events: [] });
  });

  it("takes the secrets of a name, and leaves the variables of the same name", () => {
    const past = given(apply([aStore("EnvStore", "keys", ["A"]), aStore("SecretStore", "keys", ["A"])]));
    expect(holding(past.when(remove("SecretStore", "keys")).state)).toEqual(["envstore/keys (apply)"]);
  });

  it("leaves what a file declares, and says that nothing was changed", () => {
    const past = given(sync("repository", [aTemplate("t", { origin: "repository" })]));
    expect(past.when(remove("StepTemplate", "t")).changes).toEqual([]);
  });
});

describe("deleting what is in use", () => {
  it("is refused with the users' names", () => {
    const past = given(apply([coder, build, aWorkspace("main"), aTrigger("nightly", "build", "main")]));
    expect(past.when(remove("Agent", "coder")).obstacles).toEqual([
      "agent/coder: cannot delete agent/coder: it is used by workflow/build (steps[0].id)",
    ]);
    expect(past.when(remove("Workflow", "build")).obstacles).toEqual([
      "workflow/build: cannot delete workflow/build: it is used by trigger/nightly (action.workflow)",
    ]);
    expect(past.when(remove("Workflow", "build")).hints).toEqual([
      "change what uses it first, or use --force to confirm deletion of workflow/build",
    ]);
  });

  it("names five users and counts the rest", () => {
    const workflows = Array.from({ length: 8 }, (_, index) => aWorkflow(`w${index}`, ["code"]));
    expect(given(apply([coder, ...workflows])).when(remove("Agent", "coder")).obstacles).toEqual([
      "agent/coder: cannot delete agent/coder: it is used by workflow/w0 (steps[0].id), workflow/w1 (steps[0].id), " +
        "workflow/w2 (steps[0].id), workflow/w3 (steps[0].id), workflow/w4 (steps[0].id) and 3 more",
    ]);
  });

  it("is no matter while another agent can do the same", () => {
    const past = given(apply([coder, anAgent("second", ["code"]), build]));
    expect(past.when(remove("Agent", "coder")).changes).toEqual(["agent/coder deleted"]);
  });

  it("is no matter while a store of the other kind has the same name and key", () => {
    const agent = declared("Agent", "a", { command: "x", env: [{ name: "A", refValue: { name: "keys", key: "A" } }, { fromRef: "keys" }] });
    const past = given(apply([aStore("EnvStore", "keys", ["A"]), aStore("SecretStore", "keys", ["A", "B"]), agent]));
    expect(past.when(remove("SecretStore", "keys")).obstacles).toEqual([]);
    expect(given(apply([aStore("EnvStore", "keys", ["A"]), agent])).when(remove("EnvStore", "keys")).obstacles).toEqual([
      "envstore/keys: cannot delete envstore/keys: it is used by agent/a (env[0].refValue), agent/a (env[1].fromRef)",
    ]);
  });

  it("is done when it is forced, and what is broken then stands in nobody's way", () => {
    const { changes, state } = given(apply([coder, build])).when(remove("Agent", "coder", { force: true }));
    expect(changes).toEqual(["agent/coder deleted"]);
    expect(holding(state)).toEqual(["workflow/build (apply)"]);
    const broken = given(apply([coder, build]), remove("Agent", "coder", { force: true }));
    expect(broken.when(apply([aTemplate("t")])).obstacles).toEqual([]);
    expect(broken.when(remove("Workflow", "build")).changes).toEqual(["workflow/build deleted"]);
  });
});

describe("deleting a project", () => {
  const web = { project: "web" };
  const past = given(
    sync("repository", [aTemplate("ours", { ...web, origin: "repository" })]),
    apply([aProject("web"), anAgent("coder", ["code"], web), aWorkflow("build", ["code"], web), aTemplate("t"), aProject("other")]),
  );

  it("takes its declaration and everything that was applied to it", () => {
    const { changes, state } = past.when(remove("Project", "web"));
    expect(changes).toEqual(["project/web deleted", "web/agent/coder deleted", "web/workflow/build deleted"]);
    expect(holding(state)).toEqual(["web/steptemplate/ours (repository)", "steptemplate/t (apply)", "project/other (apply)"]);
  });

  it("needs no declaration of it", () => {
    expect(given(apply([aTemplate("t", web)])).when(remove("Project", "web")).changes).toEqual(["web/steptemplate/t deleted"]);
  });

  it("takes a project that declares itself once", () => {
    const { changes } = given(apply([aProject("web", web), aTemplate("t", web)])).when(remove("Project", "web", web));
    expect(changes).toEqual(["web/project/web deleted", "web/steptemplate/t deleted"]);
  });

  it("is refused when something that a file declares uses part of it", () => {
    const { obstacles } = given(
      apply([anAgent("coder", ["code"], web)]),
      sync("repository", [aWorkflow("build", ["code"], { ...web, origin: "repository" })]),
    ).when(remove("Project", "web"));
    expect(obstacles).toEqual(["web/agent/coder: cannot delete agent/coder: it is used by workflow/build (steps[0].id)"]);
  });
});

describe("deleting the definition of a kind", () => {
  const past = given(apply([aDefinition("Lib"), anInstance("Lib", "a"), anInstance("Lib", "b")]));
  const web = { project: "web" };

  it("is refused while there are instances", () => {
    expect(past.when(remove("CustomResourceDefinition", "libs.test.dev")).obstacles).toEqual([
      "customresourcedefinition/libs.test.dev: cannot delete CRD 'Lib': custom resource instances still exist (delete them first): lib/a, lib/b",
    ]);
    const forced = past.when(remove("CustomResourceDefinition", "libs.test.dev", { force: true }));
    expect(forced.changes).toEqual(["customresourcedefinition/libs.test.dev deleted"]);
  });

  it("is refused in the project with instances, whatever another project defines", () => {
    const two = given(apply([aDefinition("Lib"), anInstance("Lib", "a"), aDefinition("Lib", web)]));
    expect(two.when(remove("CustomResourceDefinition", "libs.test.dev", web)).obstacles).toEqual([]);
    expect(two.when(remove("CustomResourceDefinition", "libs.test.dev")).obstacles).toHaveLength(1);
  });

  it("is refused when it would define another kind instead", () => {
    const renamed = { ...aDefinition("Book"), metadata: aDefinition("Lib").metadata };
    expect(past.when(apply([renamed])).obstacles).toEqual([
      "customresourcedefinition/libs.test.dev: cannot delete CRD 'Lib': custom resource instances still exist (delete them first): lib/a, lib/b",
    ]);
  });

  it("goes after its instances, or with its project", () => {
    const without = given(apply([aDefinition("Lib"), anInstance("Lib", "a")]), remove("Lib", "a"));
    expect(without.when(remove("CustomResourceDefinition", "libs.test.dev")).obstacles).toEqual([]);
    const all = given(apply([aDefinition("Lib", web), anInstance("Lib", "a", web)])).when(remove("Project", "web"));
    expect(all.obstacles).toEqual([]);
    expect(holding(all.state)).toEqual([]);
  });
});
