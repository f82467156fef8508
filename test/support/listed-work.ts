// A repository whose workflow file lists issues by a label, and an agent that waits where it is told to.
import { type AppWorld, openAppWorld } from "./app-world.ts";
import type { Issue } from "./github/state/repository.ts";

/** The agent is a shell that leaves a file; the prompt is what it is told. */
const AGENT = `agent:
  backend: command
  prompt_delivery: env
  command: 'test ! -e "$STAGE/slow" || until [ -e "$STAGE/go" ]; do sleep 0.05; done; date +%N > done.txt'
`;
export const FILE = `tracker: { kind: github, label: run }
${AGENT}`;

/** @param file null: there is no workflow file yet */
export async function openListed(file: string | null, more: Record<string, string> = {}): Promise<AppWorld> {
  const files: Record<string, string> = { "README.md": "# site\n", ...more, ...(file === null ? {} : { "workflow.yaml": file }) };
  return await openAppWorld({ files, labels: ["run", "agent"] });
}

export function openLabelled({ github, repository }: AppWorld, title: string, ...labels: readonly string[]): Issue {
  const issue = github.as("ann").opensIssue(repository, { title });
  for (const each of labels) github.as("ann").labels(issue, each);
  return issue;
}

export function isDone(world: AppWorld, issue: Issue): Promise<void> {
  return world.eventually(`${issue.title} is done`, () => world.cards(issue).some((card) => card.includes("Done")));
}
