// What GitHub says about its limits is heard in every answer, also in one that refuses.
import { Octokit } from "@octokit/rest";
import { describe, expect, it } from "vitest";
import { watchLimits } from "../../../src/forge/github/index.ts";

const FULL = {
  "x-ratelimit-resource": "core",
  "x-ratelimit-limit": "5000",
  "x-ratelimit-remaining": "4999",
  "x-ratelimit-reset": "1800000000",
};

async function heardFrom(headers: Readonly<Record<string, string>>, status = 200): Promise<readonly unknown[]> {
  const fetch = async () => new Response("{}", { status, headers: { "content-type": "application/json", ...headers } });
  const octokit = new Octokit({ request: { fetch }, log: { debug() {}, info() {}, warn() {}, error() {} } });
  const heard: unknown[] = [];
  watchLimits(octokit, { observe: (resource, allowance) => void heard.push([resource, allowance]) });
  await octokit.request("GET /app").catch(() => {});
  return heard;
}

describe("watching limits", () => {
  it("hears what is left of the hour, of requests and of GraphQL", async () => {
    const left = { limit: 5000, remaining: 4999, resetAt: 1_800_000_000_000 };
    expect(await heardFrom(FULL)).toEqual([["core", left]]);
    expect(await heardFrom({ ...FULL, "x-ratelimit-resource": "graphql" })).toEqual([["graphql", left]]);
  });

  it("hears it in a refusal too, when nothing is left", async () => {
    expect(await heardFrom({ ...FULL, "x-ratelimit-remaining": "0" }, 403)).toMatchObject([["core", { remaining: 0 }]]);
  });

  it.each([
    ["says nothing, as a server without limits", {}],
    ["speaks of another limit", { ...FULL, "x-ratelimit-resource": "search" }],
    ["says it in no number", { ...FULL, "x-ratelimit-reset": "soon" }],
  ])("takes nothing from an answer that %s", async (_, headers) => {
    expect(await heardFrom(headers)).toEqual([]);
  });
});
