// Looks at the top of a workspace for what tells of its tests. An agent may have written all of it: links, pipes and devices are not
// opened, and of no file more than a bound is read.
import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { CLUE_FILES, type Clues } from "./find-tests.ts";

const LARGEST_BYTES = 1024 * 1024;

export async function readClues(directory: string): Promise<Clues> {
  const names = new Set(await readdir(directory));
  const texts = await Promise.all(
    CLUE_FILES.filter((name) => names.has(name)).map(async (name) => [name, await readText(join(directory, name))] as const),
  );
  return { names, texts: new Map(texts.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]))) };
}

async function readText(path: string): Promise<string | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (file === null) return null;
  try {
    const about = await file.stat();
    if (!about.isFile() || about.size > LARGEST_BYTES) return null;
    return await file.readFile("utf8");
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
