// What one repository of the App takes up: on disk, in its store, and of this process. Linux.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import Libsql from "libsql";
import { measureDirectory } from "../../../src/std/directory-size.ts";
import { GIT_ENV } from "../git-repository.ts";
import { findStepProcesses } from "../yard-on-disk.ts";

/** By what is counted; megabytes where the name says so. */
export type Measures = Readonly<Record<string, number>>;

/** @param data of the repository, as it stands while nothing is under way */
export async function measureSite(data: string): Promise<Measures> {
  const mirror = join(data, "mirrors/source.git");
  return {
    workspaces: list(join(data, "workspaces")).length,
    records: list(join(data, "mirrors/source.workspaces")).length,
    "refs of ours": countRefs(mirror),
    "loose objects": readCount(mirror, "count"),
    packs: readCount(mirror, "packs"),
    logs: list(join(data, "logs")).length,
    processes: findStepProcesses(data).length,
    children: countChildren(),
    descriptors: readdirSync("/proc/self/fd").length,
    ...countRows(join(data, "store.db")),
    "data MB": toMegabytes(await measureDirectory(data)),
    "heap MB": toMegabytes(collectGarbage()),
    "memory MB": toMegabytes(process.memoryUsage().rss),
  };
}

function list(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

function countRefs(mirror: string): number {
  return askGit(mirror, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/yardmaster").split("\n").filter(Boolean).length;
}

function readCount(mirror: string, name: string): number {
  return Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(askGit(mirror, "count-objects", "--verbose"))?.[1]);
}

function askGit(mirror: string, ...args: readonly string[]): string {
  return execFileSync("git", ["--git-dir", mirror, ...args], { env: GIT_ENV, encoding: "utf8" });
}

function countChildren(): number {
  const tasks = readdirSync("/proc/self/task").map((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8"));
  return tasks.join(" ").split(" ").filter(Boolean).length;
}

/** Events by the kind of their stream, documents by their collection, and every other table. */
function countRows(file: string): Measures {
  const database = new Libsql(file, { readonly: true } as Libsql.Options);
  try {
    const rows = (sql: string) => database.prepare(sql).all() as readonly { readonly name: string; readonly count: number }[];
    const events = rows("SELECT substr(stream, 1, instr(stream, '/') - 1) AS name, count(*) AS count FROM events GROUP BY 1");
    const documents = rows("SELECT collection AS name, count(*) AS count FROM documents GROUP BY 1");
    const others = ["effects", "snapshots", "leases", "counters", "entries"].flatMap((table) =>
      rows(`SELECT '${table}' AS name, count(*) AS count FROM ${table}`),
    );
    return Object.fromEntries([
      ...events.map(({ name, count }) => [`events ${name}`, count]),
      ...documents.map(({ name, count }) => [`documents ${name.split("/")[0]}`, count]),
      ...others.map(({ name, count }) => [name, count]),
    ]);
  } finally {
    database.close();
  }
}

/** @returns bytes in use afterwards */
function collectGarbage(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 104_857.6) / 10;
}

/** A line for each measure, a column for each time. */
export function toTable(columns: ReadonlyMap<string, Measures>): string {
  const names = [...new Set([...columns.values()].flatMap((measures) => Object.keys(measures)))];
  const rows = names.map((name) => [name, ...[...columns.values()].map((measures) => String(measures[name] ?? 0))]);
  const lines = [["", ...columns.keys()], ...rows];
  const widths = lines[0]?.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? "").length))) ?? [];
  return lines
    .map((line) => line.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join("  "))
    .join("\n");
}
