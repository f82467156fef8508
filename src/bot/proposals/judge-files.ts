// What is wrong with a repository's manifests, given all of them: by themselves, and among everything else that is declared.
import type { Problem } from "../../core/errors.ts";
import type { Obstacle } from "../../core/resources/decide.ts";
import { findLine } from "../../core/resources/find-line.ts";
import { chooseFiles } from "../../resources/repository-files/choose-files.ts";
import { readRepositoryFiles } from "../../resources/repository-files/read-repository-files.ts";
import type { Proposals, ProposedFile } from "../../runtime/threads/proposals.ts";

export async function judgeFiles(files: readonly ProposedFile[], tryOut: Proposals["tryOut"]): Promise<readonly Problem[]> {
  const bytesOf = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const entries = files.map(({ path, bytes }) => ({ mode: "100644", id: path, size: bytes.length, path }));
  const chosen = chooseFiles(entries);
  if (chosen.problems.length > 0) return chosen.problems;
  const read = readRepositoryFiles(chosen.files.map(({ path }) => ({ path, bytes: bytesOf.get(path) ?? new Uint8Array() })));
  if (read.resources === null) return read.problems;
  const { obstacles, warnings, notRun } = await tryOut(read.resources);
  return [
    ...read.problems,
    // Hints on what is not in these files are for whoever stands at a command line.
    ...obstacles.map((obstacle) => toProblem(bytesOf.has(obstacle.source.file) ? obstacle : { ...obstacle, hint: null }, "error")),
    ...[...warnings, ...notRun].map((obstacle) => toProblem(obstacle, "warning")),
  ];
}

function toProblem({ label, source, path, message, hint }: Obstacle, severity: Problem["severity"]): Problem {
  const words = message.includes(label) ? message : `${label}: ${message}`;
  return { file: source.file, line: findLine(source, path), column: 1, path, message: words, hint, severity };
}
