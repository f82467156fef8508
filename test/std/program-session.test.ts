// Programs under one cookie, and their common end.
import { describe, expect, it } from "vitest";
import { findByVariable } from "../../src/std/end-processes.ts";
import { createProgramSession } from "../../src/std/program-session.ts";

const PATH = process.env["PATH"] ?? "/usr/bin:/bin";
const name = "PROGRAM_SESSION_TEST";
const carriers = (value: string) => findByVariable(name, (candidate) => candidate === value);

function open(suffix: string) {
  const value = `${process.pid}-${suffix}`;
  return { value, session: createProgramSession({ name, value }) };
}

describe("a session of programs", () => {
  it("marks its programs", async () => {
    const { value, session } = open("mark");
    const result = await session.run({ argv: ["env"], cwd: "/", env: { PATH } });
    expect(result.tail).toContain(`${name}=${value}\n`);
    await session.close();
  });

  it("ends what runs when it is closed, and starts nothing afterwards", async () => {
    const { value, session } = open("close");
    let started = (): void => {};
    const ready = new Promise<void>((resolve) => {
      started = resolve;
    });
    const running = session.run({ argv: ["sh", "-c", "echo; sleep 300"], cwd: "/", env: { PATH }, onOutput: () => started() });
    await ready;
    await Promise.all([session.close(), session.close()]);
    expect(carriers(value)).toEqual([]);
    expect((await running).ended).toBe("aborted");
    expect((await session.run({ argv: ["true"], cwd: "/", env: { PATH } })).ended).toBe("aborted");
    expect(session.signal.aborted).toBe(true);
  });

  it("also heeds the signal of a single run", async () => {
    const { session } = open("signal");
    expect((await session.run({ argv: ["true"], cwd: "/", env: { PATH }, signal: AbortSignal.abort() })).ended).toBe("aborted");
    expect(session.signal.aborted).toBe(false);
    await session.close();
  });
});
