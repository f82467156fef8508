// Decides what a request gets: a refusal by a test's wish, by the limits, by missing rights, by GitHub's description, or a route's answer.

import type { Repository } from "../state/repository.ts";
import { toFullName } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import type { ApiDeps } from "./api-deps.ts";
import { authenticate } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { fieldsOf, toViewerName, type Viewer } from "./call.ts";
import type { Fault } from "./faults.ts";
import type { Usage } from "./limits.ts";
import { found, Refused, type Reply } from "./reply.ts";
import type { LoggedRequest } from "./request-log.ts";
import type { Match } from "./route.ts";

export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly accept: string;
  /** Null when it is not JSON; the value is undefined when there is none. */
  readonly body: { readonly value: unknown } | null;
  readonly match: Match | null;
  readonly fault: Fault | null;
  readonly logged: LoggedRequest;
}

/** Adds to the headers as it learns about the caller. A refusal that is thrown anywhere becomes GitHub's error body here. */
export async function decideReply(deps: ApiDeps, arrived: Arrived, headers: Record<string, string>): Promise<Reply> {
  try {
    return await answerRequest(deps, arrived, headers);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    const { status, message, errors } = cause;
    const detail = errors.length === 0 ? {} : { errors };
    const body = { message, ...detail, documentation_url: "https://docs.github.com/rest", status: String(status) };
    return { status, headers: cause.headers, body };
  }
}

async function answerRequest(deps: ApiDeps, arrived: Arrived, headers: Record<string, string>): Promise<Reply> {
  refuseByFault(arrived.fault);
  const viewer = authenticate(deps.world, arrived.authorization);
  arrived.logged.by = toViewerName(viewer);
  Object.assign(headers, spend(deps, arrived));
  if (arrived.path === "/graphql" && arrived.method === "POST") return answerGraphql(deps, arrived, viewer);
  if (arrived.match === null) {
    deps.violate(`${arrived.method} ${arrived.path} is not answered by the pretend GitHub`);
    throw new Refused(404, "Not Found");
  }
  const { route, params } = arrived.match;
  refuseByDescription(deps, arrived, route.operation);
  const repository = route.ofRepository ? findRepository(deps.world, arrived, params) : null;
  authorize(viewer, route.access, arrived.method, repository);
  const { permission } = route.access;
  if (permission !== undefined) headers["x-accepted-github-permissions"] = [permission].flat().join("; ").replaceAll(":", "=");
  const { url, accept, body } = arrived;
  const call = { world: deps.world, viewer, url: url.href, params, query: url.searchParams, accept, body: fieldsOf(body?.value) };
  const reply = route.answer(repository === null ? call : ({ ...call, repository } as typeof call));
  const faults = deps.judgeReplies ? deps.openApi.judgeReply(route.operation, reply.status, reply.body) : [];
  for (const fault of faults) deps.violate(`reply of ${route.operation}: ${fault}`);
  return reply;
}

const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

function refuseByFault(fault: Fault | null): void {
  if (fault?.with === "status") throw new Refused(fault.status, fault.status >= 500 ? "Server Error" : "Refused by the test");
  if (fault?.with !== "secondary limit") return;
  throw new Refused(fault.status ?? 403, SECONDARY, { headers: { "retry-after": String(fault.retryAfter ?? 60) } });
}

/** @throws 403 when nothing is left. Asking what is left costs nothing. */
function spend({ limits }: ApiDeps, { match, path, logged: { by } }: Arrived): Record<string, string> {
  const resource = path === "/graphql" ? "graphql" : "core";
  const usage = match?.route.operation === "GET /rate_limit" ? limits.look(by, resource) : limits.spend(by, resource);
  const headers = toLimitHeaders(usage ?? limits.look(by, resource), resource);
  if (usage === null) throw new Refused(403, `API rate limit exceeded for ${by}.`, { headers });
  return headers;
}

async function answerGraphql({ graphql }: ApiDeps, { body }: Arrived, viewer: Viewer): Promise<Reply> {
  if (viewer.kind === "anonymous" || viewer.kind === "app") throw new Refused(401, "This endpoint requires you to be authenticated.");
  return { status: 200, body: await graphql.execute(viewer, fieldsOf(body?.value)) };
}

function refuseByDescription({ openApi, violate }: ApiDeps, { method, path, url, body }: Arrived, operation: string): void {
  if (body === null) throw new Refused(400, "Problems parsing JSON");
  const { overlooked, refused } = openApi.judgeRequest(operation, url.searchParams, body.value);
  for (const problem of [...overlooked, ...refused]) violate(`${method} ${path}: ${problem}`);
  if (refused.length > 0) throw new Refused(422, `Invalid request.\n\n${refused.join("\n")}`);
}

/** A repository that has moved answers with its lasting address. @throws 301 or 307, 404 */
function findRepository(world: World, { method, path }: Arrived, { owner, repo }: Readonly<Record<string, string>>): Repository {
  const name = `${owner}/${repo}`.toLowerCase();
  const repository = found(world.addresses.get(name));
  if (repository.deleted) throw new Refused(404, "Not Found");
  if (toFullName(repository).toLowerCase() === name) return repository;
  const location = [`${world.url}/repositories/${repository.id}`, ...path.split("/").slice(4)].join("/");
  if (method === "GET") throw new Refused(301, "Moved Permanently", { headers: { location } });
  throw new Refused(307, "Temporary Redirect", { headers: { location } });
}

function toLimitHeaders({ limit, remaining, reset, used }: Usage, resource: string): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-used": String(used),
    "x-ratelimit-resource": resource,
  };
}
