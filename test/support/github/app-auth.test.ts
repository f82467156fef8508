// Who is let in: apps by their JWT, installations by short-lived tokens, people by theirs, and nobody else.
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createClient, toJwt } from "./client.ts";
import { givenGitHub, toAppJwt } from "./given-github.ts";

const HOUR = 3_600_000;

describe("an app's JWT", () => {
  it("is taken with the app's id or its client id as issuer", async () => {
    const { github } = await givenGitHub();
    for (const iss of [github.app.id, String(github.app.id), github.app.clientId]) {
      const { data } = await createClient(github.url, `Bearer ${toAppJwt(github, { iss })}`)("GET /app");
      expect(data["slug"]).toBe("yardmaster");
    }
  });

  it("is refused when it lives for more than ten minutes, has ended, or is signed by another key", async () => {
    const { github } = await givenGitHub();
    const ask = async (jwt: string) => {
      const { status, data } = await createClient(github.url, `Bearer ${jwt}`)("GET /app");
      return [status, data["message"]];
    };
    const now = Math.floor(github.clock.now() / 1000);
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    expect(await ask(toAppJwt(github, { lifetime: 601 }))).toEqual([401, "'Expiration time' claim ('exp') is too far in the future"]);
    expect(await ask(toAppJwt(github, { lifetime: -1 }))).toEqual([
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    ]);
    expect(await ask(toJwt(other, { iss: github.app.id, iat: now, exp: now + 60 }))).toEqual([
      401,
      "A JSON web token could not be decoded",
    ]);
    expect(await ask(toAppJwt(github, { iss: 1 }))).toEqual([404, "Integration not found"]);
  });

  it("does not open what is an installation's", async () => {
    const { app } = await givenGitHub();
    expect((await app("GET /repos/acme/site")).status).toBe(403);
  });
});

describe("an installation's token", () => {
  it("ends after an hour", async () => {
    const { github, bot } = await givenGitHub();
    github.clock.advance(HOUR - 1);
    expect((await bot("GET /repos/acme/site/issues")).status).toBe(200);
    github.clock.advance(1);
    const { status, data } = await bot("GET /repos/acme/site/issues");
    expect([status, data["message"]]).toEqual([401, "Bad credentials"]);
  });

  it("ends when it is revoked, and when a test says so", async () => {
    const { github, bot, mint } = await givenGitHub();
    await bot("DELETE /installation/token");
    expect((await bot("GET /repos/acme/site")).status).toBe(401);
    const next = createClient(github.url, `token ${await mint()}`);
    expect((await next("GET /repos/acme/site")).status).toBe(200);
    github.expireTokens();
    expect((await next("GET /repos/acme/site")).status).toBe(401);
  });

  it("is narrowed to permissions and repositories, and never widened", async () => {
    const { github, app, mint } = await givenGitHub();
    github.repository("acme/secret", { private: true });
    github.repository("acme/elsewhere", { private: true, installed: false });
    const narrow = createClient(github.url, `token ${await mint({ repositories: ["site"], permissions: { issues: "read" } })}`);
    expect((await narrow("GET /repos/acme/site/issues")).status).toBe(200);
    expect((await narrow("POST /repos/acme/site/issues", { title: "No" })).status).toBe(403);
    expect((await narrow("GET /repos/acme/secret")).status).toBe(404);
    const installation = github.installation("acme").id;
    const wide = await app(`POST /app/installations/${installation}/access_tokens`, {
      permissions: { issues: "write", administration: "write" },
    });
    expect(wide.status).toBe(422);
    const far = await app(`POST /app/installations/${installation}/access_tokens`, { repositories: ["elsewhere"] });
    expect(far.status).toBe(422);
    const { data } = await createClient(github.url, `token ${await mint()}`)("GET /installation/repositories");
    expect(data["total_count"]).toBe(2);
  });

  it("is worth nothing while the installation is suspended, and after it is removed", async () => {
    const { github, bot, app } = await givenGitHub();
    const installation = github.installation("acme");
    github.as("ada").suspends(installation);
    expect((await bot("GET /repos/acme/site")).status).toBe(403);
    expect((await app(`POST /app/installations/${installation.id}/access_tokens`)).status).toBe(403);
    github.as("ada").unsuspends(installation);
    expect((await bot("GET /repos/acme/site")).status).toBe(200);
    github.as("ada").uninstalls(installation);
    expect((await bot("GET /repos/acme/site")).status).toBe(401);
    expect((await app("GET /repos/acme/site/installation")).status).toBe(404);
  });
});

describe("a manifest", () => {
  it("is exchanged for an app once", async () => {
    const { github, anonymous } = await givenGitHub();
    const code = github.confirmManifest({ name: "New yard", default_permissions: { issues: "write" }, default_events: ["issues"] });
    const { status, data } = await anonymous(`POST /app-manifests/${code}/conversions`);
    expect([status, data["slug"], String(data["pem"]).split("\n")[0]]).toEqual([201, "new-yard", "-----BEGIN RSA PRIVATE KEY-----"]);
    expect((await anonymous(`POST /app-manifests/${code}/conversions`)).status).toBe(404);
  });
});

describe("everybody else", () => {
  it("is refused with an unknown token, and reads what is public without one", async () => {
    const { github, anonymous } = await givenGitHub();
    github.repository("acme/secret", { private: true });
    expect((await createClient(github.url, "token ghp_nobody")("GET /repos/acme/site")).status).toBe(401);
    expect((await anonymous("GET /repos/acme/site")).status).toBe(200);
    expect((await anonymous("GET /repos/acme/secret")).status).toBe(404);
    expect((await anonymous("POST /repos/acme/site/issues", { title: "No" })).status).toBe(401);
  });

  it("has the role that ownership, membership, teams and invitations give", async () => {
    const { github, bot } = await givenGitHub();
    github.organization("acme", { olga: "admin", mia: "member" });
    github.team("acme", "makers", ["tim"], { site: "maintain" });
    const roles = await Promise.all(
      ["olga", "mia", "tim", "ada", "bob", "mallory"].map(async (login) => {
        const { data } = await bot(`GET /repos/acme/site/collaborators/${login}/permission`);
        return [login, data["permission"], data["role_name"]];
      }),
    );
    expect(roles).toEqual([
      ["olga", "admin", "admin"],
      ["mia", "read", "read"],
      ["tim", "write", "maintain"],
      ["ada", "write", "write"],
      ["bob", "read", "read"],
      ["mallory", "read", "read"],
    ]);
    expect((await bot("GET /repos/acme/site/collaborators/nobody/permission")).status).toBe(404);
  });
});
