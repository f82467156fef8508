// With nothing configured: the built-in workflow `fix`, done by each of the coding agents as their headless modes are documented, and
// verified with the tests that the repository brings. The programs are shell scripts that speak like the real ones.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { PRESETS, type PresetName } from "../../src/agents/presets.ts";
import { findProgram } from "../../src/std/find-program.ts";
import { toFakeClaude } from "../agents/fake-claude.ts";
import { toFakeHeadless } from "../agents/fake-headless.ts";
import { type AtEnd, assertAtRest, listBranches, listTasks } from "../support/journey.ts";
import { createYardOnDisk, type Finished, type YardOnDisk } from "../support/yard-on-disk.ts";

const TIMEOUT = { timeout: 60_000 };

/** One of the server's own variables for each, by which it pays. */
const KEYS = {
  claude: "ANTHROPIC_API_KEY",
  codex: "CODEX_API_KEY",
  gemini: "GOOGLE_API_KEY",
  opencode: "OPENCODE_API_KEY",
  copilot: "COPILOT_GITHUB_TOKEN",
  aider: "DEEPSEEK_API_KEY",
} as const satisfies Record<PresetName, string>;
const PROGRAMS = Object.keys(KEYS) as readonly PresetName[];
const SERVER = { ...Object.fromEntries(Object.values(KEYS).map((name) => [name, `secret-of-${name}`])), GITHUB_TOKEN: "ghs_ours" };
/** All that is on PATH besides the agents: whoever runs this test may have real ones. */
const TOOLS = ["sh", "git", "make", "env", "cat", "cp", "rm", "mktemp", "sleep"];

/** Does what it was asked for, says its key aloud, and leaves what it saw where the test finds it. */
const toDiligence = (key: string) => `cp "$PROMPT_FILE" "$HOME/prompt"; env > "$HOME/env"
echo mended > mended.txt; echo "Mended with $${key}"`;
const MAKEFILE = "test:\n\t@test -e mended.txt && echo all is well\n";

interface Scene extends YardOnDisk {
  /** The command line with nothing but the agents and a few tools on its PATH. */
  run(...args: readonly string[]): Promise<Finished>;
}

async function createScene(
  atEnd: AtEnd,
  files: Readonly<Record<string, string>>,
  agents: Readonly<Record<string, string>>,
): Promise<Scene> {
  const yard = await createYardOnDisk();
  atEnd(() => yard.remove());
  const bin = join(yard.directory, "bin");
  await mkdir(bin);
  for (const tool of TOOLS) await symlink((await findProgram(tool, process.env["PATH"] ?? "")) ?? tool, join(bin, tool));
  for (const [name, text] of Object.entries(agents)) await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  for (const [name, text] of Object.entries({ "README.md": "# A\n", ...files })) await yard.write(name, text);
  await yard.commit("A beginning");
  return { ...yard, run: (...args) => yard.startIn({ env: { ...SERVER, PATH: bin } }, ...args).ended };
}

function toFake(program: PresetName, script: string): string {
  return program === "claude" ? toFakeClaude(script) : toFakeHeadless(program, script);
}

function toWords({ code, stdout, stderr }: Finished): string {
  return `${stdout}${stderr}exit ${code}`.replaceAll(/run_[0-9a-z]{26}/g, "run_…").replaceAll(/ at [0-9a-f]{9}/g, " at …");
}

describe.concurrent("the built-in workflow fix", TIMEOUT, () => {
  for (const program of PROGRAMS) {
    it(`is done by ${program}, which gets its own keys and nothing else of the server's`, async ({ expect, onTestFinished }) => {
      const scene = await createScene(onTestFinished, { Makefile: MAKEFILE }, { [program]: toFake(program, toDiligence(KEYS[program])) });
      const goal = "--help; $(touch pwned) `touch pwned`";
      const ran = await scene.run("task", "create", "--workflow", "fix", "--goal", goal);
      expect(ran.code).toBe(0);
      const served = await scene.run("start", "--until-idle");
      expect(served.code, served.stderr).toBe(0);
      expect((await listTasks(scene)).map(({ status, error }) => [status, error])).toEqual([["completed", null]]);
      const [branch] = await listBranches(scene);
      expect(branch).toMatch(/: mended\.txt in 1 commit$/);

      const home = (name: string) => readFile(join(scene.directory, name), "utf8");
      expect(await home("prompt")).toContain(`## The goal\n\n${goal}\n`);
      const env = await home("env");
      expect(env).toContain(`${KEYS[program]}=secret-of-`);
      const given = [...env.matchAll(/^(\w+)=(?:secret-of-|ghs_)/gm)].map(([, name]) => name);
      const { variables }: { readonly variables: readonly string[] } = PRESETS[program];
      expect(given.filter((name = "") => !variables.includes(name))).toEqual([]);

      const [task] = await listTasks(scene);
      const logs = (await scene.run("task", "logs", task?.id ?? "")).stdout;
      expect(logs).toContain("Mended with ***");
      expect(logs).toContain("all is well");
      await assertAtRest(scene);
    });
  }

  it("hands over what was done when the tests fail, and says so", async ({ expect, onTestFinished }) => {
    const agent = toFake("codex", "echo half > half.txt; echo Done");
    const scene = await createScene(onTestFinished, { Makefile: MAKEFILE }, { codex: agent });
    expect(toWords(await scene.run("run", "--workflow", "fix"))).toMatchInlineSnapshot(`
      "Done
      $ make test
      make: *** [Makefile:2: test] Error 1
      Following task run_… ...
      ── implement
      ── verify
      Step verify failed: make test exited with 2
      Branch yardmaster/run_… at …
      Task run_… finished with status: completed
      exit 0"
    `);
    expect((await listBranches(scene))[0]).toMatch(/: half\.txt in 1 commit$/);
  });

  it("says that there are no tests", async ({ expect, onTestFinished }) => {
    const scene = await createScene(onTestFinished, {}, { aider: toFake("aider", "echo x > x.txt") });
    expect((await scene.run("run", "--workflow", "fix")).stdout).toContain("No tests were found");
  });

  it("says that the tests need what is not installed", async ({ expect, onTestFinished }) => {
    const scene = await createScene(onTestFinished, { "Cargo.toml": "" }, { aider: toFake("aider", "echo x > x.txt") });
    expect((await scene.run("run", "--workflow", "fix")).stderr).toContain(
      "Step verify failed: cargo test: a program that it needs is not installed where Yardmaster runs\n",
    );
  });

  it("takes the first agent that is installed, and ends where that one cannot go on", async ({ expect, onTestFinished }) => {
    const refused = `cat > /dev/null; printf '{"type":"turn.failed","error":{"message":"unexpected status 401 Unauthorized"}}\\n'; exit 1`;
    const scene = await createScene(onTestFinished, {}, { codex: refused, gemini: toFake("gemini", "true") });
    expect(toWords(await scene.run("run", "--workflow", "fix"))).toMatchInlineSnapshot(`
      "Following task run_… ...
      Error: step implement failed after 1 attempt: unexpected status 401 Unauthorized
      Task run_… finished with status: failed
      exit 1"
    `);
  });

  it("is refused at once where there is no agent, with how to get one", async ({ expect, onTestFinished }) => {
    const scene = await createScene(onTestFinished, {}, {});
    expect(toWords(await scene.run("task", "create", "--workflow", "fix"))).toMatchInlineSnapshot(`
      "Error: no coding agent is installed where Yardmaster runs
      Hint: put one of claude, codex, gemini, opencode, copilot, aider on its PATH, for example with \`npm install -g @anthropic-ai/claude-code\`, or declare an Agent
      exit 2"
    `);
    expect(await listTasks(scene)).toEqual([]);
  });

  it("is done by an agent that the repository declares, and by a workflow of that name", async ({ expect, onTestFinished }) => {
    const agent = `apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: ours }
spec: { capabilities: [work], command: "echo ours > ours.txt; cat > /dev/null", promptDelivery: stdin, metadata: { cost: 250 } }
`;
    const scene = await createScene(onTestFinished, { ".yardmaster/agent.yaml": agent }, { codex: toFake("codex", "echo x > x.txt") });
    await scene.run("run", "--workflow", "fix");
    expect((await listBranches(scene))[0]).toMatch(/: ours\.txt in 1 commit$/);
    await scene.write(
      ".yardmaster/fix.yaml",
      "apiVersion: orchestrator.dev/v2\nkind: Workflow\nmetadata: { name: fix }\nspec: { steps: [{ id: only, command: echo by hand }] }\n",
    );
    await scene.commit("A workflow of our own");
    expect((await scene.run("run", "--workflow", "fix")).stdout).toContain("by hand\n");
  });
});
