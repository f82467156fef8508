// The README, followed by someone who types what stands there: its install line, its roadmap, its workflow file, its commands.
// Only `claude` is another program of that name, found first on the path: the real one would need an account.
import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { describe, it } from "vitest";
import { until } from "../support/until.ts";
import { CHECKOUT, createYardOnDisk, type YardOnDisk } from "../support/yard-on-disk.ts";

const CLAUDE = `#!/bin/sh
[ "$1" = --version ] && { echo "9.9.9 (pretend)"; exit 0; }
cat > /dev/null
echo "mended by $YARDMASTER_STEP" >> CHANGES
echo '{"type":"assistant","message":{"role":"assistant","content":[{"type":"text","text":"Mended."}]},"session_id":"s"}'
echo '{"type":"result","subtype":"success","is_error":false,"result":"Mended.","session_id":"s","usage":{"input_tokens":1,"output_tokens":1}}'
`;

/** The one block of a language in the README that holds a text. */
async function readBlock(language: string, holding: string): Promise<string> {
  const readme = await readFile(join(CHECKOUT, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```(\S+)[^\n]*\n([\s\S]*?)^```$/gm)];
  const block = blocks.find(([, name, text]) => name === language && text?.includes(holding))?.[2];
  if (block === undefined) throw new Error(`the README has no ${language} block with ${holding}`);
  return block;
}

/** A machine on which the README's install line has been run, with a repository as the README describes it. */
async function createReader(): Promise<{ readonly yard: YardOnDisk; shell(block: string): Promise<string>; readonly path: string }> {
  const yard = await createYardOnDisk();
  const prefix = join(yard.directory, "global");
  const programs = join(yard.directory, "programs");
  await mkdir(programs);
  await writeFile(join(programs, "claude"), CLAUDE);
  await chmod(join(programs, "claude"), 0o755);
  const install = await readBlock("sh", "npm install --global .");
  const [, , last = ""] = install.trim().split(" && ");
  await shellIn(CHECKOUT, `${last} --offline --loglevel=error`, { ...yard.env(), npm_config_prefix: prefix });
  const path = [join(prefix, "bin"), programs, yard.env()["PATH"]].join(delimiter);
  await yard.write("docs/roadmap.md", await readBlock("markdown", "### Login survives a proxy"));
  await yard.write("workflow.yaml", await readBlock("yaml", "backend: claude"));
  await yard.write("package.json", JSON.stringify({ scripts: { test: "test -s CHANGES" } }));
  await yard.commit("start");
  return { yard, path, shell: (block) => shellIn(yard.repository, block, { ...yard.env(), PATH: path }) };
}

async function shellIn(cwd: string, commands: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", commands], { cwd, env });
  return stdout;
}

describe("someone who follows the README", () => {
  it("installs three commands, finds nothing missing, and has the roadmap done", async ({ expect, onTestFinished }) => {
    const { yard, path, shell } = await createReader();
    onTestFinished(() => yard.remove());
    expect(await shell("yardmaster --version && orchestrator --version")).toMatch(/^(\d+\.\d+\.\d+\n){2}$/);
    expect(await shell("orchestratord --help")).toContain("start");
    expect(await shell("orchestratord --version")).toBe(await shell("yardmaster --version"));
    expect(await shell("orchestratord --foreground --workers 2 --help")).toContain("yardmaster start [options]");
    expect(await shell(await readBlock("sh", "yardmaster doctor"))).toContain("claude: ");

    expect(await readBlock("sh", "yardmaster start")).toBe("yardmaster start\n");
    const server = yard.startIn({ env: { PATH: path } }, "start");
    await until(async () => (await yard.read("docs/roadmap.md")).match(/\*\*Status:\*\* done/g)?.length === 2, 20_000);
    const looked = await shell(await readBlock("sh", "yardmaster task list"));
    expect(looked).toContain("completed");
    expect(looked).toContain("login-survives-a-pro-");
    server.process.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
    expect(await yard.git("branch", "--list", "yardmaster/*")).toMatch(/login-survives-a-pro-\w+\n.*remember-the-last-se-\w+/);
  });

  it("declares a workflow, and runs it", async ({ expect, onTestFinished }) => {
    const { yard, shell } = await createReader();
    onTestFinished(() => yard.remove());
    await yard.write(".yardmaster/greeting.yaml", await readBlock("yaml", "name: greeter"));
    const told = await shell(await readBlock("sh", "yardmaster apply -f"));
    expect(told).toContain("Manifest is valid");
    expect(told).toContain("workflow/greeting created (project: default)");
    expect(told).toMatch(/name: greeting\n/);
    const branch = (await yard.git("branch", "--list", "yardmaster/*", "--format=%(refname:short)")).trim();
    expect(await yard.git("show", `${branch}:GREETINGS.md`)).toBe("to world");
  });

  it("has one goal done while they watch", async ({ expect, onTestFinished }) => {
    const { yard, shell } = await createReader();
    onTestFinished(() => yard.remove());
    expect(await shell(await readBlock("sh", "yardmaster run"))).toContain("Mended.");
    expect(await yard.git("branch", "--list", "yardmaster/*", "--format=%(refname:short)")).toMatch(/^yardmaster\/run_\w+$/);
  });
});
