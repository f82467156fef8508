// Labels that show where our work stands, for those who want them: one while an issue is worked on, one while it waits for a person.
// Looks before it writes, so that telling it twice equals once, and touches no other label.
import { z } from "zod";
import type { IssueReport } from "../../core/issue.ts";
import type { GithubClient } from "./client.ts";
import { toAddress, toLabelsDocument } from "./documents.ts";
import type { GithubTrackerSettings } from "./settings.ts";

const Labelled = z.object({
  node: z.object({
    number: z.int(),
    repository: z.object({ nameWithOwner: z.string() }),
    labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }),
  }),
});

/** What is there is never wrong for long: a failed run is tried again, so that the issue is still worked on. */
function toWanted(phase: IssueReport["phase"], { workingLabel, needsPersonLabel }: GithubTrackerSettings): string | null {
  if (phase === "completed") return null;
  return phase === "needs-person" ? needsPersonLabel : workingLabel;
}

/** @throws tracker.unavailable */
export async function showByLabels(client: GithubClient, settings: GithubTrackerSettings, report: IssueReport): Promise<void> {
  const ours = [settings.workingLabel, settings.needsPersonLabel].filter((label) => label !== null);
  if (ours.length === 0) return;
  const doing = `reporting on ${report.issueId} to ${settings.repository}`;
  client.admit(doing, null);
  const { data } = await client.ask(doing, toLabelsDocument(report.issueId));
  const found = Labelled.safeParse(data);
  if (!found.success) return;
  const { number, repository, labels } = found.data.node;
  const has = (label: string) => labels.nodes.some(({ name }) => name.toLowerCase() === label.toLowerCase());
  const { owner, name } = toAddress({ repository: repository.nameWithOwner });
  const at = { owner, repo: name, issue_number: number };
  const wanted = toWanted(report.phase, settings);
  for (const label of ours.filter((other) => other !== wanted && has(other))) {
    await client.send(
      doing,
      (octokit, request) =>
        octokit.request("DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", { ...at, name: label, request }),
      GONE,
    );
  }
  if (wanted === null || has(wanted)) return;
  await client.send(
    doing,
    (octokit, request) => octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", { ...at, labels: [wanted], request }),
    GONE,
  );
}

const GONE = [404, 410];
