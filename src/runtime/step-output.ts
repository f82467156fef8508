// Where a step's output goes: its log, whoever watches, and for declared workflows the steps after it. Secrets are hidden on the way.
import type { StepResult } from "../core/run/decide.ts";
import { toSafeText } from "../std/safe-text.ts";
import { createTextMask, maskText } from "../std/text-mask.ts";
import type { LogKey } from "../store/log-store.ts";
import type { RuntimeDeps } from "./deps.ts";

interface Chunk {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

export interface StepOutputSink {
  write(chunk: Chunk): void;
  /** The result with nothing in its words that must not be shown. */
  hide(result: StepResult): StepResult;
  close(): Promise<void>;
}

/** Anything shorter stands in too many texts by chance. */
const SHORTEST_SECRET = 4;
/** A line of a key stands out; one that only closes a bracket does not. */
const SHORTEST_LINE = 8;

/** @param keeps what goes to standard output is kept for later steps */
export function openStepOutput(
  { logs, observer }: RuntimeDeps,
  key: LogKey,
  { secrets, keeps }: { readonly secrets: readonly string[]; readonly keeps: boolean },
): StepOutputSink {
  const hidden = toHiddenTexts(secrets);
  const masks = { stdout: createTextMask(hidden), stderr: createTextMask(hidden) };
  const log = logs.open(key);
  const kept = keeps ? logs.openOutput(key) : null;

  function pass(stream: Chunk["stream"], text: string): void {
    if (text === "") return;
    log.write(text);
    if (stream === "stdout") kept?.write(text);
    observer.onOutput({ run: key.run, step: key.step, stream, text });
  }

  return {
    write: ({ stream, text }) => pass(stream, masks[stream].push(text)),
    hide(result) {
      // What is shown has no escape sequences: one inside a secret must not keep it from being known.
      const toShown = (text: string) => maskText(toSafeText(text), hidden);
      if (result.ok) return result.summary === undefined ? result : { ...result, summary: toShown(result.summary) };
      return { ...result, error: { ...result.error, message: toShown(result.error.message) } };
    },
    async close() {
      pass("stdout", masks.stdout.end());
      pass("stderr", masks.stderr.end());
      await Promise.all([log.close(), kept?.close()]);
    },
  };
}

/** Programs print a value without the line end that a file left on it, one of several lines with an indent, and inside JSON escaped. */
function toHiddenTexts(secrets: readonly string[]): readonly string[] {
  return secrets.flatMap((secret) => {
    const whole = secret.trim();
    const lines = whole.split(/\r?\n/).map((line) => line.trim());
    const telling = lines.length > 1 ? lines.filter(({ length }) => length >= SHORTEST_LINE) : [];
    const escaped = JSON.stringify(whole).slice(1, -1);
    const asJson = escaped === whole ? [] : [escaped];
    return [...(whole.length >= SHORTEST_SECRET ? [whole, ...asJson] : []), ...telling];
  });
}
