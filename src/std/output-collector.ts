// Takes the bytes of two streams as they come: decodes, passes on, counts, keeps the end, and notices the limit.
// After the limit it goes on swallowing, so that no writer ever blocks on a full pipe.
import { StringDecoder } from "node:string_decoder";
import type { ExecChunk } from "./exec.ts";
import { createTextTail } from "./text-tail.ts";

export interface OutputCollector {
  push(stream: ExecChunk["stream"], bytes: Buffer): void;
  /** Passes on what an incomplete last character left behind. */
  end(): void;
  readonly bytes: number;
  tail(): string;
  stdoutTail(): string;
}

export interface CollectorRequest {
  readonly limitBytes: number;
  readonly tailBytes: number;
  onChunk(chunk: ExecChunk): void;
  onLimit(): void;
}

export function createOutputCollector(request: CollectorRequest): OutputCollector {
  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  const everything = createTextTail(request.tailBytes);
  const stdout = createTextTail(request.tailBytes);
  let passed = 0;
  let full = false;

  function emit(stream: ExecChunk["stream"], text: string): void {
    if (text === "") return;
    everything.push(text);
    if (stream === "stdout") stdout.push(text);
    request.onChunk({ stream, text });
  }

  return {
    push(stream, bytes) {
      if (full) return;
      const room = request.limitBytes - passed;
      full = bytes.length > room;
      const taken = full ? bytes.subarray(0, room) : bytes;
      passed += taken.length;
      emit(stream, decoders[stream].write(taken));
      if (full) request.onLimit();
    },
    end() {
      // At the limit an incomplete character is our cut, not the program's.
      if (full) return;
      emit("stdout", decoders.stdout.end());
      emit("stderr", decoders.stderr.end());
    },
    get bytes() {
      return passed;
    },
    tail: () => everything.text(),
    stdoutTail: () => stdout.text(),
  };
}
