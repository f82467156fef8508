// What is compared must not tell how fast the machine was.
import { expect, it } from "vitest";
import { renderColumns } from "../../src/cli/columns.ts";
import { toDuration } from "../../src/core/views/explanation.ts";
import { withoutTimes } from "./without-times.ts";

function toTable(ms: number): string {
  const columns = [
    { title: "ID", cell: () => "run_1" },
    { title: "TIME", cell: () => toDuration(ms) },
    { title: "TITLE", cell: () => "Round 2 sums" },
  ];
  return renderColumns([{}], columns, { interactive: false, color: false, columns: 80 }).join("\n");
}

it.each([0, 978, 1000, 59_999, 60_000, 61_000, 3_600_000, 3_660_000, 90_000_000])("a table says the same after %i ms", (ms) => {
  expect(withoutTimes(toTable(ms))).toBe("ID  TIME  TITLE\nrun_1  (time)  Round 2 sums");
});

it("a margin stays", () => {
  expect(withoutTimes("Steps:\n  fix    41 s\n")).toBe("Steps:\n  fix  (time)\n");
});
