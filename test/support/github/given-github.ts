// A pretend GitHub with one repository and clients for everybody, stopped when the test ends; and a receiver for its webhooks.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type Client, createClient, toJwt } from "./client.ts";
import { createPretendGitHub, type PretendGitHub, type PretendGitHubOptions } from "./pretend-github.ts";
import type { Repository } from "./state/repository.ts";

export interface GivenGitHub {
  readonly github: PretendGitHub;
  readonly site: Repository;
  /** With the app's own JWT. */
  readonly app: Client;
  /** With a token of the installation at `acme`. */
  readonly bot: Client;
  /** With ada's token, who may write. */
  readonly ada: Client;
  readonly stranger: Client;
  readonly anonymous: Client;
  /** A fresh one, narrowed as wanted. */
  mint(wanted?: unknown): Promise<string>;
}

const NOON = "2026-05-04T12:00:00Z";

/** The clock stands still at noon. */
export async function givenGitHub(options: PretendGitHubOptions = {}): Promise<GivenGitHub> {
  const github = await createPretendGitHub({ startsAt: NOON, ...options });
  onTestFinished(() => github.stop());
  const site = github.repository("acme/site", {
    files: { "README.md": "# site\n", "src/main.ts": "one\ntwo\nthree\n" },
    labels: ["bug", "run"],
    collaborators: { ada: "write", bob: "read" },
  });
  github.account("mallory");
  const app = createClient(github.url, `Bearer ${toAppJwt(github)}`);
  async function mint(wanted: unknown = {}): Promise<string> {
    const { data } = await app(`POST /app/installations/${github.installation("acme").id}/access_tokens`, wanted);
    return String(data["token"]);
  }
  return {
    github,
    site,
    app,
    bot: createClient(github.url, `Bearer ${await mint()}`),
    ada: createClient(github.url, `token ${github.tokenOf("ada")}`),
    stranger: createClient(github.url, `token ${github.tokenOf("mallory")}`),
    anonymous: createClient(github.url, null),
    mint,
  };
}

export function toAppJwt(
  github: PretendGitHub,
  { iss = github.app.id, lifetime = 540 }: { iss?: number | string; lifetime?: number } = {},
): string {
  const now = Math.floor(github.clock.now() / 1000);
  return toJwt(github.app.privateKey, { iss, iat: now - 30, exp: now + lifetime });
}

export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: string;
  /** `issues.opened`, `push`. */
  readonly what: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Receiver {
  readonly received: readonly Received[];
  /** `issues.opened` and so on, in the order of arrival. */
  what(): readonly string[];
  /** What it answers from now on. @defaultValue 200 */
  answers(status: number): void;
}

/** Takes everything that the app is told. */
export async function givenReceiver(github: PretendGitHub): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks).toString();
      const payload = JSON.parse(raw) as Received["payload"];
      const action = payload["action"] === undefined ? "" : `.${payload["action"]}`;
      received.push({ headers: request.headers, raw, payload, what: `${request.headers["x-github-event"]}${action}` });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  github.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    received,
    what: () => received.map(({ what }) => what),
    answers(next) {
      status = next;
    },
  };
}
