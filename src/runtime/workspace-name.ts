// What a run's workspace is named after. The provider of workspaces makes the name of a directory from it.
import type { RunState } from "../core/run/state.ts";

/** One workspace for each issue, so that its next run goes on from what is there; a direct request gets one of its own. */
export function toWorkspaceName({
  id,
  source,
  issue,
}: Pick<RunState, "id" | "source"> & { readonly issue: { readonly identifier: string } }): string {
  return source === "request" ? id : issue.identifier;
}
