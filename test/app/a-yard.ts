// A repository of someone's with a roadmap and a scripted agent, and the surroundings of a process that stands in it.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type OpenParts, openParts } from "../../src/app/open-yard.ts";
import type { Surroundings } from "../../src/app/place.ts";
import { createGitRepository, type GitRepository, runGit, temporaryDirectory } from "../support/git-repository.ts";

export interface AYard {
  readonly directory: string;
  readonly repository: GitRepository;
  readonly data: string;
  readonly surroundings: Surroundings;
  write(path: string, text: string): void;
  /** As a process of its own would open it. */
  open(): Promise<OpenParts>;
  dispose(): Promise<void>;
}

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };

export interface AYardOptions {
  readonly roadmap?: readonly string[];
  /** Entries of the agent's script, as YAML. */
  readonly script?: string;
  /** Further lines of workflow.yaml. */
  readonly workflow?: string;
}

export function createAYard({
  roadmap = [],
  script = "- do: [{ write: { path: work.txt, content: x } }]",
  workflow = "",
}: AYardOptions = {}): AYard {
  const { path: directory, dispose: removeDirectory } = temporaryDirectory();
  const repository = createGitRepository(join(directory, "repository"));
  const data = join(directory, "data");
  const opened: OpenParts[] = [];
  const surroundings: Surroundings = {
    cwd: repository.path,
    variables: { PATH: process.env["PATH"], HOME: directory, YARDMASTER_DATA_DIR: data, YARDMASTER_LOG_LEVEL: "silent" },
  };
  function write(path: string, text: string): void {
    const file = join(repository.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  write("agent.yaml", `${script}\n`);
  write("workflow.yaml", `agent: { backend: scripted, script: agent.yaml }\npolling: { interval_ms: 1000 }\n${workflow}`);
  write("docs/roadmap.md", `# Roadmap\n\n## Planned\n${roadmap.map((title) => `\n### ${title}\n\n- **Status:** planned\n`).join("")}`);
  runGit(repository.path, ["add", "--all"]);
  runGit(repository.path, ["commit", "--quiet", "--message", "A roadmap"]);
  return {
    directory,
    repository,
    data,
    surroundings,
    write,
    async open() {
      const parts = await openParts(surroundings, NOWHERE);
      opened.push(parts);
      return parts;
    },
    async dispose() {
      for (const { store } of opened) await store.close();
      removeDirectory();
    },
  };
}
