// What tests leave in the temporary directory must be in one that ends with the run.
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { setup } from "./private-directory.ts";

it("every test of a run works in its directory", () => {
  expect(basename(tmpdir())).toMatch(/^ym-/);
});

it("what is left there is gone in the end, and the variable is as before", () => {
  const before = process.env["TMPDIR"];
  const end = setup();
  const left = mkdtempSync(join(tmpdir(), "left-"));
  end();
  expect([existsSync(left), process.env["TMPDIR"]]).toEqual([false, before]);
});
