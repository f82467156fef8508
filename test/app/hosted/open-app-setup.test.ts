// From nothing to an App at work: the set-up's page, GitHub's answer, and the start that follows without a restart of anything.
import { access, readFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { openApp } from "../../../src/app/hosted/open-app.ts";
import { openAppSetup } from "../../../src/app/hosted/open-app-setup.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";
import { createPretendGitHub, type PretendGitHub } from "../../support/github/pretend-github.ts";
import { walkThroughSetup } from "../../support/walk-through-setup.ts";

interface Machine {
  readonly github: PretendGitHub;
  readonly surroundings: { readonly cwd: string; readonly variables: Readonly<Record<string, string>> };
  readonly file: string;
}

async function givenMachine(more: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const place = temporaryDirectory();
  const github = await createPretendGitHub();
  onTestFinished(async () => {
    await github.stop();
    place.dispose();
  });
  const variables = {
    PATH: process.env["PATH"] ?? "",
    HOME: place.path,
    YARDMASTER_DATA_DIR: `${place.path}/data`,
    YARDMASTER_LOG_LEVEL: "silent",
    GITHUB_API_URL: github.url,
    PORT: "0",
    ...more,
  };
  return { github, surroundings: { cwd: place.path, variables }, file: `${place.path}/data/app.env` };
}

describe("a machine that knows no App", () => {
  it("makes one, keeps it, and serves it now and at every later start", { timeout: 30_000 }, async () => {
    const { github, surroundings, file } = await givenMachine();
    const setup = await openAppSetup(surroundings, null);
    if (setup === null) throw new Error("there is nothing to set up");
    const app = await walkThroughSetup(github, setup.address, "https://yard.example.com");
    await setup.done;
    await setup.close();
    const kept = await readFile(file, "utf8");
    expect(kept).toContain(`APP_ID=${app.id}\n`);
    expect(kept).toContain(`GITHUB_API_URL=${github.url}\n`);
    expect(app.webhookUrl).toBe("https://yard.example.com/api/github/webhooks");

    expect(await openAppSetup(surroundings, null)).toBeNull();
    // As another terminal would, which knows of no GitHub but the one that the set-up kept.
    const { GITHUB_API_URL: _, ...variables } = surroundings.variables;
    const served = await openApp({ ...surroundings, variables });
    onTestFinished(() => served.stop(0));
    expect(served.name).toBe(app.slug);
    const answer = await fetch(`http://127.0.0.1:${served.address.port}/ping`);
    expect(await answer.text()).toBe("PONG");
    github.assertNoViolations();
  });

  it("takes a channel of smee.io for a relay, and remembers it", async () => {
    const { github, surroundings, file } = await givenMachine();
    const setup = await openAppSetup(surroundings, "https://smee.io/abc");
    if (setup === null) throw new Error("there is nothing to set up");
    await walkThroughSetup(github, setup.address, "https://smee.io/abc");
    await setup.close();
    expect(await readFile(file, "utf8")).toContain("WEBHOOK_PROXY_URL=https://smee.io/abc\n");
  });

  it("says at once that the address it was given leads nowhere", async () => {
    const { surroundings } = await givenMachine();
    await expect(openAppSetup(surroundings, "https://smee.io/new")).rejects.toMatchObject({
      code: "cli.usage",
      message: "--url https://smee.io/new cannot be used",
      hint: "That is the page that makes a channel: paste the address it sends you to.",
    });
  });

  it("is not set up while half of an App is named: what is missing is said instead", async () => {
    const { surroundings } = await givenMachine({ PRIVATE_KEY: "a2V5", WEBHOOK_SECRET: "0123456789abcdef" });
    expect(await openAppSetup(surroundings, null)).toBeNull();
    await expect(openApp(surroundings)).rejects.toMatchObject({ code: "app.environment", message: expect.stringContaining("APP_ID") });
  });

  it("says so before there is a key, when there is nowhere to keep it", async () => {
    const { surroundings } = await givenMachine({ YARDMASTER_DATA_DIR: "/dev/null/data" });
    await expect(openAppSetup(surroundings, null)).rejects.toMatchObject({ code: "app.data-directory" });
  });

  it("keeps nothing when the person goes away", async () => {
    const { surroundings, file } = await givenMachine();
    const setup = await openAppSetup(surroundings, null);
    await setup?.close();
    await expect(access(file)).rejects.toThrow("ENOENT");
  });
});
