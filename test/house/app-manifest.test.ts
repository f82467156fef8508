// app.yml asks for exactly what the code needs: the events that the door can read, and the permissions of the requests that are made.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { KNOCK_EVENTS } from "../../src/bot/knock/read-knock.ts";
import { OPERATIONS, toNeededPermissions } from "../../src/forge/github/operations.ts";
import { createLimits } from "../support/github/http/limits.ts";
import { createRoutes } from "../support/github/routes/index.ts";
import { createClock } from "../support/github/state/clock.ts";
import { blankComments, readText, readTree, type SourceTree } from "./source-tree.ts";

const REQUIRED = ["name", "url", "default_permissions", "default_events", "public"];
/** GitHub sends these without being asked: an App hears of its installations, and one that writes checks of their re-runs. */
const UNASKED = ["check_suite", "installation", "installation_repositories", "ping"];
const EVENTS = KNOCK_EVENTS.filter((event) => !UNASKED.includes(event));
/** Rooms that talk to GitHub. */
const ROOMS = ["src/forge/github/", "src/trackers/github/", "src/bot/", "src/app/hosted/"];
/** Git's own, which stand in no source as requests. */
const GIT = ["git fetch", "git push"];

interface Needs {
  readonly events: readonly string[];
  readonly permissions: Readonly<Record<string, string>>;
}

function manifestViolations(text: string, { events, permissions }: Needs): readonly string[] {
  const manifest = parse(text) as Readonly<Record<string, unknown>>;
  const asked = (manifest["default_permissions"] ?? {}) as Readonly<Record<string, string>>;
  const heard = (manifest["default_events"] ?? []) as readonly string[];
  return [
    ...REQUIRED.filter((key) => !(key in manifest)).map((key) => `${key} is missing`),
    ...Object.entries(asked).flatMap(([name, access]) =>
      permissions[name] === access ? [] : [`${name}: ${access} is not what is needed`],
    ),
    ...Object.entries(permissions).flatMap(([name, access]) => (name in asked ? [] : [`${name}: ${access} is not asked for`])),
    ...heard.filter((event) => !events.includes(event)).map((event) => `${event} is an event that nothing reads`),
    ...events.filter((event) => !heard.includes(event)).map((event) => `${event} is read and not asked for`),
  ];
}

/** Requests in the code, by the names of the table. */
function requestsIn(tree: SourceTree): ReadonlySet<string> {
  const sources = [...tree].filter(([file]) => ROOMS.some((room) => file.startsWith(room)) && !file.endsWith("/operations.ts"));
  const found = sources.flatMap(([, text]) => {
    const code = blankComments(text);
    return [
      ...[...code.matchAll(/\brest\s*\.(\w+)\s*\.(\w+)\(/g)].map(([, room, name]) => `${room}.${name}`),
      ...[...code.matchAll(/"((?:GET|POST|PUT|PATCH|DELETE) \/[^"\s]*)"/g)].map(([, operation = ""]) => operation),
      ...[...code.matchAll(/`(?:mutation|query)\([^)]*\)\s*\{\s*(\w+)\(/g)].map(([, field = ""]) => field),
    ];
  });
  return new Set(found);
}

function operationViolations(tree: SourceTree, table: Readonly<Record<string, string | null>>): readonly string[] {
  const made = requestsIn(tree);
  return [
    ...[...made].filter((name) => !(name in table)).map((name) => `${name} has no permission in operations.ts`),
    ...Object.keys(table).flatMap((name) => (made.has(name) || GIT.includes(name) ? [] : [`${name} is in operations.ts and not made`])),
  ];
}

const SOURCE = readTree(["src"]);

describe("app.yml", () => {
  it("asks for exactly the permissions and events that the code needs", () => {
    expect(manifestViolations(readText("app.yml"), { events: EVENTS, permissions: toNeededPermissions() })).toEqual([]);
  });
});

describe("the table of operations", () => {
  it("names every request in the code, and no other", () => {
    expect(requestsIn(SOURCE).size).toBeGreaterThan(20);
    expect(operationViolations(SOURCE, OPERATIONS)).toEqual([]);
  });

  it("says of each what the pretend GitHub asks for", async () => {
    const { Octokit } = await import("@octokit/rest");
    const rest = new Octokit().rest as unknown as Readonly<Record<string, Readonly<Record<string, Endpoint>>>>;
    const routes = new Map(createRoutes(createLimits(createClock())).map(({ operation, access }) => [operation, access]));
    const told = Object.entries(OPERATIONS).flatMap(([name, permission]) => {
      const [room = "", method = ""] = name.split(".");
      const defaults = rest[room]?.[method]?.endpoint.DEFAULTS;
      const access = defaults && routes.get(`${defaults.method} ${defaults.url}`);
      return access === undefined || access.open ? [] : [{ name, permission, wanted: [access.permission ?? "metadata:read"].flat() }];
    });
    expect(told.length).toBeGreaterThan(15);
    const wrong = told.filter(({ permission, wanted }) => permission === null || !wanted.includes(permission));
    expect(wrong).toEqual([]);
  });
});

interface Endpoint {
  readonly endpoint: { readonly DEFAULTS: { readonly method: string; readonly url: string } };
}

describe("the guard of the manifest", () => {
  const needs = { events: ["issues", "push"], permissions: { issues: "write", metadata: "read", checks: "write" } };

  it("finds what is missing and what is too much", () => {
    const planted =
      "name: bot\nurl: https://example.com\npublic: false\ndefault_permissions:\n  administration: write\n  issues: write\n  metadata: write\n";
    expect(manifestViolations(planted, needs)).toEqual([
      "default_events is missing",
      "administration: write is not what is needed",
      "metadata: write is not what is needed",
      "checks: write is not asked for",
      "issues is read and not asked for",
      "push is read and not asked for",
    ]);
    expect(manifestViolations(`${planted}default_events: [star, issues]\n`, needs)).toContain("star is an event that nothing reads");
  });

  it("finds a request that nobody has looked up, whichever way it is written", () => {
    const planted: SourceTree = new Map([
      [
        "src/forge/github/new.ts",
        "octokit.rest.repos.delete({});\nconst M = `mutation($id: ID!) { lockLockable(input: { id: $id }) { clientMutationId } }`;",
      ],
      ["src/bot/new.ts", 'app.request("PATCH /app/hook/config", {});'],
      ["src/http/other.ts", 'routes.add("GET /nothing");'],
    ]);
    expect(operationViolations(planted, { "GET /app": null })).toEqual([
      "repos.delete has no permission in operations.ts",
      "lockLockable has no permission in operations.ts",
      "PATCH /app/hook/config has no permission in operations.ts",
      "GET /app is in operations.ts and not made",
    ]);
  });
});
