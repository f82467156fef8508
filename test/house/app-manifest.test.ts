// app.yml is a GitHub App manifest that asks for no more than the work needs.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readText } from "./source-tree.ts";

/** The most that the app may ever ask for; a longer list is a decision, not an edit. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  checks: ["read", "write"],
  contents: ["read", "write"],
  issues: ["read", "write"],
  metadata: ["read"],
  pull_requests: ["read", "write"],
};
const EVENTS = ["check_run", "issue_comment", "issues", "pull_request"];
const REQUIRED = ["name", "url", "default_permissions", "default_events", "public"];

function manifestViolations(text: string): readonly string[] {
  const manifest = parse(text) as Readonly<Record<string, unknown>>;
  const permissions = Object.entries((manifest["default_permissions"] ?? {}) as Readonly<Record<string, string>>);
  const events = (manifest["default_events"] ?? []) as readonly string[];
  return [
    ...REQUIRED.filter((key) => !(key in manifest)).map((key) => `${key} is missing`),
    ...permissions
      .filter(([name, access]) => !(PERMISSIONS[name] ?? []).includes(access))
      .map(([name, access]) => `${name}: ${access} is more than the work needs`),
    ...events.filter((event) => !EVENTS.includes(event)).map((event) => `${event} is an event that nothing reads`),
  ];
}

describe("app.yml", () => {
  it("is a manifest with the least permissions", () => {
    expect(manifestViolations(readText("app.yml"))).toEqual([]);
  });
});

describe("the guard of the manifest", () => {
  it("finds what is missing and what is too much", () => {
    const planted =
      "name: bot\nurl: https://example.com\npublic: false\ndefault_permissions:\n  administration: write\n  issues: write\n  metadata: write\n";
    expect(manifestViolations(planted)).toEqual([
      "default_events is missing",
      "administration: write is more than the work needs",
      "metadata: write is more than the work needs",
    ]);
    expect(manifestViolations(`${planted}default_events: [push]\n`)).toContain("push is an event that nothing reads");
  });
});
