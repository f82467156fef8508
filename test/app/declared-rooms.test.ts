// The environment of a declared agent: what the policy lets through, what the declaration adds, and which of it is secret.
import { describe, expect, it } from "vitest";
import { createDeclaredRooms } from "../../src/app/declared-rooms.ts";
import type { RemoteRepository } from "../../src/app/repository.ts";
import type { Origin } from "../../src/core/resources/resource.ts";
import type { ResourceQuery } from "../../src/runtime/control/resources.ts";
import { type Declaration, declare } from "../resources/workflow-plan/declared.ts";

const CHOSEN = { command: "x", promptDelivery: "arg" } as const;
const SERVER = { PATH: "/bin", HOME: "/home/me", CLAUDECODE: "1", YARDMASTER_DATA_DIR: "/data", GITHUB_TOKEN: "ours", NPM_TOKEN: "lent" };
const OWN = { remote: null };
const OF_OTHERS = { remote: { address: "", authorize: async () => null, variables: ["NPM_TOKEN"] } };
const PLAIN = ["EnvStore", "shared", "data: { REGION: eu, KEY: plain, a-b: dash }"] as const;
const SECRET = ["SecretStore", "shared", "data: { TOKEN: t0ken, KEY: hidden }"] as const;

interface Given {
  readonly names?: readonly string[];
  readonly others?: readonly Declaration[];
  readonly origin?: Origin;
  readonly remote?: RemoteRepository | null;
}

function resolve(env: string, { names = ["PATH"], others = [], origin = "apply", remote = null }: Given = {}) {
  const declared = declare(["Agent", "a", `command: x\nenv: ${env}`], ...others).resources;
  const resources = declared.map((resource) => ({ ...resource, source: { ...resource.source, origin } }));
  const queries: ResourceQuery[] = [];
  const list = async (query: ResourceQuery) => {
    queries.push(query);
    const found = resources.filter(({ kind, metadata }) => kind === query.kind && metadata.name === query.name);
    return found.map((resource) => ({ resource, revision: 1, overrides: [] }));
  };
  const rooms = createDeclaredRooms({ list }, SERVER, { remote });
  return { queries, resolved: rooms.resolveEnvironment({ names, agent: { ...CHOSEN, project: "default", name: "a" } }) };
}

describe("a declared agent's environment", () => {
  it("is what the policy lets through, then what it declares, of which the later counts", async () => {
    const { resolved } = resolve("[{ name: A, value: one }, { name: A, value: two }, { name: HOME, value: /elsewhere }]", {
      names: ["PATH", "HOME", "NOT_SET"],
    });
    expect(await resolved).toEqual({ variables: { PATH: "/bin", HOME: "/elsewhere", A: "two" }, secrets: [] });
  });

  it("looks up the variables that a workflow file names, and leaves anyone else's values as they are written", async () => {
    const env = "[{ name: A, value: $GITHUB_TOKEN }, { name: B, value: $NOT_SET }, { name: C, value: 'costs $5' }]";
    const { variables } = await resolve(env, { origin: "workflow-file" }).resolved;
    expect(variables).toEqual({ PATH: "/bin", A: "ours", B: "", C: "costs $5" });
    expect((await resolve(env).resolved).variables).toMatchObject({ A: "$GITHUB_TOKEN", B: "$NOT_SET" });
  });

  it("never has what is ours alone, nor the mark of another agent's session", async () => {
    const { resolved } = resolve("[{ name: CLAUDECODE, value: '1' }]", { names: Object.keys(SERVER) });
    expect((await resolved).variables).toEqual({ PATH: "/bin", HOME: "/home/me", GITHUB_TOKEN: "ours", NPM_TOKEN: "lent" });
  });

  it("of a repository of others has only what the operator lists, and asks for nothing else", async () => {
    const names = ["PATH", "HOME", "LC_ALL", "TMPDIR"];
    expect((await resolve("[]", { ...OF_OTHERS, names }).resolved).variables).toEqual({ PATH: "/bin", HOME: "/home/me" });
    const lent = await resolve("[]", { ...OF_OTHERS, names: ["NPM_TOKEN"] }).resolved;
    expect(lent).toEqual({ variables: { NPM_TOKEN: "lent" }, secrets: ["lent"] });
    await expect(resolve("[]", { ...OF_OTHERS, names: [...names, "NPM_TOKEN", "GITHUB_TOKEN"] }).resolved).rejects.toThrow(
      "GITHUB_TOKEN is a variable of the server that this repository is not given",
    );
    await expect(resolve("[]", { ...OF_OTHERS, names: ["NPM_TOKEN", "YARDMASTER_DATA_DIR"] }).resolved).rejects.toThrow(
      "YARDMASTER_DATA_DIR",
    );
  });

  it("takes every key of a store that is the name of a variable", async () => {
    expect(await resolve("[{ fromRef: shared }]", { others: [PLAIN] }).resolved).toEqual({
      variables: { PATH: "/bin", REGION: "eu", KEY: "plain" },
      secrets: [],
    });
  });

  it("reads both stores of one name, and the secret counts", async () => {
    const { resolved, queries } = resolve("[{ fromRef: shared }, { name: K, refValue: { name: shared, key: KEY } }]", {
      others: [PLAIN, SECRET],
    });
    expect(await resolved).toEqual({
      variables: { PATH: "/bin", REGION: "eu", KEY: "hidden", TOKEN: "t0ken", K: "hidden" },
      secrets: ["t0ken", "hidden"],
    });
    expect(queries.map(({ kind, revealSecrets }) => `${kind} ${revealSecrets}`)).toEqual([
      "Agent false",
      "EnvStore true",
      "SecretStore true",
    ]);
  });

  it("asks for no store that it does not mention", async () => {
    const { resolved, queries } = resolve("[{ name: A, value: one }]", { others: [SECRET] });
    await resolved;
    expect(queries.map(({ kind }) => kind)).toEqual(["Agent"]);
  });

  it("says which store or key is missing, and nothing of what is there", async () => {
    await expect(resolve("[{ name: A, refValue: { name: shared, key: NOPE } }]", { others: [SECRET] }).resolved).rejects.toMatchObject({
      code: "resource.not-found",
      message: "agent env refValue key 'NOPE' not found in store 'shared'",
    });
    await expect(resolve("[{ fromRef: nope }]", { others: [SECRET] }).resolved).rejects.toThrow(
      "agent env references unknown store 'nope'",
    );
    await expect(resolve("[{ name: A, refValue: { name: shared, key: toString } }]", { others: [SECRET] }).resolved).rejects.toThrow(
      "key 'toString' not found",
    );
  });

  it("is gone with its agent", async () => {
    const rooms = createDeclaredRooms({ list: async () => [] }, SERVER, OWN);
    await expect(rooms.resolveEnvironment({ names: [], agent: { ...CHOSEN, project: "p", name: "a" } })).rejects.toThrow(
      "agent 'a' was deleted from project 'p' after it was chosen",
    );
    expect(await rooms.resolveEnvironment({ names: ["PATH"], agent: null })).toEqual({ variables: { PATH: "/bin" }, secrets: [] });
  });

  it("has the variables that its preset names, of which the keys are shown nowhere", async () => {
    const server = { PATH: "/bin", CODEX_API_KEY: "sk-1", CODEX_HOME: "/codex", ANTHROPIC_API_KEY: "sk-2", GITHUB_TOKEN: "ours" };
    const { resources } = declare(["Agent", "a", "preset: codex\nenv: [{ name: CODEX_HOME, value: /own }]"]);
    const list = async () => resources.map((resource) => ({ resource, revision: 1, overrides: [] }));
    const rooms = createDeclaredRooms({ list }, server, OWN);
    const agent = { ...CHOSEN, project: "default", name: "a", preset: { name: "codex", program: null, model: null, args: null } };
    expect(await rooms.resolveEnvironment({ names: ["PATH"], agent })).toEqual({
      variables: { PATH: "/bin", CODEX_API_KEY: "sk-1", CODEX_HOME: "/own" },
      secrets: ["sk-1"],
    });
    expect(await rooms.listSecrets([agent])).toEqual(["sk-1"]);
    expect((await rooms.openAgent(agent, { directory: "", shell: ["sh", "-c"], environment: [], ticketDirectory: "" })).kind).toBe("codex");
  });

  it("lists the secrets of agents, and none of one that is gone", async () => {
    const specs: Record<string, object> = {
      "Agent a": { env: [{ fromRef: "shared" }] },
      "SecretStore shared": { data: { TOKEN: "t0ken" } },
    };
    const list = async ({ kind, name }: { kind: string | null; name: string | null }) => {
      const spec = specs[`${kind} ${name}`];
      return spec ? [{ resource: { metadata: { name }, spec, source: { origin: "apply" } } }] : [];
    };
    const rooms = createDeclaredRooms({ list } as never, {}, OWN);
    const named = (name: string) => ({ ...CHOSEN, project: "default", name });
    expect(await rooms.listSecrets([named("a"), named("gone")])).toEqual(["t0ken"]);
  });
});
