// Git commands that hang: they end when nobody wants them any more, with everything they have started, and leave nothing in the way.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { message, request } from "../../../src/testing/workspaces-contract-fixture.ts";
import { writeScript } from "../../support/git-repository.ts";
import { openWorktrees, type WorktreeFixture } from "../../support/git-workspaces.ts";
import { until } from "../../support/until.ts";

let fixture: WorktreeFixture;
beforeEach(() => {
  fixture = openWorktrees();
});
afterEach(() => fixture.dispose());

const hung = () => join(fixture.directory, "hung");

/** A git of which this command hangs, in a process that it starts. */
function envWhere(command: string): Readonly<Record<string, string>> {
  const { PATH = "" } = fixture.options.env;
  const body = `case " $* " in *" ${command} "*) sh -c 'echo $$ >> ${hung()}; sleep 300; true';; esac\nPATH=${PATH} exec git "$@"`;
  writeScript(join(fixture.directory, "hanging/git"), body);
  return { ...fixture.options.env, PATH: `${join(fixture.directory, "hanging")}:${PATH}` };
}

const isHanging = () => existsSync(hung());
const pids = () => readFileSync(hung(), "utf8").trim().split("\n").map(Number);
const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe.runIf(process.platform === "linux")("a git command that hangs", () => {
  it.each(["ls-remote", "fetch", "read-tree"])("ends with the run that waits for it: %s", async (command) => {
    const stop = new AbortController();
    const workspaces = fixture.open({ env: envWhere(command) });
    const making = workspaces.provision(request("A-1"), stop.signal);
    making.catch(() => {});
    await until(isHanging);
    stop.abort("cancelled");
    await expect(making).rejects.toMatchObject({ code: "workspace.git", message: `git ${command} was ended before it was done` });
    await until(() => pids().every(isGone));
    expect(readdirSync(fixture.options.root)).toEqual([]);
    const made = await fixture.workspaces.provision(request("A-1"));
    expect([made.createdNow, readFileSync(join(made.path, "README.md"), "utf8")]).toEqual([true, "hello\n"]);
  });

  it("that ends at once leaves nobody at work in what is taken away", async () => {
    const { PATH = "" } = fixture.options.env;
    writeScript(join(fixture.directory, "failing/git"), `case " $* " in *" read-tree "*) exit 1;; esac\nPATH=${PATH} exec git "$@"`);
    const workspaces = fixture.open({ env: { ...fixture.options.env, PATH: `${join(fixture.directory, "failing")}:${PATH}` } });
    for (let times = 0; times < 10; times += 1) {
      await expect(workspaces.provision(request("A-1"))).rejects.toMatchObject({ code: "workspace.git" });
    }
    expect(readdirSync(fixture.options.root)).toEqual([]);
  });

  it("ends when its publishing is given up, and can be published later", async () => {
    const stop = new AbortController();
    const workspace = await fixture.workspaces.provision(request("A-1"));
    writeFileSync(join(workspace.path, "work.txt"), "work\n");
    await fixture.workspaces.commit(workspace, message());
    const publishing = fixture.open({ env: envWhere("push") }).publish(workspace, message(), stop.signal);
    publishing.catch(() => {});
    await until(isHanging);
    stop.abort("hand-back");
    await expect(publishing).rejects.toMatchObject({ code: "workspace.git" });
    await fixture.workspaces.publish(workspace, message());
    expect(fixture.source.files(workspace.branch)).toHaveProperty("work.txt");
  });

  it("on a disk that does not answer ends after half an hour, and is tried again later", async () => {
    const clock = createHandClock(Date.now());
    const making = fixture.open({ env: envWhere("ls-remote"), clock }).provision(request("A-1"));
    making.catch(() => {});
    await until(isHanging);
    clock.advance(30 * 60_000);
    await expect(making).rejects.toMatchObject({
      code: "workspace.unreachable",
      message: "git ls-remote did not end within 30 minutes",
    });
  });
});
