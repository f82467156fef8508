// The whole way with the real programs: a label in a repository that declares nothing, and whichever of them is installed there.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../agents/agent-harness.ts";
import { openAppWorld } from "../support/app-world.ts";
import { installPrograms } from "./install-programs.ts";
import { linkProgram, PROGRAM_NAMES, PROGRAMS, type ProgramSetting, writeByTool } from "./programs.ts";
import { openScriptedModel } from "./scripted-model.ts";

const PROGRAMS_DIRECTORY = installPrograms();
const FILES = { "README.md": "# site\n", Makefile: "test:\n\t@test -e fixed.txt\n" };
describe.each(PROGRAM_NAMES)("%s", (name) => {
  it("leads from a label to a pull request", async () => {
    const model = await openScriptedModel(PROGRAMS_DIRECTORY, (turn, request) =>
      turn === 0 ? writeByTool(request, "fixed.txt", "fixed") : { text: "Login goes on." },
    );
    const home = temporaryDirectory();
    const setting: ProgramSetting = PROGRAMS[name](model.url, home);
    const path = `${linkProgram(PROGRAMS_DIRECTORY, name, join(home, "bin"))}:${process.env["PATH"]}`;
    const variables = { HOME: home, PATH: path, YARDMASTER_AGENT: name, ...setting.variables };
    const world = await openAppWorld({ files: FILES, labels: ["yardmaster"], variables });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out", body: "After a minute." });
    github.as("ann").labels(issue, "yardmaster");
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
    expect(repository.git.git("show", "refs/heads/yardmaster/1-login-times-out:fixed.txt")).toBe("fixed");
    expect(repository.issues.get(2)?.body).toContain("> Login goes on.");
    expect(model.asked[0]).toContain("After a minute.");
    github.assertNoViolations();
    await model.stop();
  });
});
