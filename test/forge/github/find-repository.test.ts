// A repository is found by its name only when the installation was let into it.
import { describe, expect, it } from "vitest";
import { findRepository } from "../../../src/forge/github/find-repository.ts";
import type { AppOctokit } from "../../../src/forge/github/index.ts";

const NAMED = { installation: 5, owner: "acme", name: ".github" };
const clock = { now: () => 0 };

/** Answers that an installation is there, or fails; a public repository can be read by anybody. */
function app(there: number | { readonly status: number }): AppOctokit {
  const request = async (route: string) => {
    if (!route.endsWith("/installation")) return { data: { id: 77 } };
    if (typeof there === "number") return { data: { id: there } };
    throw Object.assign(new Error("no"), { ...there, response: { headers: {} }, request: { url: route } });
  };
  return { request, auth: async () => ({ request }) } as unknown as AppOctokit;
}

describe("a repository that is looked for", () => {
  it("is found where the installation was let in", async () => {
    expect(await findRepository(app(5), NAMED, clock)).toBe(77);
  });

  it("is none of ours when another installation was, or none at all", async () => {
    expect(await findRepository(app(6), NAMED, clock)).toBeNull();
    expect(await findRepository(app({ status: 404 }), NAMED, clock)).toBeNull();
  });

  it("is not said to be missing when the forge does not answer", async () => {
    await expect(findRepository(app({ status: 502 }), NAMED, clock)).rejects.toMatchObject({ code: "forge.unavailable" });
  });
});
