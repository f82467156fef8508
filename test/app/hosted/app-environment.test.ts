// What the App is told by its environment, and what of it does not hold.
import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { readAppEnvironment, readAppPlace } from "../../../src/app/hosted/app-environment.ts";

const GIVEN = { YARDMASTER_DATA_DIR: "/nowhere", APP_ID: "1", PRIVATE_KEY: "BEGIN", WEBHOOK_SECRET: "a-long-enough-secret" };

const read = (variables: Readonly<Record<string, string>>) => readAppEnvironment({ variables: { ...GIVEN, ...variables }, cwd: "/" });

describe("the variables that repositories are given", () => {
  it("are none when nobody lists any", async () => {
    expect((await read({})).lentVariables).toEqual([]);
  });

  it("are listed by name, with commas or spaces between them", async () => {
    expect((await read({ YARDMASTER_REPOSITORY_VARIABLES: "NPM_TOKEN, HTTPS_PROXY,\tno_proxy," })).lentVariables).toEqual([
      "NPM_TOKEN",
      "HTTPS_PROXY",
      "no_proxy",
    ]);
  });

  it.each([
    ["NPM_TOKEN=abc", "NPM_TOKEN=abc is no name of a variable"],
    ["PRIVATE_KEY", "PRIVATE_KEY is Yardmaster's own"],
    ["A,WEBHOOK_SECRET_PREVIOUS", "WEBHOOK_SECRET_PREVIOUS is Yardmaster's own"],
    ["YARDMASTER_SECRET_KEY_COMMAND", "YARDMASTER_SECRET_KEY_COMMAND is Yardmaster's own"],
  ])("are refused as %s", async (list, words) => {
    await expect(read({ YARDMASTER_REPOSITORY_VARIABLES: list })).rejects.toThrow(words);
  });
});

describe("how many agents may be at work at once", () => {
  it("is what YARDMASTER_MAX_AGENTS says", async () => {
    expect((await read({ YARDMASTER_MAX_AGENTS: "7" })).maxAgents).toBe(7);
  });

  it("is one for each processor when nobody says it, and at least two", async () => {
    expect((await read({})).maxAgents).toBe(Math.max(2, availableParallelism()));
  });

  it.each(["0", "-1", "1.5", "many"])("is not %s", async (text) => {
    await expect(read({ YARDMASTER_MAX_AGENTS: text })).rejects.toMatchObject({ code: "app.environment" });
  });
});

describe("a coding agent that YARDMASTER_AGENT names", () => {
  it("is refused at the start when nobody knows it, before a set-up too", async () => {
    const refusal = { code: "app.environment", hint: "did you mean claude?" };
    await expect(read({ YARDMASTER_AGENT: "claud" })).rejects.toMatchObject(refusal);
    const variables = { YARDMASTER_DATA_DIR: "/nowhere", YARDMASTER_AGENT: "claud" };
    await expect(readAppPlace({ variables, cwd: "/" })).rejects.toMatchObject(refusal);
  });
});
