// What it takes to look at the configuration that a pull request proposes. It is read and tried out, and never obeyed.
import type { Problem } from "../../core/errors.ts";
import type { CheckRequest } from "../../forge/forge.ts";

export interface ProposedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ProposedWorkflowFile {
  readonly path: string;
  readonly text: string;
  /** Others beside it, which do not hold. */
  readonly unread: readonly string[];
}

export interface Proposal {
  /** All manifests, as they would be; null: they are not looked at. */
  readonly manifests: readonly ProposedFile[] | null;
  /** Null: it is not looked at, or there would be none. */
  readonly workflowFile: ProposedWorkflowFile | null;
  /** Of somebody who may not write here, as far as we know. */
  readonly isFromFork: boolean;
}

export type Judgement =
  /** Everything that is wrong with it. */
  | { readonly isJudged: true; readonly problems: readonly Problem[] }
  /** It would take too much, which says nothing about it. */
  | { readonly isJudged: false; readonly why: string };

export interface Proposals {
  /** Of a pull request, former names of renamed files among them. @throws forge.* */
  listChangedFiles(pullRequest: number): Promise<readonly string[]>;
  /** Null: there is none at that commit, or it is too large. @throws forge.* */
  readFile(path: string, commit: string): Promise<string | null>;
  /** Manifests that the default branch has now. @throws workspace.* */
  loadFiles(): Promise<readonly ProposedFile[]>;
  /** As if this were all that the repository declares. Changes nothing; takes a bounded time, whoever wrote it. @throws forge.* */
  judge(proposal: Proposal): Promise<Judgement>;
  /** @throws forge.* */
  putCheck(check: Pick<CheckRequest, "commit" | "externalId" | "conclusion" | "title" | "summary" | "annotations">): Promise<void>;
}
