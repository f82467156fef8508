// One program from its start until nothing of it is left, with real processes.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ExecChunk, ExecRequest } from "../../src/std/exec.ts";
import { runProcess } from "../../src/std/run-process.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";
import { isRunning, until } from "../support/until.ts";

const PATH = process.env["PATH"] ?? "/usr/bin:/bin";
let cookies = 0;

function program(...argv: [string, ...string[]]): ExecRequest {
  return { argv, cwd: "/", env: { PATH } };
}

function script(text: string, rest: Partial<ExecRequest> = {}): ExecRequest {
  return { ...program("sh", "-c", text), ...rest };
}

function temporaryDirectory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "run-process-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function cookie() {
  cookies += 1;
  return { name: "TEST_COOKIE", value: `${process.pid}-${cookies}` };
}

/** Collects output and answers the pids that the program prints as `pid <number>`. */
function watch() {
  let text = "";
  return {
    onOutput: (chunk: ExecChunk) => {
      text += chunk.text;
    },
    text: () => text,
    pids: () => [...text.matchAll(/pid (\d+)/g)].map((match) => Number(match[1])),
  };
}

describe("running a program", () => {
  it("reports the exit code and both streams", async () => {
    const result = await runProcess(script("echo out; echo err >&2; exit 3"));
    expect(result).toMatchObject({ ended: "exit", exitCode: 3, signal: null, stdoutTail: "out\n", outputBytes: 8, straysEnded: 0 });
    expect(result.tail.split("\n").sort()).toEqual(["", "err", "out"]);
  });

  it("reports the signal that ended it", async () => {
    expect(await runProcess(script("kill -KILL $$"))).toMatchObject({ ended: "signal", exitCode: null, signal: "SIGKILL" });
  });

  it("passes arguments without a shell", async () => {
    const result = await runProcess(program("printf", "%s|", "$(id)", "a b", "'\"`", ""));
    expect(result.tail).toBe("$(id)|a b|'\"`||");
  });

  it("gives exactly the environment it was given", async () => {
    process.env["YARDMASTER_TEST_SECRET"] = "secret";
    const result = await runProcess({ ...program("env"), env: { PATH, ONE: "1" } });
    expect(result.tail.split("\n").filter((line) => !line.startsWith("NODE_V8_COVERAGE"))).toEqual([`PATH=${PATH}`, "ONE=1", ""]);
  });

  it("works in the directory it was given", async () => {
    const cwd = temporaryDirectory();
    expect((await runProcess({ ...program("pwd"), cwd })).tail).toBe(`${cwd}\n`);
  });

  it("writes standard input and closes it", async () => {
    const stdin = "€".repeat(200_000);
    expect((await runProcess({ ...program("wc", "-c"), stdin })).tail.trim()).toBe("600000");
  });

  it("closes standard input at once when there is none to write", async () => {
    expect(await runProcess(program("cat"))).toMatchObject({ ended: "exit", exitCode: 0, tail: "" });
  });

  it("tolerates a program that does not read its input", async () => {
    expect(await runProcess({ ...program("true"), stdin: "x".repeat(1_000_000) })).toMatchObject({ ended: "exit", exitCode: 0 });
  });

  it("drains both streams, also when they are full of output nobody keeps", async () => {
    const result = await runProcess(script("head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero", { tailBytes: 10 }));
    expect(result).toMatchObject({ ended: "exit", exitCode: 0, outputBytes: 6_000_000 });
    expect(result.tail).toHaveLength(10);
  });

  it.each([
    ["a program that does not exist", program("no-such-program"), "ENOENT"],
    ["a directory that does not exist", { ...program("true"), cwd: "/no/such/directory" }, "ENOENT"],
    ["a file that is no program", program("/etc/passwd"), "EACCES"],
    ["an argument beyond the system's limit", program("true", "x".repeat(131_072)), "E2BIG"],
    ["an argument with a NUL", program("true", "a\0b"), "ERR_INVALID_ARG_VALUE"],
  ])("does not start %s", async (_, request, errorCode) => {
    expect(await runProcess(request)).toMatchObject({ ended: "not-started", exitCode: null, errorCode });
  });
});

describe("a limit", () => {
  it("ends a program that runs too long", async () => {
    const clock = createHandClock();
    const output = watch();
    const running = runProcess(script("echo pid $$; exec sleep 300", { ...output, timeoutMs: 60_000 }), clock);
    await until(() => output.pids()[0]);
    clock.advance(60_000);
    expect(await running).toMatchObject({ ended: "timeout", exitCode: null, signal: "SIGTERM", durationMs: 60_000 });
  });

  it("on silence starts anew with any output", async () => {
    const clock = createHandClock();
    const output = watch();
    const cwd = temporaryDirectory();
    const steps = "mkfifo f; echo pid $$ one; read -r line < f; echo two >&2; exec sleep 300";
    const running = runProcess(script(steps, { cwd, ...output, stallMs: 100 }), clock);
    await until(() => output.text().includes("one"));
    clock.advance(99);
    writeFileSync(join(cwd, "f"), "go\n");
    await until(() => output.text().includes("two"));
    clock.advance(99);
    expect(clock.waiting).toBe(1);
    clock.advance(1);
    expect(await running).toMatchObject({ ended: "stall" });
  });

  it("on output ends the program and passes on no more than allowed", async () => {
    const output = watch();
    const result = await runProcess({ ...program("yes"), ...output, outputLimitBytes: 100_000, tailBytes: 1_000 });
    expect(result).toMatchObject({ ended: "output-limit", outputBytes: 100_000 });
    expect([output.text().length, result.tail.length]).toEqual([100_000, 1_000]);
  });

  it("on output holds for a program that ended before its output was read", async () => {
    expect(await runProcess(script("head -c 5000 /dev/zero", { outputLimitBytes: 4_999 }))).toMatchObject({ ended: "output-limit" });
  });

  it("leaves no timer behind", async () => {
    const clock = createHandClock();
    await runProcess({ ...program("echo"), timeoutMs: 1_000, stallMs: 1_000 }, clock);
    await runProcess({ ...program("no-such-program"), timeoutMs: 1_000, stallMs: 1_000 }, clock);
    expect(clock.waiting).toBe(0);
  });

  it("that was reached is the end, even if the program then exits in good order", async () => {
    const output = watch();
    const stop = new AbortController();
    const text = 'trap "exit 0" TERM; echo pid $$; sleep 300 & wait';
    const running = runProcess(script(text, { ...output, signal: stop.signal }));
    await until(() => output.pids()[0]);
    stop.abort();
    expect(await running).toMatchObject({ ended: "aborted", exitCode: 0 });
  });
});

describe("aborting", () => {
  it("before the start starts nothing", async () => {
    const marker = join(temporaryDirectory(), "started");
    const result = await runProcess({ ...program("touch", marker), signal: AbortSignal.abort() });
    expect(result).toMatchObject({ ended: "aborted", exitCode: null });
    expect((await runProcess(program("test", "-e", marker))).exitCode).toBe(1);
  });

  it("ends the whole group", async () => {
    const output = watch();
    const stop = new AbortController();
    const running = runProcess(script("sleep 300 & echo pid $!; echo pid $$; wait", { ...output, signal: stop.signal }));
    const pids = await until(() => output.pids().length === 2 && output.pids());
    stop.abort();
    expect(await running).toMatchObject({ ended: "aborted" });
    expect(pids.map(isRunning)).toEqual([false, false]);
  });

  it("kills what does not heed SIGTERM", async () => {
    const output = watch();
    const stop = new AbortController();
    const text = 'trap "" TERM; sleep 300 & echo pid $!; echo pid $$; wait';
    const running = runProcess(script(text, { ...output, signal: stop.signal, killGraceMs: 50 }));
    const pids = await until(() => output.pids().length === 2 && output.pids());
    stop.abort();
    expect(await running).toMatchObject({ ended: "aborted", signal: "SIGKILL" });
    expect(pids.map(isRunning)).toEqual([false, false]);
  });

  it("happens when the listener throws, and the error comes back once everything is gone", async () => {
    let pid = 0;
    const running = runProcess(
      script("echo $$; exec sleep 300", {
        onOutput(chunk) {
          pid = Number(chunk.text);
          throw new RangeError("listener");
        },
      }),
    );
    await expect(running).rejects.toThrow("listener");
    expect(isRunning(pid)).toBe(false);
  });
});

describe("what a program leaves behind", () => {
  it("in its group is ended", async () => {
    const output = watch();
    const result = await runProcess(script("sleep 300 & echo pid $!", output));
    expect(result).toMatchObject({ ended: "exit", exitCode: 0, straysEnded: 0 });
    expect(output.pids().map(isRunning)).toEqual([false]);
  });

  it("may finish its last lines first", async () => {
    const result = await runProcess(script("(sleep 0.02; echo late) & exit 0"));
    expect(result).toMatchObject({ exitCode: 0, tail: "late\n" });
  });

  it.runIf(process.platform === "linux")("in a session of its own is found by the cookie and ended", async () => {
    const output = watch();
    const daemon = 'setsid sh -c "trap : TERM; echo pid \\$\\$; echo > ready; while :; do sleep 300; done" & read -r line < ready';
    const result = await runProcess(
      script(`mkfifo ready; ${daemon}`, { cwd: temporaryDirectory(), ...output, cookie: cookie(), killGraceMs: 50 }),
    );
    expect(result).toMatchObject({ ended: "exit", exitCode: 0 });
    expect(result.straysEnded).toBeGreaterThanOrEqual(1);
    expect(output.pids()).toHaveLength(1);
    expect(output.pids().map(isRunning)).toEqual([false]);
  });

  it.runIf(process.platform === "linux")("and hides from the cookie while holding the pipe does not hold us", async () => {
    const output = watch();
    const hidden = "mkfifo ready; env -i setsid sh -c 'echo pid $$; echo > ready; exec sleep 300' & read -r line < ready";
    const result = await runProcess(script(hidden, { cwd: temporaryDirectory(), ...output, cookie: cookie() }));
    expect(result).toMatchObject({ ended: "exit", exitCode: 0, straysEnded: 0 });
    for (const pid of output.pids()) process.kill(pid, "SIGKILL");
    expect(output.pids()).toHaveLength(1);
  });
});
