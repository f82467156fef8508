// Writes a compressed file of lines that is whole and on the disk when the promise resolves, or not there at all.
// Holds no more than a few pieces of it at a time.
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

const PIECE = 64 * 1024;

/** @param lines without their ends. The file is readable for its owner alone. */
export async function writeGzipLines(file: string, lines: AsyncIterable<string>): Promise<void> {
  const unfinished = `${file}.partial`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(unfinished, "wx", 0o600);
  try {
    await pipeline(Readable.from(toPieces(lines)), createGzip(), handle.createWriteStream({ flush: true }));
    await rename(unfinished, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Passed on in pieces: each costs the compressor a turn. */
async function* toPieces(lines: AsyncIterable<string>): AsyncIterable<string> {
  let piece = "";
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** Until then the new name may be gone after a loss of power, though the file is there. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
