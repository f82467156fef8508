// What `copilot -s` prints is the answer. A call of the model that failed is told in the same place, and the program may end in good
// order all the same.
import { createLineSplitter } from "../../std/line-splitter.ts";
import type { OutputReader } from "../headless-agent.ts";

/** https://github.com/github/copilot-cli/issues/730 shows both. */
const FAULT = /^\s*(?:[✘✗]\s+)?(?:Model call failed|Execution failed|Quota exceeded|Error): /;
const MAX_LINE_LENGTH = 1024 * 1024;

export function createCopilotReader(onText: (text: string) => void): OutputReader {
  // Only what nothing follows: a call may be tried again.
  let fault: string | null = null;
  const lines = createLineSplitter(MAX_LINE_LENGTH, (line) => {
    if (FAULT.test(line)) fault = fault === null ? line.trim() : `${fault} ${line.trim()}`;
    else if (line.trim() !== "" && !/^\s{2,}/.test(line)) fault = null;
  });
  return {
    push(text) {
      onText(text);
      lines.push(text);
    },
    end() {
      lines.end();
      return { ended: fault === null ? "well" : "badly", answer: null, error: fault, usage: null };
    },
  };
}
