// Lets a person change a text in the editor of their choice, as git and kubectl do.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { YardmasterError } from "../core/errors.ts";

export interface EditOptions {
  /** What the editor shows; its ending tells it the language. */
  readonly fileName: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** @throws cli.editor */
export async function editText(text: string, { fileName, variables }: EditOptions): Promise<string> {
  const editor = variables["VISUAL"] || variables["EDITOR"] || "vi";
  const file = await keepText(text, fileName);
  try {
    await runEditor(editor, file, variables);
    return await readFile(file, "utf8");
  } finally {
    await rm(dirname(file), { recursive: true, force: true });
  }
}

/** In a directory of its own that nobody else can enter; answers the file's path. */
export async function keepText(text: string, fileName: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "yardmaster-edit-"));
  const file = join(directory, fileName);
  try {
    await writeFile(file, text, { mode: 0o600 });
    return file;
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** The editor may be a command line with arguments; the file is never part of the script's text. */
async function runEditor(editor: string, file: string, variables: EditOptions["variables"]): Promise<void> {
  const child = spawn("sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit", env: variables });
  const ended = await new Promise<string | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code === 0 ? null : signal === null ? `exited with ${code}` : `was ended by ${signal}`));
  });
  if (ended === null) return;
  throw new YardmasterError("cli.editor", `the editor ${editor} ${ended}; nothing was changed`, {
    hint: "set VISUAL or EDITOR to another",
  });
}
