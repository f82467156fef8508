// What a step came to, with nothing in its words that must not be shown.
import { expect, it } from "vitest";
import type { RuntimeDeps } from "../../src/runtime/deps.ts";
import { openStepOutput } from "../../src/runtime/step-output.ts";

const nowhere = { open: () => ({ write() {}, close: async () => {} }) };
const deps = { logs: nowhere, observer: { onOutput() {} } } as unknown as RuntimeDeps;

it("hides secrets in an error and in what the agent says it did", () => {
  const key = { run: "r", step: "s", attempt: 1 } as unknown as Parameters<typeof openStepOutput>[1];
  const output = openStepOutput(deps, key, { secrets: ["hunter22"], keeps: false });
  const error = { code: "EXIT", message: "no hunter22", exitCode: 1, retryAfterMs: null } as const;
  expect([
    output.hide({ ok: true, commit: null, changedFiles: 0, summary: "I put hunter22 there" }),
    output.hide({ ok: true, commit: null, changedFiles: 0 }),
    output.hide({ ok: false, retryable: true, error }),
  ]).toEqual([
    { ok: true, commit: null, changedFiles: 0, summary: "I put *** there" },
    { ok: true, commit: null, changedFiles: 0 },
    { ok: false, retryable: true, error: { ...error, message: "no ***" } },
  ]);
});

it("hides secrets that colors break up, since these are gone when it is shown", () => {
  const key = { run: "r", step: "s", attempt: 1 } as unknown as Parameters<typeof openStepOutput>[1];
  const output = openStepOutput(deps, key, { secrets: ["hunter22"], keeps: false });
  const words = "\u001b[31mhun\u001b[0mter22 ghp_\u001b[Kabc";
  const error = { code: "EXIT", message: words, exitCode: 1, retryAfterMs: null } as const;
  expect(output.hide({ ok: true, commit: null, changedFiles: 0, summary: words })).toMatchObject({ summary: "*** ghp_abc" });
  expect(output.hide({ ok: false, retryable: true, error })).toMatchObject({ error: { message: "*** ghp_abc" } });
});
