// Manifests that a repository brings along. Pure; which files, and of which branch, is decided by whoever reads them.
import { type Problem, YardmasterError } from "../../core/errors.ts";
import type { Origin, Resource } from "../../core/resources/resource.ts";
import { decodeText } from "../file-text.ts";
import { isBuiltinKind, KINDS } from "../kinds/index.ts";
import { type ReadManifest, toResource } from "../manifest/read-manifest.ts";
import { type ReadManifests, readManifests } from "../manifest/read-manifests.ts";

export interface RepositoryFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ReadRepositoryFiles {
  /** All of them; null when something does not hold, since part of a configuration is none. */
  readonly resources: readonly Resource[] | null;
  /** Those that hold by themselves, and names of the others; null: of one of them it could not be read. */
  readonly sound: readonly Resource[];
  readonly faulty: readonly string[] | null;
  readonly problems: readonly Problem[];
}

/** @param origin whose repository it is. @defaultValue the one that they are for */
export function readRepositoryFiles(
  files: readonly RepositoryFile[],
  origin: Extract<Origin, "repository" | "organisation"> = "repository",
): ReadRepositoryFiles {
  const read = files.map(readOne);
  const problems = read.flatMap(({ problems: own }) => own);
  const holds = problems.every(({ severity }) => severity !== "error");
  const sound = read.flatMap(({ manifests }) => manifests.map((manifest) => toResource(manifest, origin)));
  const faulty = read.some((each) => each.faulty === null) ? null : read.flatMap((each) => each.faulty ?? []);
  return { resources: holds ? sound : null, sound, faulty, problems };
}

function readOne({ path, bytes }: RepositoryFile): ReadManifests {
  try {
    const { manifests, faulty, problems } = readManifests(decodeText(path, bytes), path);
    return { manifests, faulty, problems: [...problems, ...manifests.filter(hasSecrets).map(toSecretWarning)] };
  } catch (error) {
    if (!(error instanceof YardmasterError)) throw error;
    return { manifests: [], faulty: null, problems: error.problems };
  }
}

function hasSecrets({ kind }: ReadManifest): boolean {
  return isBuiltinKind(kind) && KINDS[kind].hasSecrets;
}

function toSecretWarning(manifest: ReadManifest): Problem {
  const hint = "apply them from a file outside the repository; and choose new ones, since these stay in its history";
  return manifest.toProblem("spec.data", "secrets in a repository are not secret: whoever can read it can read them", {
    hint,
    severity: "warning",
  });
}
