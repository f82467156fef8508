// From app.yml to what GitHub makes an App from, and the addresses on the way.
import { describe, expect, it } from "vitest";
import { toCreationUrl, toWebUrl } from "../../../src/bot/setup/app-manifest.ts";

describe("the address of GitHub's pages", () => {
  it.each([
    ["https://api.github.com", "https://github.com"],
    ["https://api.octo.ghe.com", "https://octo.ghe.com"],
    ["https://github.example.com/api/v3", "https://github.example.com"],
    ["http://127.0.0.1:4000", "http://127.0.0.1:4000"],
  ])("of %s is %s", (apiUrl, webUrl) => {
    expect(toWebUrl(apiUrl)).toBe(webUrl);
  });

  it("that takes a manifest is the account's, or the organization's", () => {
    expect(toCreationUrl("https://github.com", null, "s")).toBe("https://github.com/settings/apps/new?state=s");
    expect(toCreationUrl("https://github.com", "acme", "s")).toBe("https://github.com/organizations/acme/settings/apps/new?state=s");
  });
});
