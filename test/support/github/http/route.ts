// A route: which operation of GitHub's it answers, who may ask, and the answer. Finding one by method and path.

import type { Role } from "../state/role.ts";
import type { Call, RepositoryCall } from "./call.ts";
import type { Reply } from "./reply.ts";

export interface Access {
  /** Of an app, such as `issues:write`; one of several is enough. */
  readonly permission?: string | readonly string[];
  /** Of a person in the repository. @defaultValue read for GET, write for anything else */
  readonly role?: Role;
  /** Only the app itself, with its JWT. */
  readonly appOnly?: boolean;
  /** Answered without any token too. */
  readonly open?: boolean;
}

export interface Route {
  /** As GitHub's OpenAPI description has it: `GET /repos/{owner}/{repo}`. */
  readonly operation: string;
  readonly access: Access;
  readonly answer: (call: Call) => Reply;
  /** Wants `call.repository`. */
  readonly ofRepository: boolean;
}

export function route(operation: string, access: Access, answer: (call: Call) => Reply): Route {
  return { operation, access, answer, ofRepository: false };
}

export function repositoryRoute(operation: string, access: Access, answer: (call: RepositoryCall) => Reply): Route {
  const [method, path] = operation.split(" ");
  // The server finds the repository before it asks a route of this kind.
  const ask = (call: Call) => answer(call as RepositoryCall);
  return { operation: `${method} /repos/{owner}/{repo}${path === "/" ? "" : path}`, access, answer: ask, ofRepository: true };
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export interface Router {
  find(method: string, path: string): Match | null;
}

/** These may hold slashes. */
const DEEP = new Set(["path", "ref", "basehead", "branch"]);

export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => {
    const [method = "", path = ""] = route.operation.split(" ");
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const pattern = path.replace(/\{(\w+)\}/g, (_, name: string) => (name === "path" ? "(.*)" : DEEP.has(name) ? "(.+)" : "([^/]+)"));
    // A fixed word wins over a parameter, and a longer path over a shorter one.
    const rank = names.reduce((sum, name) => sum + (DEEP.has(name) ? 100 : 1), 0) - path.length / 1000;
    return { route, method, names, rank, pattern: new RegExp(`^${pattern}$`) };
  });
  const sorted = compiled.toSorted((a, b) => a.rank - b.rank);
  return {
    find(method, path) {
      for (const { route, method: wanted, names, pattern } of sorted) {
        const values = wanted === method ? pattern.exec(path) : null;
        if (values === null) continue;
        const params = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index + 1] ?? "")]));
        return { route, params };
      }
      return null;
    },
  };
}
