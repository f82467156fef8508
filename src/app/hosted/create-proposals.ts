// The configuration that pull requests of a hosted repository propose: read through the forge, judged among what is declared here.

import type { ResourcesState } from "../../core/resources/state.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Proposals } from "../../runtime/threads/proposals.ts";
import type { Clock } from "../../std/clock.ts";
import type { Judge } from "../create-judge.ts";
import type { WorkflowFileRules } from "./judge-workflow-file.ts";

export interface ProposalsOptions {
  readonly forge: Pick<Forge, "fetchChangedFiles" | "fetchFile" | "putCheck">;
  readonly clock: Clock;
  readonly judge: Judge;
  readonly rules: WorkflowFileRules;
  readonly lentVariables: readonly string[];
  readonly readFiles: Proposals["loadFiles"];
  loadDeclared(): Promise<ResourcesState>;
}

/** Stable, so that it can be required. */
const CHECK = "yardmaster / config";

export function createProposals({ forge, clock, judge, rules, lentVariables, readFiles, loadDeclared }: ProposalsOptions): Proposals {
  return {
    listChangedFiles: forge.fetchChangedFiles,
    readFile: forge.fetchFile,
    loadFiles: readFiles,
    async judge({ manifests, workflowFile, isFromFork }) {
      // Only a file that names a board is asked whether it may, and asking may cost a request.
      const mayReadBoards = workflowFile?.text.includes("project") === true && (await rules.mayReadBoards());
      const { repository } = rules;
      const now = clock.now();
      const declared = await loadDeclared();
      return await judge.judge(
        { manifests, workflowFile, declared, now, repository, lentVariables, mayReadBoards },
        { isOutsider: isFromFork },
      );
    },
    async putCheck(check) {
      await forge.putCheck({ ...check, name: CHECK, status: "completed", actions: [], detailsUrl: null, known: null });
    },
  };
}
