// `init`: what it says, and where it looks.
import { describe, expect, it } from "vitest";
import type { Initialized, Where } from "../../../src/cli/world.ts";
import { runCli } from "../fake-world.ts";

const MADE: Initialized = {
  repository: "/srv/site",
  dataDirectory: "/state/site",
  database: "/state/site/store.db",
  schemaVersion: 1,
  created: true,
  manifests: [],
};

function making(made: Partial<Initialized> = {}) {
  const asked: unknown[] = [];
  const initialize = async ({ directory }: Where, options: object) => {
    asked.push([directory, options]);
    return { ...MADE, ...made };
  };
  return { asked, initialize };
}

describe("init", () => {
  it("says where everything is", async () => {
    expect(await runCli(["init"], making())).toEqual({
      exit: 0,
      out: "Database initialized: /state/site/store.db (schema 1)\nRepository: /srv/site\nData directory: /state/site\n",
      err: "",
    });
  });

  it("is done already the second time, which is no failure", async () => {
    const { exit, out } = await runCli(["init"], making({ created: false }));
    expect([exit, out.split("\n")[0]]).toEqual([0, "Already initialized: /state/site/store.db (schema 1)"]);
  });

  it("tells which manifests it wrote and which it left", async () => {
    const manifests = [
      { file: ".yardmaster/agent.yaml", written: true },
      { file: ".yardmaster/workflow.yaml", written: false },
    ];
    const { out } = await runCli(["init", "--manifests"], making({ manifests }));
    expect(out).toContain("Wrote .yardmaster/agent.yaml\nLeft as it was: .yardmaster/workflow.yaml\nNext: edit them");
    expect(JSON.parse((await runCli(["init", "-o", "json"], making({ manifests }))).out)).toMatchObject({ created: true, manifests });
  });

  it.each([
    [["init"], null],
    [["init", "site"], "site"],
    [["-C", "/srv", "init"], "/srv"],
    [["-C", "/srv", "init", "site"], "/srv/site"],
    [["-C", "/srv", "init", "/other"], "/other"],
  ])("%j works in %s", async (argv, directory) => {
    const world = making();
    await runCli([...argv, "--manifests"], world);
    expect(world.asked).toEqual([[directory, { manifests: true }]]);
  });
});
