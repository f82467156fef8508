// `npm run bench`: every figure beside a floor or a peer of the same run, as one table. Never a timed test: machines differ, ratios less.

import { resolve } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import { benchComments } from "./comments.ts";
import { benchIntake } from "./intake.ts";
import { benchMemory } from "./memory.ts";
import { benchResources } from "./resources.ts";
import { benchScheduler } from "./scheduler.ts";
import { benchSteps } from "./steps.ts";
import { benchWorktree } from "./worktree.ts";

const main = resolve("dist/bin/main.js");
const benches: readonly (() => Promise<readonly BenchRow[]>)[] = [
  benchSteps,
  benchScheduler,
  benchWorktree,
  benchComments,
  () => benchResources(main),
  () => benchMemory(main),
  benchIntake,
];

console.log("| what | here | held against | ratio | aim |");
console.log("| --- | ---: | ---: | ---: | --- |");
for (const bench of benches) for (const row of await bench()) console.log(toLine(row));

function toLine({ name, value, unit, floor, ratio, aim }: BenchRow): string {
  const bare = floor === null ? "" : toFigure(floor, unit);
  return `| ${name} | ${toFigure(value, unit)} | ${bare} | ${ratio === null ? "" : ratio.toFixed(2)} | ${aim} |`;
}

function toFigure(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString("en-US", { maximumFractionDigits: digits })} ${unit}`.trim();
}
