// What a workflow file may not decide where the server is not its author's: where things are kept, what the server asks and with which
// key, and what of the server's environment anybody is given. Each is told at its line, and left out of what is settled.
import { normalizeState } from "../../core/issue.ts";
import type { Report } from "../report.ts";
import { preview } from "../words.ts";
import type { Path } from "../yaml-tree.ts";
import { toReference } from "./env-entries.ts";
import type { WorkflowSection } from "./schema.ts";

/** Whose file it is. */
export interface HostedRepository {
  /** `owner/name`. */
  readonly name: string;
}

export function settleHosted(section: WorkflowSection, { name }: HostedRepository, report: Report): WorkflowSection {
  const { tracker, workspace, agent, server } = section;
  const isMeant = report.fieldAt(["tracker"]) !== null;
  if (isMeant && tracker.kind === "roadmap") {
    const hint = "write kind: github and a label to have issues listed";
    report.warning(["tracker", "kind"], "lists nothing in the App, where work begins by labels, commands and triggers", hint);
  }
  if (tracker.repository !== null && normalizeState(tracker.repository) !== normalizeState(name)) {
    report.error(
      ["tracker", "repository"],
      `must be ${name}, the repository that the file is in, not ${preview(tracker.repository)}`,
      DROP,
    );
  }
  refuse(tracker.endpoint, ["tracker", "endpoint"], "is the server's to choose", report);
  refuse(tracker.apiKey, ["tracker", "apiKey"], "is not taken: the App asks with its own key", report);
  refuse(workspace.root, ["workspace", "root"], "is the server's to choose", report);
  refuse(server.port, ["server", "port"], "is the server's to choose", report);
  refuse(agent.script, ["agent", "script"], "names a file of the server", report);
  if (toReference(tracker.filePath) !== null) refuse(tracker.filePath, ["tracker", "filePath"], FROM_SERVER, report);
  const env = agent.env.filter((entry) => "value" in entry);
  if (env.length < agent.env.length) {
    const names = agent.env.flatMap((entry) => ("from" in entry ? [entry.from] : []));
    const hint = "write values that are no secret here, and keep the others in a SecretStore";
    report.error(["agent", "env"], `${FROM_SERVER}: ${[...new Set(names)].join(", ")}`, hint);
  }
  return {
    ...section,
    tracker: { ...tracker, repository: name, endpoint: null, apiKey: null, filePath: "docs/roadmap.md" },
    workspace: { ...workspace, root: null },
    server: { port: null },
    agent: { ...agent, script: null, env },
  };
}

const DROP = "leave it out";
const FROM_SERVER = "reaches for the server's environment";

function refuse(written: unknown, path: Path, why: string, report: Report): void {
  if (written !== null) report.error(path, why, DROP);
}
