// What it takes to look at the configuration that a pull request proposes. It is read and tried out, and never obeyed.
import type { Obstacle } from "../../core/resources/decide.ts";
import type { Resource } from "../../core/resources/resource.ts";
import type { CheckRequest } from "../../forge/forge.ts";

export interface ProposedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What would come of taking declarations over. */
export interface TriedOut {
  readonly obstacles: readonly Obstacle[];
  readonly warnings: readonly Obstacle[];
  /** What holds and is not run yet. */
  readonly notRun: readonly Obstacle[];
}

export interface Proposals {
  /** Of a pull request, former names of renamed files among them. @throws forge.* */
  listChangedFiles(pullRequest: number): Promise<readonly string[]>;
  /** Null: there is none at that commit, or it is too large. @throws forge.* */
  readFile(path: string, commit: string): Promise<string | null>;
  /** Manifests that the default branch has now. @throws workspace.* */
  loadFiles(): Promise<readonly ProposedFile[]>;
  /** As if these were all that the repository declares. Changes nothing. */
  tryOut(resources: readonly Resource[]): Promise<TriedOut>;
  /** @throws forge.* */
  putCheck(check: Pick<CheckRequest, "commit" | "externalId" | "conclusion" | "title" | "summary" | "annotations">): Promise<void>;
}
