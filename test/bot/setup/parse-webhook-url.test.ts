// Which addresses GitHub can send webhooks to, and what a person is told of the others.
import { describe, expect, it } from "vitest";
import { parseWebhookUrl } from "../../../src/bot/setup/parse-webhook-url.ts";

const GITHUB = "https://api.github.com";
const ENTERPRISE = "https://github.example.com/api/v3";

describe("the webhook's address", () => {
  it.each([
    [" https://yard.example.com ", "https://yard.example.com/api/github/webhooks"],
    ["https://yard.example.com/behind/a/proxy", "https://yard.example.com/behind/a/proxy"],
    ["https://smee.io/abc", "https://smee.io/abc"],
    ["https://192.0.2.7:8443", "https://192.0.2.7:8443/api/github/webhooks"],
    ["https://[2001:db8::1]", "https://[2001:db8::1]/api/github/webhooks"],
  ])("%j ends at our own door unless it names a path", (text, url) => {
    expect(parseWebhookUrl(text, GITHUB)).toEqual({ ok: true, url });
  });

  it.each([
    "",
    "yard.example.com",
    "ftp://yard.example.com",
    "javascript:alert(1)",
    "https://ada:secret@yard.example.com",
    "https://a.b/#c",
  ])("is not %j, wherever GitHub is", (text) => {
    const refusal = { ok: false, problem: "Write an address that begins with https://" };
    expect(parseWebhookUrl(text, GITHUB)).toEqual(refusal);
    expect(parseWebhookUrl(text, ENTERPRISE)).toEqual(refusal);
  });

  it.each(["https://smee.io/new", "https://smee.io/new/", "https://smee.io", "http://smee.io/new"])("is not %s", (text) => {
    const refusal = { ok: false, problem: "That is the page that makes a channel: paste the address it sends you to." };
    expect(parseWebhookUrl(text, GITHUB)).toEqual(refusal);
    expect(parseWebhookUrl(text, ENTERPRISE)).toEqual(refusal);
  });

  it.each([
    "https://localhost:3000",
    "https://yard.localhost.",
    "http://127.0.0.1:3000",
    "https://127.1",
    "https://0.0.0.0",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://10.1.2.3",
    "https://172.31.0.1",
    "https://192.168.1.20",
    "https://[fe80::1]",
    "https://[fd00::1]",
    "https://laptop.local",
  ])("is %s for a GitHub of the person's own alone", (text) => {
    expect(parseWebhookUrl(text, GITHUB)).toMatchObject({
      ok: false,
      problem: expect.stringContaining("GitHub cannot reach that address"),
    });
    expect(parseWebhookUrl(text, "https://api.octo.ghe.com")).toMatchObject({ ok: false });
    expect(parseWebhookUrl(text, ENTERPRISE)).toMatchObject({ ok: true });
  });

  it("is plain http for a GitHub of the person's own alone", () => {
    expect(parseWebhookUrl("http://yard.example.com", GITHUB)).toEqual({
      ok: false,
      problem: "Write an address that begins with https://",
    });
    expect(parseWebhookUrl("http://yard.example.com", ENTERPRISE)).toMatchObject({ ok: true });
  });
});
