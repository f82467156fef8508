// A few of the sources built into a directory of their own, for tests that start other processes on them.
// Node 20 cannot run TypeScript, and the build that is shipped may be older than the sources under test.
import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const REPOSITORY = resolve(import.meta.dirname, "../..");

export interface RoomBuild {
  readonly path: string;
  dispose(): void;
}

/** @param files sources to begin from, relative to `src/`; what they import comes with them */
export async function buildRoom(...files: readonly string[]): Promise<RoomBuild> {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "yardmaster-build-")));
  const settings = {
    extends: join(REPOSITORY, "tsconfig.build.json"),
    compilerOptions: {
      outDir: path,
      rootDir: join(REPOSITORY, "src"),
      declaration: false,
      typeRoots: [join(REPOSITORY, "node_modules/@types")],
    },
    files: files.map((file) => join(REPOSITORY, "src", file)),
    include: [],
  };
  writeFileSync(join(path, "tsconfig.json"), JSON.stringify(settings));
  writeFileSync(join(path, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(join(REPOSITORY, "node_modules"), join(path, "node_modules"));
  await promisify(execFile)(process.execPath, [join(REPOSITORY, "node_modules/typescript/bin/tsc"), "-p", path]);
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}
