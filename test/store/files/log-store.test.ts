// The log store on files: order, offsets, and names that try to get out.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toRunId, toStepId } from "../../../src/core/ids.ts";
import { createFileLogStore } from "../../../src/store/files/index.ts";
import type { LogKey, LogStore } from "../../../src/store/log-store.ts";
import { temporaryDirectory } from "../../support/store-fixture.ts";

const key = (step = "build", attempt = 1, run = "r1"): LogKey => ({ run: toRunId(run), step: toStepId(step), attempt });

let directory: ReturnType<typeof temporaryDirectory>;
let logs: LogStore;

beforeEach(() => {
  directory = temporaryDirectory();
  logs = createFileLogStore({ directory: join(directory.path, "logs") });
});
afterEach(() => directory.dispose());

async function write(at: LogKey, ...texts: readonly string[]): Promise<void> {
  const writer = logs.open(at);
  for (const text of texts) writer.write(text);
  await writer.close();
}

describe("the file log store", () => {
  it("keeps what is written, in order, and goes on in the same log when it is opened again", async () => {
    await write(key(), "one\n", "two\n");
    await write(key(), "three\n");
    expect(await logs.read(key(), 0)).toEqual({ text: "one\ntwo\nthree\n", next: 14 });
    expect(readFileSync(join(directory.path, "logs", "r1", "build.1.log"), "utf8")).toBe("one\ntwo\nthree\n");
  });

  it("keeps a step's output apart, without its log, and begins it anew", async () => {
    for (const text of ["half", "whole€"]) {
      const writer = logs.openOutput(key());
      writer.write(text);
      await writer.close();
    }
    const path = join(directory.path, "logs", "r1", "build.1.out");
    expect(await logs.readOutput(key(), 100)).toEqual({ text: "whole€", cut: false, path });
    expect(await logs.readOutput(key(), 8)).toEqual({ text: "whole€", cut: false, path });
    expect(await logs.readOutput(key(), 7)).toEqual({ text: "whole", cut: true, path });
    expect(await logs.readOutput(key("none"), 7)).toMatchObject({ text: "", cut: false });
    expect(await logs.list(toRunId("r1"))).toEqual([]);
  });

  it("reads from an offset on and answers an empty text at the end", async () => {
    await write(key(), "one\ntwo\n");
    expect(await logs.read(key(), 4)).toEqual({ text: "two\n", next: 8 });
    expect(await logs.read(key(), 8)).toEqual({ text: "", next: 8 });
  });

  it("answers an empty text for a log that does not exist", async () => {
    expect(await logs.read(key("none"), 0)).toEqual({ text: "", next: 0 });
    expect(await logs.list(toRunId("none"))).toEqual([]);
    await logs.remove(toRunId("none"));
  });

  it("never cuts a character, wherever the piece that is there ends", async () => {
    const whole = Buffer.from("aé€🚜");
    await write(key(), "");
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(join(directory.path, "logs", "r1", "build.1.log"), whole.subarray(0, length));
      const { text, next } = await logs.read(key(), 0);
      expect("aé€🚜".startsWith(text)).toBe(true);
      expect(next).toBe(Buffer.byteLength(text));
      expect(length - next).toBeLessThan(4);
    }
  });

  it("gives a long log in pieces that join to the whole", async () => {
    const line = "0123456789 é€🚜\n";
    const whole = line.repeat(40_000);
    await write(key(), whole);
    let read = "";
    for (let offset = 0, pieces = 0; pieces < 20; pieces++) {
      const { text, next } = await logs.read(key(), offset);
      read += text;
      offset = next;
    }
    expect(read === whole).toBe(true);
  });

  it("lists a run's logs by step and attempt, and removes them with the run", async () => {
    await write(key("test", 10), "x");
    await write(key("test", 2), "x");
    await write(key("a.b/c"), "x");
    await write(key("test", 1, "r2"), "x");
    expect(await logs.list(toRunId("r1"))).toEqual([key("a.b/c"), key("test", 2), key("test", 10)]);
    await logs.remove(toRunId("r1"));
    expect(await logs.list(toRunId("r1"))).toEqual([]);
    expect(await logs.list(toRunId("r2"))).toEqual([key("test", 1, "r2")]);
  });

  it.each(["..", ".", "", "../../escape", "/etc/passwd", "a\0b", "%2E", "%", "C:\\x", "🚜 é", "x.1.log"])(
    "keeps the name %j inside the directory and lists it back",
    async (name) => {
      await write(key(name, 1, name), name);
      await write(key("other"), "other");
      expect(readdirSync(directory.path)).toEqual(["logs"]);
      expect(readdirSync(join(directory.path, "logs"))).toHaveLength(2);
      expect(await logs.list(toRunId(name))).toEqual([key(name, 1, name)]);
      expect((await logs.read(key(name, 1, name), 0)).text).toBe(name);
      await logs.remove(toRunId(name));
      expect(await logs.list(toRunId("r1"))).toEqual([key("other")]);
    },
  );

  it("loses the lines and nothing else when the disk refuses them", async () => {
    writeFileSync(join(directory.path, "logs"), "a file where the directory should be");
    const writer = logs.open(key());
    writer.write("lost");
    await writer.close();
    writer.write("lost too");
    await expect(logs.read(key(), 0)).rejects.toMatchObject({ code: "store.unavailable" });
  });
});
