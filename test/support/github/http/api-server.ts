// The listening side: git's own protocol, GraphQL and REST on one port of the loopback interface. What a request gets is decided elsewhere.
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGitHttp } from "../git/git-http.ts";
import { toFullName } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import type { ApiDeps } from "./api-deps.ts";
import { type Arrived, decideReply } from "./decide-reply.ts";
import type { Reply } from "./reply.ts";
import type { LoggedRequest } from "./request-log.ts";

export interface ApiServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function listenForApi(deps: ApiDeps): Promise<ApiServer> {
  const { world } = deps;
  const git = createGitHttp(world);
  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => {
      deps.violate(`${request.method} ${request.url} broke the pretend GitHub: ${cause instanceof Error ? cause.stack : String(cause)}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.url = url;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "/", url);
    const method = request.method ?? "GET";
    if (!git.wants(address.pathname)) return answerApi(deps, await readRequest(deps, request, method, address), response, request);
    const logged = note(deps, { method, path: address.pathname, query: address.search, operation: null, body: undefined, by: "git" });
    await git.answer(request, response, address, deps.faults.take(method, address.pathname));
    logged.status = response.headersSent ? response.statusCode : 0;
  }

  return { url, stop: () => close(server) };
}

async function readRequest(deps: ApiDeps, request: IncomingMessage, method: string, url: URL): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = toPath(deps.world, url.pathname);
  const body = parseJson(Buffer.concat(chunks).toString());
  const match = deps.router.find(method, path);
  const operation = match?.route.operation ?? null;
  const logged = note(deps, { method, path, query: url.search, operation, body: body?.value, by: "anonymous" });
  const { authorization, accept = "" } = request.headers;
  return { method, path, url, authorization, accept, body, match, fault: deps.faults.take(method, path), logged };
}

async function answerApi(deps: ApiDeps, arrived: Arrived, response: ServerResponse, request: IncomingMessage): Promise<void> {
  const { fault, logged } = arrived;
  if (fault?.with === "silence") return;
  if (fault?.with === "cut") return void response.destroy();
  const headers = toBaseHeaders(deps.world);
  const reply = await decideReply(deps, arrived, headers);
  logged.status = reply.status;
  if (fault?.with === "lost answer") return void response.destroy();
  if (fault?.with === "lost answer 502") return send(response, { status: 502, body: { message: "Server Error" } }, headers);
  if (arrived.method !== "GET" || reply.status !== 200) return send(response, reply, headers);
  headers["etag"] = `W/"${createHash("sha256").update(JSON.stringify(reply.body)).digest("hex")}"`;
  if (request.headers["if-none-match"] !== headers["etag"]) return send(response, reply, headers);
  logged.status = 304;
  // What has not changed costs nothing.
  deps.limits.refund(logged.by, "core");
  return send(response, { status: 304, body: null }, headers);
}

/** The addresses of an enterprise server, and those by a repository's lasting number, lead to the same places. */
function toPath(world: World, path: string): string {
  const plain = path.replace(/^\/api\/v3(?=\/)/, "").replace(/^\/api\/graphql$/, "/graphql");
  const [, id, rest = ""] = /^\/repositories\/(\d+)(\/.*)?$/.exec(plain) ?? [];
  const repository = world.repositories.get(Number(id));
  return repository === undefined ? plain : `/repos/${toFullName(repository)}${rest}`;
}

function note(deps: ApiDeps, known: Omit<LoggedRequest, "at" | "status">): LoggedRequest {
  const logged = { ...known, at: deps.world.clock.now(), status: 0 };
  deps.requests.add(logged);
  return logged;
}

function parseJson(text: string): { readonly value: unknown } | null {
  if (text === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function toBaseHeaders(world: World): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    date: new Date(world.clock.now()).toUTCString(),
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": "2022-11-28",
    "x-github-request-id": randomUUID(),
  };
}

function send(response: ServerResponse, { status, body, text, headers = {} }: Reply, base: Readonly<Record<string, string>>): void {
  const type = text === undefined ? {} : { "content-type": "text/plain; charset=utf-8" };
  response.writeHead(status, { ...base, ...type, ...headers });
  response.end(text ?? (body === null ? undefined : JSON.stringify(body)));
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
