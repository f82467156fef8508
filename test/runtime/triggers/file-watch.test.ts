// Real files in a real directory; only the wait for quiet is on a clock turned by hand.
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFileScope } from "../../../src/runtime/triggers/file-scope.ts";
import { FILE_LIMITS, type FileWatch, openFileWatch } from "../../../src/runtime/triggers/file-watch.ts";
import { createHandClock, type HandClock } from "../../../src/testing/hand-clock.ts";

let directory: string;
let root: string;
let clock: HandClock;
let watch: FileWatch | null = null;
/** How often a wait was begun. */
let timersSet: number;
let told: string[];
let warnings: string[];
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "file-watch-")));
  root = join(directory, "root");
  const hands = createHandClock();
  timersSet = 0;
  clock = {
    ...hands,
    after(delayMs, callback) {
      timersSet += 1;
      return hands.after(delayMs, callback);
    },
    get waiting() {
      return hands.waiting;
    },
  };
  told = [];
  warnings = [];
  write("docs/old.md");
  mkdirSync(join(directory, "outside"));
});
afterEach(() => {
  watch?.close();
  watch = null;
  rmSync(directory, { recursive: true });
});

const DEBOUNCE = 500;

function write(path: string, text = "x"): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function open(paths: readonly string[], ignored: readonly string[] = []): Promise<void> {
  const scope = await openFileScope(root, paths, ignored);
  const warn = (_facts: object, message: string) => void warnings.push(message);
  const log = { info: warn, warn, error: warn };
  watch = await openFileWatch({ scope, debounceMs: DEBOUNCE, clock, log, onChange: ({ type, path }) => void told.push(`${type} ${path}`) });
}

/** Lets it be quiet again and again, until this was told. */
async function expectTold(...changes: readonly string[]): Promise<void> {
  await expect
    .poll(() => {
      clock.advance(DEBOUNCE);
      return [...told].sort();
    })
    .toEqual([...changes].sort());
}

/** What was done before is passed over if this, done after it, is all that is told. */
async function expectOnlyMarker(): Promise<void> {
  write("docs/marker.md");
  await expectTold("create docs/marker.md");
}

describe("a watch on files", () => {
  it("tells what is created, modified and deleted, but not what was there", async () => {
    await open(["docs"]);
    write("docs/new.md");
    await expectTold("create docs/new.md");
    write("docs/old.md", "longer");
    await expectTold("create docs/new.md", "modify docs/old.md");
    rmSync(join(root, "docs/old.md"));
    await expectTold("create docs/new.md", "modify docs/old.md", "delete docs/old.md");
  });

  it("tells a file once when it has been quiet, however often it was written", async () => {
    await open(["docs"]);
    write("docs/new.md", "1");
    await expect.poll(() => timersSet).toBeGreaterThan(0);
    clock.advance(DEBOUNCE - 1);
    const before = timersSet;
    write("docs/new.md", "22");
    await expect.poll(() => timersSet).toBeGreaterThan(before);
    clock.advance(1);
    expect(clock.waiting).toBe(1);
    expect(told).toEqual([]);
    await expectTold("create docs/new.md");
  });

  it("tells a file that another takes the place of as modified", async () => {
    await open(["docs"]);
    write("docs/old.md.tmp", "new");
    renameSync(join(root, "docs/old.md.tmp"), join(root, "docs/old.md"));
    await expectTold("modify docs/old.md");
  });

  it("sees below, also in directories that come later", async () => {
    write("docs/deep/er/a.md");
    await open(["docs"]);
    write("docs/deep/er/b.md");
    await expectTold("create docs/deep/er/b.md");
    write("docs/late/one/c.md");
    await expectTold("create docs/deep/er/b.md", "create docs/late/one/c.md");
    write("docs/late/one/d.md");
    await expectTold("create docs/deep/er/b.md", "create docs/late/one/c.md", "create docs/late/one/d.md");
  });

  it("tells every file of a directory that goes", async () => {
    write("docs/sub/a.md");
    write("docs/sub/b.md");
    await open(["docs"]);
    rmSync(join(root, "docs/sub"), { recursive: true });
    await expectTold("delete docs/sub/a.md", "delete docs/sub/b.md");
  });

  it("waits for a path that is not there, and for one that goes and comes again", async () => {
    await open(["later/here"]);
    write("later/here/a.md");
    await expectTold("create later/here/a.md");
    rmSync(join(root, "later"), { recursive: true });
    await expectTold("create later/here/a.md", "delete later/here/a.md");
    write("later/here/b.md");
    await expectTold("create later/here/a.md", "create later/here/b.md", "delete later/here/a.md");
  });

  it("watches a single file", async () => {
    await open(["docs/old.md"]);
    write("docs/other.md");
    write("docs/old.md", "longer");
    await expectTold("modify docs/old.md");
  });

  it("passes over git, what is hidden, node_modules and what it is told to", async () => {
    mkdirSync(join(root, "docs/state"));
    await open(["docs"], [join(root, "docs/state")]);
    for (const path of ["docs/.git/HEAD", "docs/.hidden", "docs/.dir/a", "docs/node_modules/a/b.js", "docs/state/store.db"]) write(path);
    await expectOnlyMarker();
  });

  it("watches a hidden directory that is named, but git's never", async () => {
    write(".github/a.yml");
    write(".git/config");
    await open([".github", ".git"]);
    write(".git/HEAD");
    write(".github/b.yml");
    await expectTold("create .github/b.yml");
  });

  it("is not led out of the root by a link", async () => {
    writeFileSync(join(directory, "outside", "secret.md"), "x");
    symlinkSync(join(directory, "outside"), join(root, "docs/link"));
    symlinkSync(join(directory, "outside"), join(root, "elsewhere"));
    await open(["docs", "elsewhere", "../outside"]);
    expect(warnings).toEqual(["'elsewhere' leads out of the workspace"]);
    writeFileSync(join(directory, "outside", "more.md"), "x");
    symlinkSync(join(directory, "outside", "secret.md"), join(root, "docs/file-link.md"));
    await expectOnlyMarker();
  });

  it("follows a link that stays inside", async () => {
    await open(["docs"]);
    write("other.md");
    symlinkSync(join(root, "other.md"), join(root, "docs/link.md"));
    await expectTold("create docs/link.md");
  });

  it("has a limit to what is told at once, and says so", async () => {
    await open(["docs"]);
    for (let index = 0; index < FILE_LIMITS.pending + 20; index += 1) write(`docs/${index}.md`);
    await expect.poll(() => warnings).toEqual(["more than 1000 files changed at once; the rest are passed over"]);
    expect(clock.waiting).toBe(FILE_LIMITS.pending);
  });

  it("tells nothing after it was closed", async () => {
    await open(["docs"]);
    write("docs/new.md");
    await expect.poll(() => clock.waiting).toBeGreaterThan(0);
    watch?.close();
    expect(clock.waiting).toBe(0);
  });
});
