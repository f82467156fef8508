// Many rounds of writers that are killed while they commit.
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryDirectory } from "../../../support/store-fixture.ts";
import { killTwoWriters } from "../../../support/store-kill.ts";
import { buildStore } from "../../../support/store-process.ts";

it("loses nothing that was acknowledged in thirty rounds of two writers killed while they commit", async () => {
  const build = await buildStore();
  const directory = temporaryDirectory();
  const file = join(directory.path, "store.db");
  let acknowledged = 0;
  for (let round = 0; round < 30; round++) acknowledged += await killTwoWriters(build, file, 10 + 17 * round);
  expect(acknowledged).toBeGreaterThan(10_000);
  directory.dispose();
  build.dispose();
});
