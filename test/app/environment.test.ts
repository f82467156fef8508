// What we read of the environment, and what of it we pass on.
import { describe, expect, it } from "vitest";
import { parseEnvironment } from "../../src/app/environment.ts";
import { toProcessEnvironment, toTransportEnvironment } from "../../src/app/process-environment.ts";
import { toAgentEnvironment } from "../../src/app/rooms.ts";

describe("the environment", () => {
  it("has a default for everything", () => {
    expect(parseEnvironment({})).toEqual({ YARDMASTER_LOG_LEVEL: "warn" });
  });

  it("counts an empty value as not set", () => {
    expect(parseEnvironment({ YARDMASTER_DATA_DIR: "", YARDMASTER_LOG_LEVEL: "" })).toEqual({ YARDMASTER_LOG_LEVEL: "warn" });
  });

  it("takes what is given, and nothing that is not its own", () => {
    const variables = { YARDMASTER_DATA_DIR: "/data", YARDMASTER_LOG_LEVEL: "debug", HOME: "/home/someone", OTHER: "x" };
    expect(parseEnvironment(variables)).toEqual({ YARDMASTER_DATA_DIR: "/data", YARDMASTER_LOG_LEVEL: "debug" });
  });

  it("names the variable whose value does not hold", () => {
    const parse = () => parseEnvironment({ YARDMASTER_LOG_LEVEL: "loud" });
    expect(parse).toThrow(expect.objectContaining({ code: "app.environment", message: expect.stringContaining("YARDMASTER_LOG_LEVEL") }));
  });
});

describe("the environment of agents", () => {
  const variables = {
    PATH: "/usr/bin",
    HOME: "/home/someone",
    LC_ALL: "C.UTF-8",
    GITHUB_TOKEN: "secret",
    ANTHROPIC_API_KEY: "secret",
    SSH_AUTH_SOCK: "/run/agent",
    YARDMASTER_DATA_DIR: "/data",
    NODE_OPTIONS: "--require=/tmp/planted.js",
    UNSET: undefined,
  };

  it("holds what a tool chain needs, and no secret", () => {
    expect(toProcessEnvironment(variables, [], {})).toEqual({ PATH: "/usr/bin", HOME: "/home/someone", LC_ALL: "C.UTF-8" });
  });

  it("lets through what was named, and sets what was given", () => {
    const environment = toProcessEnvironment(variables, ["ANTHROPIC_API_KEY", "UNSET", "UNKNOWN"], { CI: "true", HOME: "/elsewhere" });
    expect(environment).toEqual({ PATH: "/usr/bin", HOME: "/elsewhere", LC_ALL: "C.UTF-8", ANTHROPIC_API_KEY: "secret", CI: "true" });
  });

  it("never holds what the App proves itself with, even when it was named", () => {
    const ours = { PRIVATE_KEY: "key", WEBHOOK_SECRET: "secret", WEBHOOK_SECRET_PREVIOUS: "old" };
    expect(toProcessEnvironment(ours, Object.keys(ours), {})).toEqual({});
  });

  it("holds no proxy, for its address may hold a password; our own git gets it", () => {
    const proxies = {
      HTTPS_PROXY: "http://ada:secret@proxy:3128",
      no_proxy: "internal",
      GIT_SSL_CAINFO: "/ca.pem",
      GIT_SSH_COMMAND: "planted",
    };
    expect(toProcessEnvironment(proxies, [], {})).toEqual({});
    const { GIT_SSH_COMMAND: _, ...transport } = proxies;
    expect(toTransportEnvironment(proxies)).toEqual(transport);
  });

  it("never holds the master key of secrets, even when it was named", () => {
    const ours = { YARDMASTER_SECRET_KEY: "key", YARDMASTER_SECRET_KEY_COMMAND: "vault read key" };
    expect(toProcessEnvironment(ours, Object.keys(ours), {})).toEqual({});
    const agent = {
      env: [
        { name: "INNOCENT", from: "YARDMASTER_SECRET_KEY" },
        { name: "YARDMASTER_SECRET_KEY", from: "YARDMASTER_SECRET_KEY" },
      ],
    };
    expect(toAgentEnvironment({ agent } as never, ours)).toEqual({});
  });
});
