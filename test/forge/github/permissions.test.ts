// Permissions on GitHub: asked, believed for a minute, and never guessed.
import { describe, expect, it } from "vitest";
import { createContentLimiter, createGithubForge } from "../../../src/forge/github/index.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { createScriptedOctokit, type ScriptedAnswer } from "../../support/scripted-octokit.ts";

function given(answer: (login: string) => ScriptedAnswer, trustedBots: readonly string[] = []) {
  const clock = createHandClock(1_000_000);
  const { octokit, requests } = createScriptedOctokit(({ path }) => {
    const [, login] = /^\/repos\/acme\/site\/collaborators\/([^/]+)\/permission$/.exec(path) ?? [];
    return login === undefined ? null : answer(login);
  });
  const limiter = createContentLimiter({ clock });
  const forge = createGithubForge({ octokit, repositoryId: 7, limiter, login: "yardmaster[bot]", clock, trustedBots });
  return { clock, forge, asked: () => requests.filter((request) => request.endsWith("/permission")).length };
}

const PERSON = { type: "User" };

describe("what a person may do", () => {
  it("is asked once a minute, whatever the case of the name, also when many ask at once", async () => {
    const { clock, forge, asked } = given(() => ({ body: { role_name: "maintain", permission: "write", user: PERSON } }));
    const answers = await Promise.all([forge.fetchPermission("ana"), forge.fetchPermission("Ana")]);
    clock.advance(59_999);
    expect([...answers, await forge.fetchPermission("ANA"), asked()]).toEqual(["maintain", "maintain", "maintain", 1]);
    clock.advance(1);
    await forge.fetchPermission("ana");
    expect(asked()).toBe(2);
  });

  it("follows a right that was taken away within a minute", async () => {
    let role = "admin";
    const { clock, forge } = given(() => ({ body: { role_name: role, permission: role, user: PERSON } }));
    expect(await forge.fetchPermission("ana")).toBe("admin");
    role = "read";
    clock.advance(60_000);
    expect(await forge.fetchPermission("ana")).toBe("read");
  });

  it.each([
    ["a role that an organization made up", { role_name: "security-lead", permission: "write", user: PERSON }, "write"],
    ["a role that nobody knows", { role_name: "overlord", permission: "everything", user: PERSON }, "none"],
    ["no role", { role_name: "", permission: "none", user: PERSON }, "none"],
    ["a bot", { role_name: "admin", permission: "admin", user: { type: "Bot" } }, "none"],
    ["an organization", { role_name: "admin", permission: "admin", user: { type: "Organization" } }, "none"],
  ])("with %s", async (_what, body, permission) => {
    expect(await given(() => ({ body })).forge.fetchPermission("ana")).toBe(permission);
  });

  it("is nothing, without asking, for a name that is none", async () => {
    const { forge, asked } = given(() => ({ body: { role_name: "admin", permission: "admin", user: PERSON } }));
    for (const name of ["renovate[bot]", "../../orgs/acme", "..", "", "a b", `a${"b".repeat(100)}`]) {
      expect(await forge.fetchPermission(name)).toBe("none");
    }
    expect(asked()).toBe(0);
  });

  it("is to write for a bot that the operator trusts, without asking, and for no person who is called alike", async () => {
    const body = { role_name: "read", permission: "read", user: PERSON };
    const { forge, asked } = given(() => ({ body }), ["Renovate[bot]", "mallory"]);
    expect(await forge.fetchPermission("renovate[bot]")).toBe("write");
    expect(await forge.fetchPermission("other[bot]")).toBe("none");
    expect(asked()).toBe(0);
    expect(await forge.fetchPermission("renovate")).toBe("read");
    expect(await forge.fetchPermission("mallory")).toBe("read");
  });

  it("is not remembered when it could not be asked", async () => {
    let isDown = true;
    const { forge } = given(() => (isDown ? { status: 502 } : { body: { role_name: "write", permission: "write", user: PERSON } }));
    await expect(forge.fetchPermission("ana")).rejects.toMatchObject({ code: "forge.unavailable" });
    isDown = false;
    expect(await forge.fetchPermission("ana")).toBe("write");
  });
});
