// A directory goes with everything in it, whatever its modes are.
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { removeTree } from "../../src/std/remove-tree.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

it("removes what nobody may write or enter, and nothing that a link leads to", async () => {
  const place = temporaryDirectory();
  onTestFinished(place.dispose);
  const [tree, kept] = [join(place.path, "tree"), join(place.path, "kept")];
  mkdirSync(join(tree, "cache/deep"), { recursive: true });
  mkdirSync(kept);
  writeFileSync(join(tree, "cache/deep/file"), "");
  writeFileSync(join(kept, "file"), "");
  symlinkSync(kept, join(tree, "link"));
  chmodSync(join(tree, "cache/deep"), 0o500);
  chmodSync(join(tree, "cache"), 0o000);
  await removeTree(tree);
  await removeTree(tree);
  expect([existsSync(tree), existsSync(join(kept, "file"))]).toEqual([false, true]);
});
