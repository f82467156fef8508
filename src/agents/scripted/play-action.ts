// Plays one action of a script on a stage: the workspace, an output, a program runner. Knows no limits; whoever waits here is told to stop.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ExecResult } from "../../std/exec.ts";
import { fillPlaceholders } from "../../std/fill-placeholders.ts";
import { confinedPath } from "./confined-path.ts";
import type { ScriptAction } from "./script.ts";

export interface Stage {
  readonly cwd: string;
  /** `{prompt}` and the turn's facts, for texts. */
  readonly values: Readonly<Record<string, string>>;
  /** Resolves when the turn must end. */
  readonly stopped: Promise<void>;
  isStopped(): boolean;
  write(text: string): void;
  run(argv: readonly [string, ...string[]]): Promise<ExecResult>;
  /** Resolves after this long, or when the turn must end. */
  pause(ms: number): Promise<void>;
}

/** Why the turn fails; null when the action was played or the turn was stopped in it. */
export interface Failure {
  readonly message: string;
  readonly exitCode: number;
}

const FLOOD_LINE = `${"flood ".repeat(682)}\n`;

export async function playAction(action: ScriptAction, stage: Stage): Promise<Failure | null> {
  if ("say" in action) stage.write(`${fillPlaceholders(action.say, stage.values)}\n`);
  else if ("write" in action) return await write(action.write, stage);
  else if ("replace" in action) return await replace(action.replace, stage);
  else if ("remove" in action) return await remove(action.remove, stage);
  else if ("run" in action) return await run(action.run, stage);
  else if ("wait" in action) await stage.pause(action.wait);
  else if ("hang" in action) await stage.stopped;
  else await flood(action.flood, stage);
  return null;
}

async function write(action: { readonly path: string; readonly content: string }, stage: Stage): Promise<Failure | null> {
  const path = await confinedPath(stage.cwd, action.path);
  if (path === null) return outside(action.path);
  return attempt(`writing ${action.path}`, async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, fillPlaceholders(action.content, stage.values));
  });
}

async function replace(
  action: { readonly path: string; readonly find: string; readonly with: string },
  stage: Stage,
): Promise<Failure | null> {
  const path = await confinedPath(stage.cwd, action.path);
  if (path === null) return outside(action.path);
  return attempt(`replacing text in ${action.path}`, async () => {
    const text = await readFile(path, "utf8");
    if (!text.includes(action.find)) throw new Error("the text to find is not there");
    await writeFile(
      path,
      text.replace(action.find, () => fillPlaceholders(action.with, stage.values)),
    );
  });
}

async function remove(path: string, stage: Stage): Promise<Failure | null> {
  const real = await confinedPath(stage.cwd, path);
  if (real === null) return outside(path);
  return attempt(`removing ${path}`, () => rm(real, { recursive: true }));
}

async function run(argv: readonly string[], stage: Stage): Promise<Failure | null> {
  const [program = "", ...args] = argv;
  const result = await stage.run([program, ...args]);
  if (stage.isStopped() || (result.ended === "exit" && result.exitCode === 0)) return null;
  const how = result.exitCode === null ? (result.errorCode ?? result.signal ?? result.ended) : `exit code ${result.exitCode}`;
  return { message: `running ${program}: ${how}`, exitCode: result.exitCode ?? 1 };
}

async function flood(bytes: number, stage: Stage): Promise<void> {
  for (let left = bytes; left > 0 && !stage.isStopped(); left -= FLOOD_LINE.length) {
    stage.write(FLOOD_LINE.slice(0, left));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function outside(path: string): Failure {
  return { message: `${path} lies outside the workspace`, exitCode: 1 };
}

async function attempt(what: string, act: () => Promise<void>): Promise<Failure | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return { message: `${what}: ${error instanceof Error ? error.message : String(error)}`, exitCode: 1 };
  }
}
