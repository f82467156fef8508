// Makes the demo's throw-away repository, shows that its bugs are real, and checks at the end what became of them.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { simpleGit } from "simple-git";
import type { Demo } from "../../cli/world.ts";
import { YardmasterError } from "../../core/errors.ts";
import { createRoadmapTracker } from "../../trackers/roadmap/index.ts";
import type { Surroundings } from "../open-yard.ts";
import { toProcessEnvironment } from "../process-environment.ts";
import { DEMO_ITEMS, toDemoFiles } from "./demo-files.ts";
import { runItemTest, verifyDemo } from "./verify-demo.ts";

export async function createDemo(surroundings: Surroundings, { directory: named }: { readonly directory: string | null }): Promise<Demo> {
  const directory = named === null ? await mkdtemp(join(tmpdir(), "yardmaster-demo-")) : resolve(surroundings.cwd, named);
  const repository = join(directory, "repository");
  const dataDirectory = join(directory, "data");
  await mkdir(directory, { recursive: true });
  await mkdir(repository).catch((cause: unknown) => {
    throw new YardmasterError("cli.usage", `making the demo in ${directory}: there is something already`, {
      cause,
      hint: "name another directory",
    });
  });
  const env = toProcessEnvironment(surroundings.variables, [], {});
  await writeRepository(repository);
  for (const { title } of DEMO_ITEMS) {
    if (await runItemTest(repository, title, env)) throw new TypeError(`the demo's bug "${title}" is none: its test passes`);
  }
  return {
    directory,
    repository,
    dataDirectory,
    verify: () => verifyDemo(surroundings, { repository, dataDirectory, env }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function writeRepository(repository: string): Promise<void> {
  const identifiers = await readIdentifiers(repository);
  for (const [path, content] of toDemoFiles((title) => identifiers.get(title) ?? title)) await write(join(repository, path), content);
  const git = simpleGit(repository);
  await git.raw(["init", "--quiet", "--initial-branch=main"]);
  // From here on `yardmaster` finds its data beside the repository, whoever calls it in there.
  await git.addConfig("yardmaster.dataDir", "../data");
  await git.addConfig("user.name", "Yardmaster demo");
  await git.addConfig("user.email", "demo@localhost");
  await git.raw(["add", "--all"]);
  await git.raw(["commit", "--quiet", "--message=A small library with five known bugs"]);
}

/** The agent's script goes by identifiers, and those are the tracker's to give. */
async function readIdentifiers(repository: string): Promise<ReadonlyMap<string, string>> {
  const file = join(repository, "docs/roadmap.md");
  await write(file, toDemoFiles((title) => title).get("docs/roadmap.md") ?? "");
  const { issues } = await createRoadmapTracker({ file }).fetchIssuesByStates(["planned"]);
  return new Map(issues.map(({ title, identifier }) => [title, identifier]));
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
