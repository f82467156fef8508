// The installation's tokens and the App's key are in nothing that is kept, shown, logged or handed to a program of others.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";

/** The step shows all that it is given. What else its user may read is for a sandbox to keep from it. */
const MANIFEST = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: spy }
spec:
  steps:
    - { id: look, command: "env; git config --list --show-origin; cat ~/.git-credentials; ps ax -o args; touch $STAGE/begun; until [ -e $STAGE/go ]; do sleep 0.05; done; echo x > x.txt" }
`;

/** As they are, and as git and HTTP carry them. */
function toForms(secret: string): readonly string[] {
  return [secret, Buffer.from(`x-access-token:${secret}`).toString("base64")];
}

function findIn(places: ReadonlyMap<string, string>, secrets: readonly string[]): readonly string[] {
  return [...places].flatMap(([place, text]) => (secrets.some((secret) => text.includes(secret)) ? [place] : []));
}

function readFiles(directory: string): ReadonlyMap<string, string> {
  const paths = readdirSync(directory, { recursive: true }).map((path) => join(directory, String(path)));
  return new Map(paths.filter((path) => statSync(path).isFile()).map((path) => [path, readFileSync(path, "latin1")]));
}

function listSecrets({ github }: AppWorld): readonly string[] {
  const tokens = [...github.world.tokens].flatMap(([token, { kind }]) => (kind === "installation" ? [token] : []));
  const key = github.app.privateKey.split("\n").slice(1, 4);
  return [...tokens.flatMap(toForms), ...key, github.app.webhookSecret];
}

describe("tokens and keys", () => {
  it("are in no log, comment, process list, git setting or file", async () => {
    const world = await openAppWorld({ runs: "as a process", files: { ".yardmaster/all.yaml": MANIFEST } });
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    world.holdGit("push");
    await world.says("ann", issue, "/run spy");
    await world.eventually("the step has looked", () => world.has("begun"));
    world.put("go");
    await world.eventually("git is about to push", () => world.heldGits().length > 0);
    const processes = execFileSync("ps", ["ax", "-o", "args"], { encoding: "utf8" });
    world.put("go.git");
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    github.fails("* /repos/**", { with: "status", status: 500 }, 3);
    await world.says("ann", issue, "/run status");
    await world.eventually("trouble is logged", () => world.output().includes("500"));
    await world.crash();
    const seen = [...repository.issues.values(), ...repository.comments.values()].map(({ body }) => body ?? "").join("\n");
    const places = new Map([...readFiles(world.directory), ["log", world.output()], ["processes", processes], ["comments", seen]]);
    const secrets = listSecrets(world);
    expect(secrets.length).toBeGreaterThan(5);
    expect([...places.keys()].some((path) => path.includes("app.db"))).toBe(true);
    expect(findIn(places, secrets)).toEqual([]);
    expect(findIn(new Map([["planted", `x${secrets[1]}x`]]), secrets)).toEqual(["planted"]);
  });
});
