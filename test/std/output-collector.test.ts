// Decoding, counting and limiting the bytes of two streams.
import { describe, expect, it } from "vitest";
import type { ExecChunk } from "../../src/std/exec.ts";
import { createOutputCollector } from "../../src/std/output-collector.ts";

function collector(limitBytes = 1_000) {
  const chunks: ExecChunk[] = [];
  let limits = 0;
  const output = createOutputCollector({
    limitBytes,
    tailBytes: 100,
    onChunk: (chunk) => chunks.push(chunk),
    onLimit: () => {
      limits += 1;
    },
  });
  return { output, chunks, limits: () => limits };
}

describe("an output collector", () => {
  it("joins a character that arrives in two pieces, with the other stream in between", () => {
    const { output, chunks } = collector();
    const euro = Buffer.from("€");
    output.push("stdout", euro.subarray(0, 1));
    output.push("stderr", Buffer.from("!"));
    output.push("stdout", euro.subarray(1));
    expect(chunks).toEqual([
      { stream: "stderr", text: "!" },
      { stream: "stdout", text: "€" },
    ]);
  });

  it("replaces what never became a character", () => {
    const { output } = collector();
    output.push("stdout", Buffer.from("€").subarray(0, 2));
    output.end();
    expect(output.tail()).toBe("\uFFFD");
  });

  it("keeps both streams as they came, and standard output alone", () => {
    const { output } = collector();
    output.push("stdout", Buffer.from("a"));
    output.push("stderr", Buffer.from("b"));
    output.push("stdout", Buffer.from("c"));
    expect([output.tail(), output.stdoutTail()]).toEqual(["abc", "ac"]);
  });

  it("passes on exactly the limit, says so once, and swallows the rest", () => {
    const { output, chunks, limits } = collector(3);
    output.push("stdout", Buffer.from("abc"));
    expect(limits()).toBe(0);
    output.push("stdout", Buffer.from("d"));
    output.push("stderr", Buffer.from("e"));
    expect([chunks.map((chunk) => chunk.text).join(""), output.bytes, limits()]).toEqual(["abc", 3, 1]);
  });
});
