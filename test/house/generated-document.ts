// Documents that are written from the code: compared by default, written with `npm run docs`.
import { writeFileSync } from "node:fs";
import { expect } from "vitest";
import { ROOT, readText } from "./source-tree.ts";

export function expectGenerated(path: string, text: string): void {
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(`${ROOT}${path}`, text);
  expect(readText(path), `${path} differs from the code; \`npm run docs\` writes it anew`).toBe(text);
}
