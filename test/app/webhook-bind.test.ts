// Where webhooks are taken.
import { describe, expect, it } from "vitest";
import { readWebhookBind } from "../../src/app/webhook-bind.ts";

describe("the place for webhooks", () => {
  it("is the usual one when nobody says otherwise", () => {
    expect(readWebhookBind(null, undefined)).toEqual({ address: { host: "127.0.0.1", port: 19_090 }, isNamed: false });
  });

  it("is what the command line says, else what the environment says", () => {
    expect(readWebhookBind("0.0.0.0:80", "127.0.0.1:1")).toEqual({ address: { host: "0.0.0.0", port: 80 }, isNamed: true });
    expect(readWebhookBind(null, "[::1]:1")).toEqual({ address: { host: "::1", port: 1 }, isNamed: true });
  });

  it("may be none", () => {
    expect(readWebhookBind("none", "127.0.0.1:1")).toEqual({ address: null, isNamed: true });
  });

  it("has to be an address, and the message says who named it", () => {
    expect(() => readWebhookBind("19090", undefined)).toThrow("--webhook-bind is not HOST:PORT: 19090");
    expect(() => readWebhookBind(null, "localhost")).toThrow(
      "reading the environment: YARDMASTER_WEBHOOK_BIND is not HOST:PORT: localhost",
    );
  });
});
