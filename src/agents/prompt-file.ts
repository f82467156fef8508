// A prompt as a file that only we and the agent can read, outside the workspace so that it is never committed.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface PromptFile {
  readonly path: string;
  remove(): Promise<void>;
}

export async function createPromptFile(prompt: string): Promise<PromptFile> {
  const directory = await mkdtemp(join(tmpdir(), "yardmaster-prompt-"));
  const path = join(directory, "prompt.md");
  await writeFile(path, prompt, { mode: 0o600, flag: "wx" });
  return { path, remove: () => rm(directory, { recursive: true, force: true }) };
}
