#!/usr/bin/env node
// Where the process begins: the only file that knows it is one. Turns arguments, streams and signals into a world, and an exit code back.
import { basename } from "node:path";
import { text } from "node:stream/consumers";
import { runCommandLine } from "../cli/main.ts";
import { createWorld } from "./world.ts";

const cwd = whereWeStand();
const interrupt = new AbortController();
/** Verbs wait on timers that do not hold the process; this one does until they are done. */
const alive = setInterval(() => {}, 2 ** 30);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The second one means it.
    if (interrupt.signal.aborted) {
      process.stderr.write("Ended at once. What was under way is taken up at the next start.\n");
      process.exit(130);
    }
    interrupt.abort();
  });
}
// A terminal that was closed, and a reader that went away as in `yardmaster task list | head`, are interrupts that nobody repeats.
process.on("SIGHUP", () => interrupt.abort());
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => interrupt.abort());

const { env, stdout, stderr } = process;
const interactive = stdout.isTTY === true && env["CI"] === undefined && env["TERM"] !== "dumb";
const world = createWorld({
  variables: env,
  cwd,
  interrupted: interrupt.signal,
  readStdin: () => text(process.stdin),
  async ask(question) {
    const { createInterface } = await import("node:readline/promises");
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    return await lines.question(question).finally(() => lines.close());
  },
  terminal: {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    interactive,
    color: interactive && !env["NO_COLOR"],
    get columns() {
      return stdout.columns ?? 100;
    },
    get rows() {
      return stdout.rows ?? 24;
    },
  },
});

const given = process.argv.slice(2);
const published = basename(process.argv[1] ?? "") === "orchestratord" && !["--version", "--help", "-h"].includes(given[0] ?? "");
process.exitCode = await runCommandLine(published ? ["start", ...given] : given, world);
clearInterval(alive);

function whereWeStand(): string {
  try {
    return process.cwd();
  } catch {
    process.stderr.write("The current directory is no longer there: change to one that is.\n");
    process.exit(2);
  }
}
