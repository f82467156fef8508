// `-l team=platform,tier=prod`: what is a selector, and what it selects.
import { describe, expect, it } from "vitest";
import { matchesSelector, parseSelector } from "../../../src/core/resources/selectors.ts";
import { aTemplate } from "./declared.ts";

describe("a selector", () => {
  it.each([
    ["team=platform", [["team", "platform"]]],
    ["team==platform", [["team", "platform"]]],
    [
      " team = platform , tier=prod ",
      [
        ["team", "platform"],
        ["tier", "prod"],
      ],
    ],
    ["empty=", [["empty", ""]]],
    ["app.kubernetes.io/name=x", [["app.kubernetes.io/name", "x"]]],
    ["__proto__=x", [["__proto__", "x"]]],
  ])("is %j", (text, selector) => {
    expect(parseSelector(text)).toEqual({ ok: true, selector });
  });

  it.each([
    ["team", "team"],
    ["=platform", "=platform"],
    ["team!=platform", "team!=platform"],
    ["team in (a)", "team in (a)"],
    ["a=1,b", "b"],
    ["a=1,", ""],
    ["", ""],
    ["a=b c", "a=b c"],
  ])("is not %j, because of %j", (text, part) => {
    expect(parseSelector(text)).toEqual({ ok: false, part });
  });

  it.each([
    ["team=platform", true],
    ["team=platform,tier=prod", true],
    ["team=platform,tier=dev", false],
    ["team=", false],
    ["constructor=", false],
    ["toString=x", false],
  ])("that says %j selects a resource with team and tier: %s", (text, selects) => {
    const resource = aTemplate("t", { labels: { team: "platform", tier: "prod" } });
    const parsed = parseSelector(text);
    expect(parsed.ok && matchesSelector(resource, parsed.selector)).toBe(selects);
  });
});
