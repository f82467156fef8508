// What a server does by itself once an hour, done now, or as if so many days had passed since.
import { join } from "node:path";
import { createRetention } from "../../../src/runtime/events/retention.ts";
import { type Clock, systemClock } from "../../../src/std/clock.ts";
import { createFileLogStore } from "../../../src/store/files/index.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import { createWorktreeWorkspaces } from "../../../src/workspaces/worktree/index.ts";

const DAY_MS = 24 * 3600 * 1000;
const LIMITS = { maxAgeMs: 14 * DAY_MS, maxBytes: 20 * 1024 ** 3, keep: [] };

/** @param data of one repository of the App */
export async function cleanUp(data: string, daysLater: number): Promise<void> {
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + daysLater * DAY_MS };
  const warnings: string[] = [];
  const workspaces = createWorktreeWorkspaces({
    root: join(data, "workspaces"),
    mirrors: join(data, "mirrors"),
    source: "/nowhere",
    access: { slug: "source" },
    hooks: { after_create: null, before_run: null, after_run: null, before_remove: null },
    hookTimeoutMs: 1_000,
    newHookCookie: () => ({ name: "YARDMASTER_TEST", value: "clean-up" }),
    env: { PATH: process.env["PATH"] ?? "" },
    clock,
    warn: (line) => warnings.push(line),
  });
  await workspaces.cleanUp(LIMITS);
  const store = await openSqliteStore({ file: join(data, "store.db"), clock });
  try {
    const logs = createFileLogStore({ directory: join(data, "logs") });
    await createRetention({ store, logs, clock, archives: join(data, "archive/events"), repository: "repository-1" }).forgetOld();
  } finally {
    await store.close();
  }
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
}
