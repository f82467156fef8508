// The demo as a person runs it: what it claims is looked at again with plain tools, and what was tampered with is named.
import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, it } from "vitest";
import { DEMO_ITEMS, toSlug } from "../../src/app/demo/demo-files.ts";
import { type AtEnd, assertAtRest, listTasks } from "../support/journey.ts";
import { withoutTimes } from "../support/without-times.ts";
import { createYardOnDisk, type YardOnDisk } from "../support/yard-on-disk.ts";

const run = promisify(execFile);

interface Stage {
  readonly yard: YardOnDisk;
  /** Where the demo is told to make everything. */
  readonly directory: string;
  readonly repository: string;
  git(...args: readonly string[]): Promise<string>;
}

async function createStage(atEnd: AtEnd): Promise<Stage> {
  const yard = await createYardOnDisk();
  atEnd(() => yard.remove());
  const directory = join(yard.directory, "demo");
  const repository = join(directory, "repository");
  const git = async (...args: readonly string[]) => (await run("git", args, { cwd: repository, env: yard.env() })).stdout.trim();
  return { yard, directory, repository, git };
}

/** The table with its times and hashes made even. */
function toTable(stdout: string): string {
  const table = stdout.slice(stdout.indexOf("ISSUE "), stdout.indexOf("Look around") >>> 0);
  return withoutTimes(table.replace(/-[0-9a-f]{8}\b/g, "-…")).trimEnd();
}

describe.concurrent("the demo", { timeout: 60_000 }, () => {
  it("leaves with --keep what it says: branches, worktrees whose tests pass, a roadmap that is done", async ({
    expect,
    onTestFinished,
  }) => {
    const { yard, directory, repository, git } = await createStage(onTestFinished);
    const { code, stdout, stderr } = await yard.yardmaster("demo", "--keep", "--directory", directory, "--workers", "3");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(toTable(stdout)).toMatchInlineSnapshot(`
      "ISSUE  RESULT  RUNS  TIME  BRANCH
      Cart total  4 of 4 checks  1  (time)  yardmaster/cart-total-…
      Money rounding  4 of 4 checks  1  (time)  yardmaster/money-rounding-…
      Slug accents  4 of 4 checks  1  (time)  yardmaster/slug-accents-…
      Leap years  5 of 5 checks  2  (time)  yardmaster/leap-years-…
      Empty average  4 of 4 checks  1  (time)  yardmaster/empty-average-…

      All 21 checks pass: completed once, branch, tests, roadmap, retried."
    `);

    const there = {
      ...yard,
      yardmaster: (...args: readonly string[]) => yard.yardmaster("-C", repository, "--data-dir", join(directory, "data"), ...args),
    };
    const completed = (await listTasks(there)).filter(({ status }) => status === "completed");
    expect(completed.map(({ title }) => title).sort()).toEqual(DEMO_ITEMS.map(({ title }) => title).sort());
    const roadmap = await readFile(join(repository, "docs/roadmap.md"), "utf8");
    for (const item of DEMO_ITEMS) {
      const task = completed.find(({ title }) => title === item.title);
      expect(`${await git("show", `${task?.branch}:${item.file}`)}\n`).toBe(item.fixed);
      await run(process.execPath, ["--test", `test/${toSlug(item.title)}.test.js`], { cwd: task?.workspace ?? "" });
      const entry = roadmap.split("### ").find((text) => text.startsWith(item.title));
      expect(entry).toContain("- **Status:** done\n");
      expect(entry?.match(/- \*\*Progress:\*\* completed/g)).toHaveLength(1);
    }
    await assertAtRest({ ...there, data: join(directory, "data"), repository });
  });

  it("says which checks do not hold when someone has tampered with its work", async ({ expect, onTestFinished }) => {
    const { yard, directory, git } = await createStage(onTestFinished);
    const demo = yard.start("demo", "--keep", "--directory", directory, "--workers", "2");
    await demo.says("completed in");
    const [, issue = ""] = /(\S+) completed in/.exec(demo.output()) ?? [];
    const item = DEMO_ITEMS.find(({ title }) => issue.startsWith(toSlug(title)));
    await git("branch", "-D", `yardmaster/${issue}`);
    await writeFile(join(directory, "data/workspaces", issue, item?.file ?? ""), item?.broken ?? "");

    const { code, stdout } = await demo.ended;
    expect(code).toBe(1);
    const end = stdout.slice(stdout.indexOf("checks fail") - 8, stdout.indexOf("Look around"));
    expect(
      end
        .replaceAll(issue, "…")
        .replaceAll(item?.title ?? "", "…")
        .trim(),
    ).toMatchInlineSnapshot(`
      "2 of 21 checks fail:
      no …, branch: yardmaster/… changes nothing
      no …, tests: its test does not pass in the worktree"
    `);
  });

  it("leaves nothing behind otherwise", async ({ expect, onTestFinished }) => {
    const { yard } = await createStage(onTestFinished);
    const demo = yard.startIn({ env: { TMPDIR: yard.repository } }, "demo");
    await demo.says("step 1/2 fix");
    demo.process.kill("SIGINT");
    const { code, stdout, stderr } = await demo.ended;
    expect(stdout).toContain("Everything is removed again");
    expect(stderr).toBe("Interrupted: nothing was checked.\n");
    expect(code).toBe(21);
    expect(await readdir(yard.repository)).toEqual([".git"]);
  });

  it("touches nothing that was there before, wherever it is told to work", async ({ expect, onTestFinished }) => {
    const { yard } = await createStage(onTestFinished);
    await yard.write("mine.txt", "a letter");
    const here = yard.start("demo", "--directory", ".");
    await here.says("step 1/2 fix");
    here.process.kill("SIGINT");
    expect((await here.ended).code).toBe(21);
    expect((await readdir(yard.repository)).sort()).toEqual([".git", "mine.txt"]);

    await yard.write("data/mine.txt", "another letter");
    const { code, stderr } = await yard.yardmaster("demo", "--directory", ".");
    expect(stderr.replace(yard.repository, "…")).toBe(
      "Error: making …/data for the demo: there is something already\nHint: name another directory\n",
    );
    expect(code).toBe(2);
    expect(await yard.read("data/mine.txt")).toBe("another letter");
    expect((await readdir(yard.repository)).sort()).toEqual([".git", "data", "mine.txt"]);
  });

  it("says when there is no git, and leaves nothing behind either", async ({ expect, onTestFinished }) => {
    const { yard } = await createStage(onTestFinished);
    const { code, stderr } = await yard.startIn({ env: { PATH: "/nonexistent", TMPDIR: yard.repository } }, "demo").ended;
    expect(stderr).toBe("Error: making the demo: git is not on PATH\nHint: install git\n");
    expect(code).toBe(2);
    expect(await readdir(yard.repository)).toEqual([".git"]);
  });
});
