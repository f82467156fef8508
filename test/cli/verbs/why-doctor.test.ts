// `why` and `doctor`: verdicts, with everything that led to them.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/cli/world.ts";
import type { Explanation } from "../../../src/core/views/explanation.ts";
import { createFakeYard, runCli } from "../fake-world.ts";

const EXPLANATION: Explanation = {
  identifier: "R-3",
  title: "Money\u001b[2J rounding",
  rule: "blockers",
  verdict: "is not being worked on: it waits for R-1 (planned)",
  checks: [
    { rule: "state", holds: true, detail: "its state planned is an active one" },
    { rule: "blockers", holds: false, detail: "it waits for R-1 (planned)" },
    { rule: "state-slots", holds: true, detail: "no limit for the state planned is reached" },
  ],
};

function explaining(server: { pid: number; host: string } | null) {
  return { openYard: async () => createFakeYard({ server, explain: async () => EXPLANATION }) };
}

describe("why", () => {
  it("gives the verdict and every rule, and says when nobody serves", async () => {
    const { exit, out } = await runCli(["why", "R-3"], explaining(null));
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "R-3 is not being worked on: it waits for R-1 (planned)
      Money rounding

      ok state        its state planned is an active one
      no blockers     it waits for R-1 (planned)
      ok state-slots  no limit for the state planned is reached

      No server works here now, so nothing starts; \`yardmaster start\` begins one.
      "
    `);
  });

  it("has signs on a terminal", async () => {
    const { out } = await runCli(["why", "R-3"], { ...explaining({ pid: 7, host: "h" }), screen: { interactive: true } });
    expect(out).toContain("✓ state        its state");
    expect(out).toContain("✗ blockers     it waits");
    expect(out).not.toContain("No server");
  });

  it("is exact for programs", async () => {
    const { out } = await runCli(["why", "R-3", "-o", "json"], explaining({ pid: 7, host: "h" }));
    expect(JSON.parse(out)).toEqual({ ...EXPLANATION, server: { pid: 7, host: "h" } });
  });
});

const FINDINGS: readonly Finding[] = [
  { name: "node", status: "ok", detail: "Node 20.20.0", hint: null, problems: [] },
  { name: "agent", status: "missing", detail: "codex is not on PATH", hint: "install it", problems: [] },
  { name: "processes", status: "warning", detail: "only the agent's own process group is ended", hint: null, problems: [] },
];

describe("doctor", () => {
  it("shows everything that was looked at, and what to do", async () => {
    const { exit, out } = await runCli(["doctor"], { examine: async () => FINDINGS });
    expect(exit).toBe(2);
    expect(out).toMatchInlineSnapshot(`
      "WHAT       STATUS   FOUND
      node       ok       Node 20.20.0
      agent      missing  codex is not on PATH
      processes  warning  only the agent's own process group is ended

      agent: install it
      "
    `);
  });

  it("keeps the lines of an example, and shows problems with their places", async () => {
    const problem = { file: "docs/roadmap.md", line: 7, column: 3, path: "Beta > Status", severity: "error" } as const;
    const tracker: Finding = {
      name: "tracker",
      status: "warning",
      detail: "roadmap: no issue",
      hint: "such as:\n\n### Alpha\n\n- **Status:** planned",
      problems: [{ ...problem, message: "unknown\u001b[2J status `plan`", hint: "did you mean `planned`?" }],
    };
    const agents: Finding = { name: "coding agents", status: "warning", detail: "none", hint: "put one on PATH", problems: [] };
    const { exit, out } = await runCli(["doctor", "-q"], { examine: async () => [tracker, agents] });
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "WHAT           STATUS   FOUND
      tracker        warning  roadmap: no issue
      coding agents  warning  none

      tracker: such as:

      ### Alpha

      - **Status:** planned

      coding agents: put one on PATH

      docs/roadmap.md:7:3 error Beta > Status unknown status \`plan\`
        hint: did you mean \`planned\`?
      "
    `);
  });

  it("is content with warnings, and silent when asked to be and all is well", async () => {
    const warned = await runCli(["doctor", "--quiet"], { examine: async () => FINDINGS.filter(({ status }) => status !== "missing") });
    expect(warned.exit).toBe(0);
    expect(warned.out).toMatch(/^WHAT .*\nprocesses {2}warning .*\n$/);
    expect(await runCli(["doctor", "-q"], { examine: async () => FINDINGS.slice(0, 1) })).toEqual({ exit: 0, out: "", err: "" });
  });

  it("prints findings for programs", async () => {
    const { exit, out } = await runCli(["doctor", "-o", "json"], { examine: async () => FINDINGS });
    expect([exit, JSON.parse(out)]).toEqual([2, FINDINGS]);
  });
});
