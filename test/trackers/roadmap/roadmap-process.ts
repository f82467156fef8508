// Real processes on one roadmap: builds the tracker once into a directory of its own and starts children on it.
// Node 20 cannot run TypeScript, and the build that is shipped may be older than the sources under test.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

export interface TrackerBuild {
  readonly path: string;
  dispose(): Promise<void>;
}

export async function buildTracker(): Promise<TrackerBuild> {
  const path = await mkdtemp(join(tmpdir(), "roadmap-build-"));
  const settings = {
    extends: join(REPOSITORY, "tsconfig.build.json"),
    compilerOptions: {
      outDir: path,
      rootDir: join(REPOSITORY, "src"),
      declaration: false,
      typeRoots: [join(REPOSITORY, "node_modules/@types")],
    },
    files: [join(REPOSITORY, "src/trackers/roadmap/index.ts")],
    include: [],
  };
  await writeFile(join(path, "tsconfig.json"), JSON.stringify(settings));
  await writeFile(join(path, "package.json"), JSON.stringify({ type: "module" }));
  await promisify(execFile)(process.execPath, [join(REPOSITORY, "node_modules/typescript/bin/tsc"), "-p", path]);
  // Other users must be able to run it.
  await chmod(path, 0o755);
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

export interface RoadmapProcess {
  /** The next line that it says; null when it has ended. */
  next(): Promise<string | null>;
  kill(): Promise<void>;
}

export function startRoadmapProcess(
  build: TrackerBuild,
  argv: readonly string[],
  user?: { readonly uid: number; readonly gid: number },
): RoadmapProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, "roadmap-child.mjs"), build.path, ...argv], {
    stdio: ["ignore", "pipe", "inherit"],
    ...user,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const { value, done } = await lines.next();
      return done === true ? null : value;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
