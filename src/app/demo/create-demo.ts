// Makes the demo's throw-away repository, shows that its bugs are real, and checks at the end what became of them.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { simpleGit } from "simple-git";
import type { Demo } from "../../cli/world.ts";
import { YardmasterError } from "../../core/errors.ts";
import { makeDirectory } from "../../std/make-directory.ts";
import { createRoadmapTracker } from "../../trackers/roadmap/index.ts";
import { isDirectory } from "../is-directory.ts";
import type { Surroundings } from "../place.ts";
import { toProcessEnvironment } from "../process-environment.ts";
import { DEMO_ITEMS, toDemoFiles } from "./demo-files.ts";
import { runItemTest, verifyDemo } from "./verify-demo.ts";

export async function createDemo(surroundings: Surroundings, { directory: named }: { readonly directory: string | null }): Promise<Demo> {
  if (!(await simpleGit().version()).installed) {
    throw new YardmasterError("app.no-repository", "making the demo: git is not on PATH", { hint: "install git" });
  }
  const directory = named === null ? await mkdtemp(join(tmpdir(), "yardmaster-demo-")) : resolve(surroundings.cwd, named);
  const isOurs = named === null || !(await isDirectory(directory));
  await makeDirectory(directory).catch(toUsage(directory));
  const repository = join(directory, "repository");
  const dataDirectory = join(directory, "data");
  const made: string[] = isOurs ? [directory] : [];
  const remove = async () => {
    for (const path of made) await rm(path, { recursive: true, force: true });
  };
  try {
    for (const path of [repository, dataDirectory]) {
      await makeNew(path);
      made.push(path);
    }
    const env = toProcessEnvironment(surroundings.variables, [], {});
    await writeRepository(repository);
    await proveBugs(repository, env);
    return { directory, repository, dataDirectory, verify: () => verifyDemo(surroundings, { repository, dataDirectory, env }), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What was there before the demo is a person's, and is neither used nor removed. */
async function makeNew(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch(toUsage(path));
}

function toUsage(path: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    const reason = cause.code === "EEXIST" ? "there is something already" : (cause.code ?? cause.message);
    throw new YardmasterError("cli.usage", `making ${path} for the demo: ${reason}`, { cause, hint: "name another directory" });
  };
}

async function proveBugs(repository: string, env: Readonly<Record<string, string>>): Promise<void> {
  for (const { title } of DEMO_ITEMS) {
    if (await runItemTest(repository, title, env)) throw new TypeError(`the demo's bug "${title}" is none: its test passes`);
  }
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
