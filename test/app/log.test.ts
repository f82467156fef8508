// The server's log as a person reads it.
import { describe, expect, it } from "vitest";
import { toSentence } from "../../src/app/log.ts";

describe("a line of the log on a terminal", () => {
  it.each<[string, object, string]>([
    [
      "counts what there is, and leaves ids out",
      { level: 40, time: 1, worker: "wrk_1", strays: 0, effects: 2, msg: "freeing what a lost worker held" },
      "warning: freeing what a lost worker held (2 effects)",
    ],
    [
      "counts one as one",
      { level: 40, time: 1, worker: "wrk_1", strays: 1, effects: 1, msg: "freeing what a lost worker held" },
      "warning: freeing what a lost worker held (1 stray, 1 effect)",
    ],
    [
      "says why, and when it is tried again",
      {
        level: 50,
        time: 1,
        effect: "run-r#finish",
        err: { code: "store.busy", message: "writing an event" },
        retryInMs: 2000,
        msg: "performing an effect",
      },
      "error: performing an effect: writing an event (tried again in 2 s)",
    ],
    [
      "names a trouble",
      { level: 40, run: "run_1", trouble: "it exited with 1", msg: "running the after_run hook" },
      "warning: running the after_run hook: it exited with 1",
    ],
    ["is one line, whatever it tells", { level: 30, msg: "one\ntwo\u001b[2J" }, "info: one two"],
  ])("%s", (_what, line, sentence) => {
    expect(toSentence(`${JSON.stringify(line)}\n`)).toBe(`${sentence}\n`);
  });
});
