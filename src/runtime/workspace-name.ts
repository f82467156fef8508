// What a run's workspace is named after. The provider of workspaces makes the name of a directory from it.
import type { RunState } from "../core/run/state.ts";

/** One workspace for each branch that is known before, or else for each issue, so that its next run goes on from what is there; any other request gets one of its own. */
export function toWorkspaceName({
  id,
  source,
  issue,
}: Pick<RunState, "id" | "source"> & { readonly issue: { readonly identifier: string; readonly branchName?: string | null } }): string {
  return issue.branchName ?? (source === "request" ? id : issue.identifier);
}
