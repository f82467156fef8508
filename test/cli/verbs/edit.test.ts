// `edit`: the editor is a script, so that each test says what a person did in it. What they saw is kept beside it.
import { readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine, manifest } from "../../support/command-line.ts";
import { MAIN } from "../../support/yard-on-disk.ts";

let line: CommandLine;
beforeEach(async () => {
  line = createCommandLine();
  await line.apply(
    manifest("StepTemplate", "plan", '{ prompt: "# Plan\\n# {goal}\\n" }'),
    manifest("Workflow", "build", "{ steps: [{ id: s, command: make, template: plan }] }"),
  );
});
afterEach(() => line.dispose());

/** What the editor showed, the first time first. */
function shown(): string {
  return readFileSync(join(line.directory, "shown"), "utf8");
}

/** Each time the editor is opened it does the next of these; what it showed before is kept. */
function editing(...scripts: readonly string[]): void {
  const cases = scripts.map((script, index) => `${index + 1}) ${script} ;;`).join("\n");
  const count = join(line.directory, "count");
  line.setEditor(`echo x >> ${count}
cat "$1" >> ${join(line.directory, "shown")}
case $(wc -l < ${count} | tr -d ' ') in
${cases}
*) echo "opened once more than expected" >&2; exit 1 ;;
esac`);
}

/** What a person is told, and what the copy of their changes holds. */
async function runKeeping(argv: readonly string[]) {
  const ran = await line.run(argv);
  const [, path = ""] = /^A copy of your changes has been stored in (\S+)$/m.exec(ran.err) ?? [];
  const kept = { mode: statSync(path).mode & 0o777, text: readFileSync(path, "utf8") };
  rmSync(dirname(path), { recursive: true });
  return { ...ran, err: ran.err.replace(path, "(copy)"), kept };
}

async function prompt(): Promise<string> {
  const { out } = await line.run(["get", "steptemplate/plan", "-o", "json"]);
  return (JSON.parse(out) as { readonly spec: { readonly prompt: string } }).spec.prompt;
}

describe("edit", () => {
  it("shows the manifest, and applies what was saved", async () => {
    editing(`sed -i 's/{goal}/{goal}, well/' "$1"`);
    expect(await line.run(["edit", "steptemplate", "plan"])).toEqual({
      exit: 0,
      out: "steptemplate/plan updated (project: default)\n",
      err: "stored in …/data; no server runs\n",
    });
    expect(await prompt()).toBe("# Plan\n# {goal}, well\n");
    expect(shown()).toMatchInlineSnapshot(`
      "# Save to apply, save nothing or an empty file to leave everything as it is. Masked secrets stay what they are.
      apiVersion: orchestrator.dev/v2
      kind: StepTemplate
      metadata:
        name: plan
      spec:
        prompt: |
          # Plan
          # {goal}
      "
    `);
  });

  it.each([
    ["nothing was changed", "true"],
    ["everything was deleted", ': > "$1"'],
    ["only the comment was changed", `sed -i '1d' "$1"`],
  ])("leaves everything as it is when %s", async (_what, script) => {
    editing(script);
    expect(await line.run(["edit", "steptemplate/plan"])).toEqual({ exit: 0, out: "Edit cancelled, nothing was changed.\n", err: "" });
    expect(await prompt()).toBe("# Plan\n# {goal}\n");
  });

  it("gives up on an editor that changes the text each time and never mends it", async () => {
    line.setEditor(`echo x >> ${join(line.directory, "count")}\necho "  wrong: $(wc -l < ${join(line.directory, "count")})" >> "$1"`);
    const { exit, err, kept } = await runKeeping(["edit", "steptemplate/plan"]);
    expect([exit, err]).toEqual([2, expect.stringContaining("nothing was changed: it was not valid 20 times")]);
    expect(kept.text).toContain("  wrong: 20\n");
    expect(await prompt()).toBe("# Plan\n# {goal}\n");
  });

  it("shows what does not hold at the top, with lines as the editor counts them, to be mended", async () => {
    editing(`sed -i 's/template: plan/template: paln/' "$1"`, `sed -i 's/template: paln/template: plan\\n      timeout_secs: 5/' "$1"`);
    const { exit, out } = await line.run(["edit", "workflow", "build"]);
    expect([exit, out]).toEqual([0, "workflow/build updated (project: default)\n"]);
    const again = shown().slice(shown().indexOf("# Save", 1));
    expect(again).toMatchInlineSnapshot(`
      "# Save to apply, save nothing or an empty file to leave everything as it is. Masked secrets stay what they are.
      # workflow-build.yaml:12:17 error spec.steps[0].template workflow 'build' step 's' references unknown step template 'paln'
      #   hint: did you mean "plan"?
      apiVersion: orchestrator.dev/v2
      kind: Workflow
      metadata:
        name: build
      spec:
        steps:
          - id: s
            command: make
            template: paln
      "
    `);
    const [, told] = /build.yaml:(\d+):/.exec(again) ?? [];
    expect(again.split("\n")[Number(told) - 1]).toBe("      template: paln");
  });

  it("tells what is wrong with the text itself, and gives up when nobody mends it", async () => {
    editing(`sed -i 's/steps:/stepz:/' "$1"`, "true");
    expect(await runKeeping(["edit", "wf/build"])).toMatchInlineSnapshot(`
      {
        "err": "workflow-build.yaml:10:3 error spec.stepz unknown field 'stepz'
        hint: did you mean "steps"?
      workflow-build.yaml:10:3 error spec.steps workflow.spec.steps cannot be empty
      A copy of your changes has been stored in (copy)
      ",
        "exit": 2,
        "kept": {
          "mode": 384,
          "text": "apiVersion: orchestrator.dev/v2
      kind: Workflow
      metadata:
        name: build
      spec:
        stepz:
          - id: s
            command: make
            template: plan
      ",
        },
        "out": "Edit cancelled, nothing was changed.
      ",
      }
    `);
  });

  it("changes no other resource than the one that was opened", async () => {
    editing(`sed -i 's/name: plan/name: other/' "$1"`, "true");
    const { exit, err } = await runKeeping(["edit", "steptemplate/plan"]);
    expect(exit).toBe(2);
    expect(err).toMatchInlineSnapshot(`
      "steptemplate-plan.yaml:7:9 error metadata.name is steptemplate/other, not the steptemplate/plan that was opened
        hint: keep kind and name here; \`yardmaster apply\` makes another resource
      A copy of your changes has been stored in (copy)
      "
    `);
    expect((await line.run(["get", "steptemplates", "-o", "name"])).out).toBe("steptemplate/fix.implement\nsteptemplate/plan\n");
  });

  it("never overwrites what someone else applied meanwhile", async () => {
    line.write("theirs.yaml", manifest("StepTemplate", "plan", "{ prompt: Theirs. }"));
    const apply = `${process.execPath} ${MAIN} -C ${join(line.directory, "repository")} apply -f theirs.yaml >/dev/null 2>&1`;
    editing(`${apply} && sed -i 's/{goal}/mine/' "$1"`, "true");
    const { exit, out, err, kept } = await runKeeping(["edit", "steptemplate/plan"]);
    expect([exit, out]).toEqual([2, "Edit cancelled, nothing was changed.\n"]);
    expect(err).toContain("was changed by someone else meanwhile");
    expect(await prompt()).toBe("Theirs.");
    expect(kept).toEqual({
      mode: 0o600,
      text: "apiVersion: orchestrator.dev/v2\nkind: StepTemplate\nmetadata:\n  name: plan\nspec:\n  prompt: |\n    # Plan\n    # mine\n",
    });
  });

  it("keeps what was typed also when the editor fails the second time, and no secret that was not typed", async () => {
    await line.apply(manifest("SecretStore", "keys", "{ data: { OLD: hidden, NEW: other } }"));
    editing(`sed -i 's/NEW: .*/NEW: typed/; s/^spec:/spce:/' "$1"`, "exit 3");
    const { exit, kept } = await runKeeping(["edit", "secretstore/keys"]);
    expect([exit, kept.mode]).toEqual([1, 0o600]);
    expect(kept.text.slice(kept.text.indexOf("spce:"))).toMatchInlineSnapshot(`
      "spce:
        data:
          OLD: "***"
          NEW: typed
      "
    `);
  });

  it("keeps nothing of what was given up on purpose", async () => {
    editing(`sed -i 's/name: plan/name: other/' "$1"`, ': > "$1"');
    const { exit, err } = await line.run(["edit", "steptemplate/plan"]);
    expect([exit, err]).toEqual([2, expect.not.stringContaining("A copy of your changes")]);
  });

  it("says when the editor itself fails, and which resource there is none of", async () => {
    line.setEditor("exit 3");
    const { exit, err } = await line.run(["edit", "steptemplate/plan"]);
    expect(exit).toBe(1);
    expect(err).toMatchInlineSnapshot(`
      "Error: the editor …/editor.sh exited with 3; nothing was changed
      Hint: set VISUAL or EDITOR to another
      "
    `);
    expect((await line.run(["edit", "steptemplate/none"])).exit).toBe(4);
    expect((await line.run(["edit", "steptemplate"])).err).toContain("invalid resource format: steptemplate (use kind/name)");
  });
});
