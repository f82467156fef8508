// `delete`: what a person reads when something goes, and when it may not.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine, manifest } from "../../support/command-line.ts";

const AGENT = manifest("Agent", "coder", '{ command: "coder {prompt}", capabilities: [plan] }');
const WORKFLOW = manifest("Workflow", "build", "{ steps: [{ id: plan }] }");
const TEMPLATE = manifest("StepTemplate", "plan", "{ prompt: Plan it. }");

let line: CommandLine;
beforeEach(async () => {
  line = createCommandLine();
  await line.apply(AGENT, WORKFLOW, TEMPLATE);
});
afterEach(() => line.dispose());

/** Of what was applied. */
async function left(): Promise<string> {
  return (await line.run(["manifest", "export"])).out.match(/^ {2}name: .*$/gm)?.join("\n") ?? "";
}

describe("delete", () => {
  it("says what went, and who stored it", async () => {
    expect(await line.run(["delete", "steptemplate", "plan"])).toEqual({
      exit: 0,
      out: "steptemplate/plan deleted (project: default)\n",
      err: "stored in …/data; no server runs\n",
    });
    expect((await line.run(["rm", "wf/build"])).out).toBe("workflow/build deleted (project: default)\n");
    expect(await left()).toBe("  name: coder");
  });

  it("says what would go with --dry-run, and leaves it", async () => {
    expect(await line.run(["delete", "steptemplate/plan", "--dry-run"])).toEqual({
      exit: 0,
      out: "steptemplate/plan would be deleted (dry run)\n",
      err: "",
    });
    expect(await left()).toContain("name: plan");
  });

  it("refuses what is in use, naming who uses it, with --dry-run too", async () => {
    const refused = await line.run(["delete", "agent/coder"]);
    expect(refused).toMatchInlineSnapshot(`
      {
        "err": "Error: nothing was deleted
      -:1:1 error cannot delete agent/coder: it is used by workflow/build (steps[0].id)
        hint: change what uses it first, or use --force to confirm deletion of agent/coder
      ",
        "exit": 2,
        "out": "",
      }
    `);
    expect(await line.run(["delete", "agent/coder", "--dry-run"])).toEqual(refused);
    expect(await left()).toContain("name: coder");
  });

  it("deletes what is in use with --force", async () => {
    expect((await line.run(["delete", "agent/coder", "--force"])).out).toBe("agent/coder deleted (project: default)\n");
    expect((await line.run(["check"])).exit).toBe(1);
  });

  it("lets instances be shown and deleted that outlived the definition of their kind", async () => {
    const definition = manifest(
      "CustomResourceDefinition",
      "books.test.dev",
      "{ kind: Book, plural: books, group: test.dev, versions: [{ name: v1 }] }",
    );
    await line.apply(definition, "apiVersion: test.dev/v1\nkind: Book\nmetadata: { name: dune }\nspec: { pages: 412 }\n");
    expect((await line.run(["delete", "crd/books.test.dev", "--force"])).exit).toBe(0);
    expect((await line.run(["get", "book/dune", "-o", "name"])).out).toBe("book/dune\n");
    expect((await line.run(["delete", "book", "dune"])).out).toBe("book/dune deleted (project: default)\n");
    expect((await line.run(["get", "book"])).err).toContain("unknown list resource type: book");
  });

  it("asks for --force before it deletes a project, and takes everything with it", async () => {
    await line.apply(manifest("Project", "web", "{}"), manifest("StepTemplate", "a", "{ prompt: A. }", ", project: web"));
    expect(await line.run(["delete", "project", "web"])).toMatchInlineSnapshot(`
      {
        "err": "Error: use --force to confirm deletion of project/web
      Hint: everything that was applied to the project goes with it
      ",
        "exit": 2,
        "out": "",
      }
    `);
    expect((await line.run(["delete", "project/web", "--dry-run"])).out).toMatchInlineSnapshot(`
      "project/web would be deleted (dry run)
      steptemplate/a would be deleted (dry run)
      "
    `);
    expect((await line.run(["delete", "project/web", "-f"])).out).toMatchInlineSnapshot(`
      "project/web deleted (project: default)
      steptemplate/a deleted (project: web)
      "
    `);
    expect(await left()).toBe("  name: coder\n  name: plan\n  name: build");
  });

  it("says that something is not there, or is nothing that can be deleted", async () => {
    const ghost = await line.run(["delete", "agent", "ghost"]);
    expect([ghost.exit, ghost.out]).toEqual([4, ""]);
    expect(ghost.err).toContain("agent not found: ghost not found in project 'default'");
    expect((await line.run(["delete", "agent/coder", "-p", "web"])).err).toContain("not found in project 'web'");
    expect((await line.run(["delete", "agnet/coder"])).err).toBe("Error: unknown resource type: agnet\nHint: did you mean agent?\n");
    expect((await line.run(["delete", "agent"])).err).toBe("Error: invalid resource format: agent (use kind/name)\n");
    expect((await line.run(["delete"])).exit).toBe(2);
  });
});
