// A repository that declares nothing, and a server with `claude` on its path: a label or a command is enough.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toFakeClaude } from "../agents/fake-claude.ts";
import { type AppWorld, openAppWorld } from "../support/app-world.ts";
import type { Issue } from "../support/github/state/repository.ts";

const FILES = { "README.md": "# site\n", Makefile: "test:\n\t@test -e mended.txt && echo all is well\n" };

/** Each turn writes down what it was asked and waits for the play to put `go` with its number. */
const SCRIPT = `turn=1; while [ -e "$HOME/prompt.$turn" ]; do turn=$((turn+1)); done
cp "$PROMPT_FILE" "$HOME/prompt.$turn"
until [ -e "$HOME/go.$turn" ]; do sleep 0.05; done
echo "$turn" > mended.txt
echo "Mended it"`;

async function openWithClaude(): Promise<AppWorld> {
  const world = await openAppWorld({ files: FILES, labels: ["yardmaster"], variables: { YARDMASTER_AGENT: "claude" } });
  mkdirSync(join(world.directory, "bin"), { recursive: true });
  const file = join(world.directory, "bin", "claude");
  writeFileSync(file, `#!/bin/sh\n${toFakeClaude(SCRIPT)}\n`);
  chmodSync(file, 0o755);
  return world;
}

const readPrompt = (world: AppWorld, turn: number) => readFileSync(join(world.directory, `prompt.${turn}`), "utf8");

async function done(world: AppWorld, issue: Issue): Promise<void> {
  await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
  await world.eventually("there is a pull request", () => world.tally().includes("1 pull request: "));
}

describe("a repository that declares nothing", { timeout: 60_000 }, () => {
  it("gets a pull request for a label", async () => {
    const world = await openWithClaude();
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out", body: "After a minute." });
    github.as("ann").labels(issue, "yardmaster");
    world.put("go.1");
    await done(world, issue);
    expect(world.cards(issue)[0]).toContain("`fix` for `ann`");
    expect(repository.issues.get(2)?.body).toContain("**In the agent's words**\n\n> Mended it\n\n**What was done**");
    for (const said of ["Login times out", "After a minute."]) expect(readPrompt(world, 1)).toContain(said);
    expect(repository.git.git("show", "refs/heads/yardmaster/1-login-times-out:mended.txt")).toBe("1");
    const message = repository.git.git("log", "-1", "--format=%B", "refs/heads/yardmaster/1-login-times-out");
    expect(message).toMatch(/^Login times out \(implement\)\n\nIssue: #1\nRun: /);
    github.assertNoViolations();
  });

  it("is told once what is missing where no agent is installed, for a label as for a command", async () => {
    const world = await openAppWorld({ files: FILES, labels: ["yardmaster"], variables: { YARDMASTER_AGENT: "opencode" } });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    const asked = await world.asks("ann", issue, "/run fix");
    github.as("ann").labels(issue, "yardmaster");
    await world.eventually("the label is answered", () => world.answers(issue).length === 2);
    github.as("ann").unlabels(issue, "yardmaster");
    github.as("ann").labels(issue, "yardmaster");
    await world.heard(issue);
    expect(world.answers(issue).slice(0, 2)).toEqual([asked, asked]);
    expect(asked).toContain("is not installed where Yardmaster runs");
    expect(asked).toContain("Whoever runs the server can install it: `npm install -g opencode-ai`; then ask again.");
    expect(world.answers(issue)).toHaveLength(3);
    github.assertNoViolations();
  });

  it("gets one for a command, and what the agent is told while it is at work it hears in a turn more", async () => {
    const world = await openWithClaude();
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run fix Mind the tests.");
    await world.eventually("the agent is at work", () => world.has("prompt.1"));
    await world.tells("ann", issue, "/run tell Leave the names.");
    world.put("go.1");
    await world.eventually("it takes another turn", () => world.has("prompt.2"));
    expect(readPrompt(world, 1)).not.toContain("Leave the names.");
    expect(readPrompt(world, 2)).toContain("Mind the tests.");
    expect(readPrompt(world, 2)).toContain("ann: Leave the names.");
    world.put("go.2");
    await done(world, issue);
    expect(world.has("prompt.3")).toBe(false);
    expect(repository.git.git("show", "refs/heads/yardmaster/1-login-times-out:mended.txt")).toBe("2");
    expect(await world.asks("ann", issue, "/run tell Too late.")).toContain("No run is under way here to pass this on to");
    github.assertNoViolations();
  });
});
