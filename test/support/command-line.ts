// The command line with its real rooms, in this process: a git repository and a data directory of its own, and what a person sees of
// each command. Paths of the machine are shown as `…`, so that answers can be compared.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createWorld } from "../../src/app/world.ts";
import { runCommandLine } from "../../src/cli/main.ts";
import type { Terminal } from "../../src/cli/world.ts";
import { createFakeTerminal, type Ran } from "../cli/fake-world.ts";
import { createGitRepository, temporaryDirectory, writeScript } from "./git-repository.ts";

export interface CommandLine {
  readonly directory: string;
  /** Writes a file into the repository. */
  write(path: string, text: string): void;
  run(argv: readonly string[], given?: Given): Promise<Ran>;
  /** `apply -f -` of these documents, which must go well; answers what it said. */
  apply(...documents: readonly string[]): Promise<Ran>;
  /** Makes the editor a script for `sh` that is given the file as `$1`. */
  setEditor(script: string): void;
  dispose(): void;
}

export interface Given {
  readonly stdin?: string;
  readonly screen?: Partial<Terminal>;
  /** What the person types when asked; not to be asked unless it is given. */
  readonly answer?: string;
}

export function createCommandLine(): CommandLine {
  const { path: directory, dispose } = temporaryDirectory();
  const repository = createGitRepository(join(directory, "repository"));
  const editor = join(directory, "editor.sh");
  const variables = {
    PATH: process.env["PATH"],
    HOME: directory,
    YARDMASTER_DATA_DIR: join(directory, "data"),
    EDITOR: editor,
  };

  async function run(argv: readonly string[], { stdin, screen = {}, answer }: Given = {}): Promise<Ran> {
    const terminal = createFakeTerminal(screen);
    const world = createWorld({
      terminal,
      variables,
      cwd: repository.path,
      interrupted: new AbortController().signal,
      readStdin: async () => stdin ?? unexpected("standard input"),
      ask: async (question) => {
        terminal.err(question);
        return answer ?? unexpected("the person");
      },
    });
    const exit = await runCommandLine(["-C", repository.path, ...argv], world);
    const clean = (text: string) => text.replaceAll(repository.path, "…").replaceAll(directory, "…");
    return { exit, out: clean(terminal.text()), err: clean(terminal.errors()) };
  }

  return {
    directory,
    run,
    write(path, text) {
      mkdirSync(dirname(join(repository.path, path)), { recursive: true });
      writeFileSync(join(repository.path, path), text);
    },
    async apply(...documents) {
      const ran = await run(["apply", "-f", "-"], { stdin: documents.join("\n---\n") });
      if (ran.exit !== 0) throw new Error(`it was not applied:\n${ran.err}`);
      return ran;
    },
    setEditor: (script) => void writeScript(editor, script),
    dispose,
  };
}

/** A manifest of a built-in kind; the spec as YAML in one line. */
export function manifest(kind: string, name: string, spec: string, metadata = ""): string {
  return `apiVersion: orchestrator.dev/v2\nkind: ${kind}\nmetadata: { name: ${name}${metadata} }\nspec: ${spec}\n`;
}

function unexpected(what: string): never {
  throw new Error(`nobody expected ${what} to be asked`);
}
