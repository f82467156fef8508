// The secrets that deliveries may be signed with.
import { describe, expect, it } from "vitest";
import { parseWebhookSecrets } from "../../src/bot/webhook-secrets.ts";

const LONG = "0123456789abcdef";
const OTHER = "fedcba9876543210";

describe("webhook secrets", () => {
  it.each([
    ["one", "short", undefined, ["short"]],
    ["one for each line", "one\n two \n\nthree\n", undefined, ["one", "two", "three"]],
    ["long ones between commas", `${LONG}, ${OTHER}`, undefined, [LONG, OTHER]],
    ["a comma in a secret", "to,gether", undefined, ["to,gether"]],
    ["the one before beside the one that holds", "new", "old", ["new", "old"]],
    ["the same one twice", "same", "same", ["same"]],
  ])("are read: %s", (_, current, previous, secrets) => {
    expect(parseWebhookSecrets(current, previous)).toEqual(secrets);
  });

  it.each([
    ["none", undefined, undefined],
    ["an empty one", " \n ", undefined],
    ["only the one before", undefined, "old"],
    ["the one that everybody knows", "development", undefined],
    ["the one that everybody knows, among others", "good", "development"],
  ])("are refused: %s", (_, current, previous) => {
    expect(() => parseWebhookSecrets(current, previous)).toThrow(expect.objectContaining({ code: "bot.no-secret" }));
  });
});
