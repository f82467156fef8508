// People talk to each other, and nothing of it is for Yardmaster: it asks GitHub nothing, and opens no repository for it.
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";

describe("plain comments", { timeout: 60_000 }, () => {
  it("cost no request", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    await world.heard(issue);
    const before = github.requests.all.length;
    for (let index = 0; index < 20; index += 1) await world.says(`user${index % 10}`, issue, "Just a word.");
    // Handled after them, since it is said in the same thread.
    await world.heard(issue);
    const made = github.requests.all.slice(before).map(({ path }) => path);
    expect(made.filter((path) => /user\d/.test(path))).toEqual([]);
    expect(made.length).toBeLessThan(10);
    github.assertNoViolations();
  });

  it("do not open a repository that was never used; the first command does", async () => {
    const world = await openAppWorld();
    const { github } = world;
    const quiet = github.repository("acme/quiet", { files: { "README.md": "x" }, collaborators: { ann: "write" } });
    const issue = github.as("eve").opensIssue(quiet, { title: "Hello" });
    const other = github.as("eve").opensIssue(world.repository, { title: "Elsewhere" });
    await world.says("eve", issue, "Just a word.");
    await world.heard(other);
    const place = `${world.directory}/data/repositories/${quiet.id}`;
    expect(github.requests.all.filter(({ path }) => path.includes("quiet") || path.includes(`/repositories/${quiet.id}`))).toEqual([]);
    expect(existsSync(place)).toBe(false);
    await world.heard(issue);
    expect(existsSync(place)).toBe(true);
    github.assertNoViolations();
  });
});
