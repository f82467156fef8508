// How the App stands in an installation and in a repository, as GitHub says it when it is asked.
import { pino } from "pino";
import { Probot } from "probot";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AppOctokit, findInstallation, findStanding } from "../../../src/forge/github/index.ts";
import { systemClock } from "../../../src/std/clock.ts";
import { createPretendGitHub } from "../../support/github/pretend-github.ts";

async function given() {
  const github = await createPretendGitHub();
  onTestFinished(() => github.stop());
  const site = github.repository("acme/site", { private: false });
  const { id: appId, privateKey, webhookSecret: secret } = github.app;
  const probot = new Probot({ appId, privateKey, secret, baseUrl: github.url, log: pino({ level: "silent" }) });
  const app = (await probot.auth()) as unknown as AppOctokit;
  const installation = github.installation("acme");
  const ask = async (name = "site") => await findStanding(app, { id: site.id, owner: "acme", name }, systemClock);
  return { github, app, site, installation, ada: github.as("ada"), ask };
}

describe("the App", () => {
  it("is present in a repository that it was let into, suspended with its installation, and gone with it", async () => {
    const { github, app, installation, ada, ask } = await given();
    const both = async () => [await findInstallation(app, installation.id, systemClock), (await ask()).standing];
    expect(await both()).toEqual(["present", "present"]);
    ada.suspends(installation);
    expect(await both()).toEqual(["suspended", "suspended"]);
    ada.unsuspends(installation);
    expect(await both()).toEqual(["present", "present"]);
    ada.uninstalls(installation);
    expect(await both()).toEqual(["gone", "gone"]);
    github.assertNoViolations();
  });

  it("is gone from a public repository that it was taken out of, though it can read it", async () => {
    const { github, installation, ada, ask } = await given();
    ada.chooses(installation, [github.repository("acme/other")]);
    expect(await ask()).toEqual({ standing: "gone", installation: null });
  });

  it("is known by the repository's number: another of its name is not meant", async () => {
    const { github, site, installation, ada, ask } = await given();
    ada.renames(site, "website");
    expect(await ask("website")).toEqual({ standing: "present", installation: installation.id });
    github.repository("acme/site");
    expect(await ask()).toEqual({ standing: "gone", installation: null });
  });

  it("can do nothing in a repository that is archived", async () => {
    const { site, ada, ask } = await given();
    ada.archives(site);
    expect((await ask()).standing).toBe("archived");
  });

  it("is not said to be gone when GitHub does not answer", async () => {
    const { github, app, ask } = await given();
    github.fails("GET /**", { with: "status", status: 404 });
    await expect(findInstallation(app, 1, systemClock)).resolves.toBe("gone");
    github.fails("GET /**", { with: "secondary limit" }, 9);
    await expect(ask()).rejects.toMatchObject({ code: "forge.unavailable" });
  });
});
