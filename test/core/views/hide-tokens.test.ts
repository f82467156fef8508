// What looks like a credential is taken out of texts that everybody sees.
import { describe, expect, it } from "vitest";
import { hideTokens } from "../../../src/core/views/hide-tokens.ts";

const LONG = "aB3".repeat(20);
const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${LONG}\n${LONG}\n-----END RSA PRIVATE KEY-----`;

describe("hiding tokens", () => {
  it.each([
    ["a token of the forge", `push with ghs_${LONG}!`, "push with ***!"],
    ["a fine-grained token", `github_pat_${LONG}`, "***"],
    ["a model's key", `OPENAI=sk-proj-${LONG}`, "OPENAI=***"],
    ["a chat's token", "xoxb-1234567890-abc", "***"],
    ["a cloud's key", "AKIAIOSFODNN7EXAMPLE", "***"],
    ["a tracker's key", `lin_api_${LONG}`, "***"],
    ["a signed token", `eyJ${LONG}.${LONG}.${LONG}`, "***"],
    ["a header", "Authorization: Bearer abc.def", "Authorization: Bearer ***"],
    ["a header in JSON", '{"authorization": "token abcdef"}', '{"authorization": "token ***"}'],
    ["a password in an address", "https://x-access-token:abc@github.com/a", "https://***@github.com/a"],
    ["a private key", `before\n${KEY}\nafter`, "before\n***\nafter"],
    ["the beginning of one", `before\n${KEY.slice(0, 60)}`, "before\n***"],
    ["the end of one", `${KEY.slice(40)}\nafter`, "***\nafter"],
  ])("takes out %s", (_, text, shown) => {
    expect(hideTokens(text)).toBe(shown);
  });

  it.each(["a task-list with sk-8 in it", "https://example.com:8080/a", "yardmaster/12-authorization", "-----BEGIN CERTIFICATE-----"])(
    "leaves other texts alone: %s",
    (text) => {
      expect(hideTokens(text)).toBe(text);
    },
  );

  it.each(["eyJ-", "sk-", "://a:", "-----BEGIN PRIVATE KEY-----", "authorization: bearer ", "ghp_"])(
    "comes to an end with 64 KiB of %s",
    (part) => {
      expect(hideTokens(part.repeat(65_536 / part.length)).length).toBeGreaterThan(0);
    },
  );
});
