// The page that makes the App, walked through against a pretend GitHub: who may, what GitHub is asked, and what can go wrong.
import { request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { readAppTemplate } from "../../../src/app/read-app-template.ts";
import { openRenderer } from "../../../src/app/rooms.ts";
import type { CreatedApp } from "../../../src/bot/setup/create-app.ts";
import { openSetup, type Setup, type SetupOptions } from "../../../src/bot/setup/open-setup.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import { createPretendGitHub, type PretendGitHub } from "../../support/github/pretend-github.ts";

interface Scene {
  readonly github: PretendGitHub;
  readonly setup: Setup;
  readonly kept: (readonly [CreatedApp, string])[];
  readonly isDone: () => boolean;
  /** Fills the form in; answers the form that leads to GitHub. */
  send(fields: Readonly<Record<string, string>>): Promise<{ readonly page: string; readonly action: URL; readonly manifest: Manifest }>;
  /** Where GitHub sends the browser once the person has confirmed. */
  comeBack(code: string, state: string): Promise<Response>;
}

interface Manifest extends Readonly<Record<string, unknown>> {
  readonly redirect_url: string;
}

async function givenSetup(given: Partial<SetupOptions> = {}): Promise<Scene> {
  const github = await createPretendGitHub();
  const kept: (readonly [CreatedApp, string])[] = [];
  const [template, renderer] = [await readAppTemplate(), await openRenderer()];
  const keep = async (app: CreatedApp, url: string) => void kept.push([app, url]);
  const setup = await openSetup({ port: 0, apiUrl: github.url, url: null, template, renderer, keep, ...given });
  let done = false;
  void setup.done.then(() => {
    done = true;
  });
  onTestFinished(async () => {
    await setup.close();
    await github.stop();
  });
  return {
    github,
    setup,
    kept,
    isDone: () => done,
    async send(fields) {
      const response = await fetch(setup.address, { method: "POST", body: new URLSearchParams(fields) });
      const page = await response.text();
      const hidden = /name="manifest" value="([^"]*)"/.exec(page)?.[1] ?? "null";
      const action = /<form method="post" action="([^"]*)"/.exec(page)?.[1] ?? "";
      return { page, action: new URL(toText(action), setup.address), manifest: JSON.parse(toText(hidden)) as Manifest };
    },
    comeBack: (code, state) => fetch(new URL(`/setup/callback?code=${code}&state=${state}`, setup.address)),
  };
}

function toText(html: string): string {
  return html
    .replaceAll("&#34;", '"')
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

const URL_OF_OURS = "https://yard.example.com";

describe("the set-up", () => {
  it("asks two things, sends the person to GitHub with the manifest, and keeps the App that they bring back", async () => {
    const { github, setup, kept, send, comeBack } = await givenSetup();
    expect(await (await fetch(setup.address)).text()).toContain("Where can ");
    const { action, manifest } = await send({ url: URL_OF_OURS, organization: "acme" });
    expect(action.pathname).toBe("/organizations/acme/settings/apps/new");
    expect(manifest).toMatchObject({
      hook_attributes: { url: `${URL_OF_OURS}/api/github/webhooks`, active: true },
      redirect_url: new URL("/setup/callback", setup.address).href,
      public: false,
      default_permissions: { checks: "write", metadata: "read" },
    });
    const response = await comeBack(github.confirmManifest(manifest), action.searchParams.get("state") ?? "");
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/href="[^"]*\/apps\/yardmaster[^"]*\/installations\/new"/);
    await setup.done;
    const [[app, url] = []] = kept;
    expect(url).toBe(`${URL_OF_OURS}/api/github/webhooks`);
    expect(app).toMatchObject({
      id: expect.any(Number),
      privateKey: expect.stringContaining("PRIVATE KEY"),
      webhookSecret: expect.stringMatching(/./),
    });
    github.assertNoViolations();
  });

  it("shows where GitHub reaches us when that is known", async () => {
    const { setup } = await givenSetup({ url: "https://smee.io/abc" });
    expect(await (await fetch(setup.address)).text()).toContain('value="https://smee.io/abc"');
  });

  it("asks again when an answer does not hold, and says so", async () => {
    const { send } = await givenSetup();
    expect((await send({ url: "yard.example.com" })).page).toContain("begins with https://");
    expect((await send({ url: "https://smee.io/new" })).page).toContain("That is the page that makes a channel");
    expect((await send({ url: URL_OF_OURS, organization: "ac/me" })).page).toContain("organization&#39;s name");
  });

  it("shows what was typed as text, whatever it is", async () => {
    const { page } = await (await givenSetup()).send({ url: '"><script>alert(1)</script>' });
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;");
  });

  it("lets the person try again when GitHub does not answer, with the code that they have", async () => {
    const { github, setup, send, comeBack, kept } = await givenSetup();
    const { action, manifest } = await send({ url: URL_OF_OURS });
    const [code, state] = [github.confirmManifest(manifest), action.searchParams.get("state") ?? ""];
    github.fails("POST /app-manifests/*/conversions", { with: "status", status: 502 });
    const broken = await comeBack(code, state);
    expect(broken.status).toBe(502);
    expect(await broken.text()).toContain(`<a href="${new URL(setup.address).pathname}${new URL(setup.address).search}">Start again</a>`);
    expect((await comeBack(code, state)).status).toBe(200);
    expect(kept).toHaveLength(1);
  });

  it("says what to do when the code is no longer known, and when the key cannot be kept", async () => {
    const keep = () => Promise.reject(new YardmasterError("app.data-directory", "writing app.env: ENOSPC"));
    const { github, send, comeBack, isDone } = await givenSetup({ keep });
    const { action, manifest } = await send({ url: URL_OF_OURS });
    const state = action.searchParams.get("state") ?? "";
    expect(await (await comeBack("gone", state)).text()).toContain("no longer accepts the code");
    const response = await comeBack(github.confirmManifest(manifest), state);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("writing app.env: ENOSPC");
    expect(isDone()).toBe(false);
  });
});

describe("a stranger at the set-up", () => {
  it("cannot plant an App of their own: the way back has to have begun here, and is gone once", async () => {
    const { github, kept, send, comeBack, isDone } = await givenSetup();
    const planted = github.confirmManifest({ name: "planted", hook_attributes: { url: "https://evil.example" } });
    expect((await comeBack(planted, "")).status).toBe(403);
    expect((await comeBack(planted, "guessed")).status).toBe(403);
    const { action, manifest } = await send({ url: URL_OF_OURS });
    const state = action.searchParams.get("state") ?? "";
    expect((await comeBack(github.confirmManifest(manifest), state)).status).toBe(200);
    expect((await comeBack(planted, state)).status).toBe(403);
    expect(kept).toHaveLength(1);
    expect(isDone()).toBe(true);
  });

  it("sees no form without the key that the terminal showed, and is not told it", async () => {
    const { setup } = await givenSetup();
    const key = new URL(setup.address).searchParams.get("key") ?? "";
    for (const path of ["/setup", "/setup?key=guessed", "/setup/callback", "/", "/setup/other", "//"]) {
      const response = await fetch(new URL(setup.address).origin + path);
      expect(response.status).toBeGreaterThanOrEqual(403);
      const page = await response.text();
      expect(page).not.toContain(key);
      // A link without the key would lead here again.
      expect(page).not.toContain("<a ");
    }
  });

  it("gets nowhere under another name, as a site that has its own name lead here would", async () => {
    const { setup } = await givenSetup();
    expect(await statusUnder("evil.example", setup.address)).toBe(403);
    expect(await statusUnder("localhost:8080", setup.address)).toBe(200);
  });

  it("cannot keep it busy with a form that is too long", async () => {
    const { setup } = await givenSetup();
    const response = await fetch(setup.address, { method: "POST", body: "url=".padEnd(100_000, "a") });
    expect(response.status).toBe(413);
  });

  it("finds it on the loopback interface alone", async () => {
    const { setup } = await givenSetup();
    expect(new URL(setup.address).hostname).toBe("127.0.0.1");
  });
});

function statusUnder(host: string, address: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(address, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once("error", reject)
      .end();
  });
}
