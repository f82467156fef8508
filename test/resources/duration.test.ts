// Durations as people write them: `30s`, `10m`, `1h`, or milliseconds.
import { describe, expect, it } from "vitest";
import { parseDuration } from "../../src/resources/duration.ts";

describe("parseDuration", () => {
  it.each([
    ["1500ms", 1500],
    ["30s", 30_000],
    ["10m", 600_000],
    ["1h", 3_600_000],
    ["1h30m", 5_400_000],
    ["0.5s", 500],
    ["2d", 172_800_000],
  ])("reads %s as %d milliseconds", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(["", "30", "s", "30 s", "30x", "-5s", "1.5.5s", "5S", `${"9".repeat(30)}d`])("takes %j as no duration", (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
