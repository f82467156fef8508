// The operations on a repository's resources, put together. What checks them all is large, and loaded when it is asked.
import { resolve } from "node:path";
import type { Problem } from "../core/errors.ts";
import type { ResourceControl } from "../runtime/control/resources.ts";
import { createResourceControl } from "../runtime/resources/resource-control.ts";
import type { Desk } from "./create-desk.ts";
import { isDirectory } from "./is-directory.ts";
import type { Place } from "./place.ts";

export function createResources(
  { repository }: Place,
  { desk, vault }: Desk,
  listProblems: () => readonly Problem[] = () => [],
): ResourceControl {
  return createResourceControl({
    desk,
    vault,
    listProblems,
    async checkProject(question) {
      const { checkProject } = await import("../resources/check/check-project.ts");
      return await checkProject({ ...question, isDirectory: (path) => isDirectory(resolve(repository.root, path)) });
    },
  });
}
