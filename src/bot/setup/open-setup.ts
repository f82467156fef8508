// The page on which a person makes the App: asks where GitHub reaches us, sends them to GitHub with the manifest, and takes the App's
// credentials when they come back. Only on the loopback interface, and only for whoever has the key that the terminal showed.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { YardmasterError } from "../../core/errors.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { SetupScope } from "../../rendering/scopes.ts";
import { createGracefulStop } from "../../std/graceful-stop.ts";
import { openServer, portOf, toPatience } from "../../std/http-server.ts";
import { readBody } from "../read-body.ts";
import { type AppTemplate, toAppManifest, toCreationUrl, toWebUrl } from "./app-manifest.ts";
import { type CreatedApp, createApp } from "./create-app.ts";
import { parseWebhookUrl } from "./parse-webhook-url.ts";

const STOP_GRACE_MS = 2_000;

export interface SetupOptions {
  readonly port: number;
  readonly apiUrl: string;
  readonly template: AppTemplate;
  /** Where GitHub reaches us, as far as it is known. */
  readonly url: string | null;
  readonly renderer: Renderer;
  /** Keeps what the App proves itself with. @param webhookUrl where its webhooks go */
  keep(app: CreatedApp, webhookUrl: string): Promise<void>;
}

export interface Setup {
  /** The page, with its key. */
  readonly address: string;
  /** Resolves once the App is kept. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const PAGE = "/setup";
const CALLBACK = "/setup/callback";
const REQUEST_TIMEOUT_MS = 10_000;
const LARGEST_FORM = 16 * 1024;
/** Forms that were shown and not sent yet. */
const MOST_STATES = 20;
const ORGANIZATION = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;
/** Another name is another site's, which had it lead here. */
const OUR_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

/** No scripts, no frames, and nobody learns the key from where a person came from. */
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "strict-origin",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

interface Answer {
  readonly status: number;
  readonly page: Partial<SetupScope> & Pick<SetupScope, "step">;
}

/** @throws http.address */
export async function openSetup({ port, apiUrl, template, url, renderer, keep }: SetupOptions): Promise<Setup> {
  const key = toToken();
  const start = `${PAGE}?key=${key}`;
  const webUrl = toWebUrl(apiUrl);
  /** What each way back from GitHub belongs to; each brings one App. */
  const states = new Map<string, { readonly webhookUrl: string }>();
  let finish: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });

  function confirm(form: URLSearchParams, host: string): Answer {
    const written = form.get("url") ?? "";
    const organization = (form.get("organization") ?? "").trim();
    const again = { step: "ask", url: written, organization, action: start } as const;
    const parsed = parseWebhookUrl(written, apiUrl);
    if (!parsed.ok) return { status: 400, page: { ...again, problem: parsed.problem } };
    if (organization !== "" && !ORGANIZATION.test(organization)) {
      return { status: 400, page: { ...again, problem: "Write the organization's name as it appears in its address." } };
    }
    const state = toToken();
    const { url: webhookUrl } = parsed;
    states.set(state, { webhookUrl });
    for (const oldest of [...states.keys()].slice(0, -MOST_STATES)) states.delete(oldest);
    const manifest = JSON.stringify(toAppManifest(template, { webhookUrl, redirectUrl: `http://${host}${CALLBACK}` }));
    const action = toCreationUrl(webUrl, organization === "" ? null : organization, state);
    return { status: 200, page: { step: "confirm", url: webhookUrl, manifest, action } };
  }

  async function comeBack(query: URLSearchParams): Promise<Answer> {
    const state = query.get("state") ?? "";
    const asked = states.get(state);
    if (asked === undefined)
      return fail(403, "This link was not made here, or was used before. Start again from the address in the terminal.");
    const created = await createApp(apiUrl, query.get("code") ?? "");
    // A connection that broke may be tried again: the page is loaded once more.
    if ("problem" in created) return fail(502, created.problem, start);
    states.delete(state);
    try {
      await keep(created, asked.webhookUrl);
    } catch (error) {
      if (!(error instanceof YardmasterError)) throw error;
      return fail(
        500,
        `The App was created, but its key could not be stored: ${error.message}. Delete the App on GitHub, and start again.`,
        start,
      );
    }
    return { status: 200, page: { step: "done", link: created.installUrl } };
  }

  /** @param action where to start again, for whoever has shown that they know the key. @defaultValue the page links nowhere */
  function fail(status: number, problem: string, action = ""): Answer {
    return { status, page: { step: "failed", problem, action } };
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { host = "" } = request.headers;
    if (!OUR_HOST.test(host)) return fail(403, "The set-up is for this machine only: open the address in the terminal.");
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (request.method === "GET" && pathname === CALLBACK) return await comeBack(searchParams);
    if (pathname !== PAGE) return fail(404, "There is nothing here.");
    if (!isSame(searchParams.get("key") ?? "", key)) return fail(403, "The key in the address is wrong: open the address in the terminal.");
    if (request.method !== "POST") return { status: 200, page: { step: "ask", url: url ?? "", action: start } };
    const body = await readBody(request, LARGEST_FORM);
    if (typeof body === "string") return fail(413, "That was too long.", start);
    return confirm(new URLSearchParams(body.toString()), host);
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, page } = await answer(request).catch(() => fail(500, "Something broke. Start again from the address in the terminal."));
    const given = { url: "", organization: "", problem: null, manifest: "", link: "", server: new URL(webUrl).host, action: "", ...page };
    if (page.step === "done") response.once("close", finish);
    response.writeHead(status, HEADERS).end(renderer.template("setup/page").render(given));
  }

  const server = createServer(toPatience(REQUEST_TIMEOUT_MS), (request, response) => {
    void respond(request, response);
  });
  const stop = createGracefulStop(server);
  await openServer(server, { host: HOST, port }).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "EADDRINUSE" ? "another program listens there" : cause.message;
    throw new YardmasterError("http.address", `listening on ${HOST}:${port}: ${reason}`, { cause, hint: "choose another port: PORT=3001" });
  });
  return { address: `http://${HOST}:${portOf(server, port)}${start}`, done, close: () => stop(STOP_GRACE_MS) };
}

function toToken(): string {
  return randomBytes(24).toString("base64url");
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
