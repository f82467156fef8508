// What a script can say and do, and that it stays in its workspace.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Turn, TurnResult } from "../../src/agents/agent.ts";
import { type AgentScript, createScriptedAgent } from "../../src/agents/scripted/index.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";
import { PATH, temporaryDirectory } from "./agent-harness.ts";

let cookies = 0;

interface Stage {
  readonly cwd: string;
  readonly clock: ReturnType<typeof createHandClock>;
  play(script: AgentScript, turn?: Partial<Turn>): Promise<TurnResult>;
  text(): string;
}

function stage(): Stage {
  const cwd = temporaryDirectory();
  const clock = createHandClock();
  let text = "";
  return {
    cwd,
    clock,
    text: () => text,
    async play(script, turn = {}) {
      cookies += 1;
      const agent = createScriptedAgent({ script, killGraceMs: 200 }, { clock });
      const session = await agent.open({ cwd, env: { PATH }, cookie: `scripted-${process.pid}-${cookies}`, resume: null });
      try {
        return await session.prompt({
          prompt: "fix the typo",
          facts: { issue: "Z-1", step: "fix", attempt: "2" },
          timeoutMs: 0,
          stallMs: 0,
          outputLimitBytes: 1_000_000,
          signal: new AbortController().signal,
          onOutput: (chunk) => {
            text += chunk.text;
          },
          ...turn,
        });
      } finally {
        await session.close();
      }
    },
  };
}

describe("a script", () => {
  it("plays the first entry whose conditions all hold", async () => {
    const { play, text } = stage();
    await play([
      { when: { issue: "Z-2" }, do: [{ say: "other issue" }] },
      { when: { issue: "Z-1", step: "review" }, do: [{ say: "other step" }] },
      { when: { attempt: 1 }, do: [{ say: "other attempt" }] },
      { when: { prompt: "feature" }, do: [{ say: "other prompt" }] },
      { when: { issue: "Z-1", step: "fix", attempt: 2, prompt: "typo" }, do: [{ say: "this" }] },
      { do: [{ say: "too late" }] },
    ]);
    expect(text()).toBe("this\n");
  });

  it("does nothing and ends well when no entry fits", async () => {
    expect(await stage().play([{ when: { issue: "Z-2" }, exit: 3 }])).toMatchObject({ ended: "completed", exitCode: 0, output: "" });
  });

  it("ends as its exit code says, with its last words", async () => {
    const result = await stage().play([{ do: [{ say: "one" }, { say: "no luck" }], exit: 3 }]);
    expect(result).toMatchObject({ ended: "failed", exitCode: 3, message: "no luck" });
    expect(await stage().play([{ exit: 75 }])).toMatchObject({ ended: "quota" });
  });

  it("is refused when it does not hold", () => {
    expect(() => createScriptedAgent({ script: [{ do: [{ wait: -1 }] }] })).toThrow(/script: 0\.do\.0/);
    expect(() => createScriptedAgent({ script: [{ exit: 256 }] })).toThrow(expect.objectContaining({ code: "config.invalid" }));
  });
});

describe("an action", () => {
  it("writes a file, its directories too, with the turn's facts", async () => {
    const { play, cwd } = stage();
    await play([{ do: [{ write: { path: "docs/a.md", content: '{issue}: {prompt} {"a": {other}}\n' } }] }]);
    expect(readFileSync(join(cwd, "docs/a.md"), "utf8")).toBe('Z-1: fix the typo {"a": {other}}\n');
  });

  it("replaces a text once, literally", async () => {
    const { play, cwd } = stage();
    writeFileSync(join(cwd, "a.txt"), "teh teh");
    await play([{ do: [{ replace: { path: "a.txt", find: "teh", with: "$& the" } }] }]);
    expect(readFileSync(join(cwd, "a.txt"), "utf8")).toBe("$& the teh");
  });

  it.each<[string, AgentScript[number], string]>([
    ["replaces what is not there", { do: [{ replace: { path: "a.txt", find: "x", with: "y" } }] }, "a.txt: the text to find is not there"],
    ["removes what is not there", { do: [{ remove: "b.txt" }] }, "removing b.txt"],
    ["runs a program that fails", { do: [{ run: ["sh", "-c", "exit 4"] }] }, "running sh: exit code 4"],
    ["runs a program that does not exist", { do: [{ run: ["no-such-program"] }] }, "running no-such-program: ENOENT"],
  ])("that %s fails the turn, and the rest is not played", async (_, entry, message) => {
    const { play, cwd, text } = stage();
    writeFileSync(join(cwd, "a.txt"), "a");
    const result = await play([{ ...entry, do: [...(entry.do ?? []), { say: "and on" }] }]);
    expect(result).toMatchObject({ ended: "failed", message: expect.stringContaining(message) });
    expect(text()).toBe("");
  });

  it("removes a file or a directory", async () => {
    const { play, cwd } = stage();
    mkdirSync(join(cwd, "d"));
    writeFileSync(join(cwd, "d/a"), "");
    expect(await play([{ do: [{ remove: "d" }] }])).toMatchObject({ ended: "completed" });
    expect(existsSync(join(cwd, "d"))).toBe(false);
  });

  it.each(["../out.txt", "/tmp/out.txt", "link/out.txt", "sub/../../out.txt", "dangling", ".", ""])(
    "never leaves the workspace: %s",
    async (path) => {
      const { play, cwd } = stage();
      const outside = temporaryDirectory();
      writeFileSync(join(outside, "out.txt"), "kept");
      symlinkSync(outside, join(cwd, "link"));
      symlinkSync(join(outside, "new.txt"), join(cwd, "dangling"));
      const actions: AgentScript[number]["do"] = [
        { write: { path, content: "x" } },
        { replace: { path, find: "kept", with: "x" } },
        { remove: path },
      ];
      for (const action of actions) {
        expect(await play([{ do: [action] }])).toMatchObject({ ended: "failed", message: expect.stringMatching(/outside the workspace/) });
      }
      expect(readFileSync(join(outside, "out.txt"), "utf8")).toBe("kept");
      expect(existsSync(join(outside, "new.txt"))).toBe(false);
    },
  );

  it("waits on the clock it was given", async () => {
    const { play, clock, text } = stage();
    const running = play([{ do: [{ say: "before" }, { wait: 60_000 }, { say: "after" }] }], {
      onOutput: ({ text: said }) => {
        if (said === "before\n") setImmediate(() => clock.advance(60_000));
      },
    });
    expect(await running).toMatchObject({ ended: "completed", output: "before\nafter\n" });
    expect([text(), clock.waiting]).toEqual(["", 0]);
  });

  it.each<[string, AgentScript[number]["do"]]>([
    ["a wait", [{ say: "go" }, { wait: 7_200_000 }]],
    ["a hang", [{ say: "go" }, { hang: true }]],
    ["a program", [{ say: "go" }, { run: ["sleep", "300"] }]],
  ])("that is %s is ended by a limit and leaves no timer", async (_, actions) => {
    const { play, clock } = stage();
    const running = play([{ do: actions }], { stallMs: 3_600_000, onOutput: () => setImmediate(() => clock.advance(3_600_000)) });
    expect(await running).toMatchObject({ ended: "stalled", exitCode: null });
    expect(clock.waiting).toBe(0);
  });

  it("floods with as many bytes as it says", async () => {
    const { play, text } = stage();
    expect(await play([{ do: [{ flood: 100_001 }] }])).toMatchObject({ ended: "completed" });
    expect(text()).toHaveLength(100_001);
    expect(await play([{ do: [{ flood: 100_001 }] }], { outputLimitBytes: 100_000 })).toMatchObject({ ended: "output-limit" });
  });

  it("counts a program's output like its own", async () => {
    const { play } = stage();
    const result = await play([{ do: [{ say: "one" }, { run: ["sh", "-c", "echo two; echo three >&2"] }] }]);
    expect(result).toMatchObject({ ended: "completed", output: "one\ntwo\n" });
  });
});
