// Issues and pull requests on GitHub as threads: what they say, reactions and labels.
import type { Forge, PullRequest, Thread } from "../forge.ts";
import type { GithubClient } from "./client.ts";
import { toPullRequest } from "./pull-requests.ts";

type Threads = Pick<Forge, "fetchThread" | "react" | "addLabels" | "removeLabel">;

export function createThreads(client: GithubClient): Threads {
  async function loadPull(doing: string, number: number): Promise<PullRequest | null> {
    const pull = await client.read(doing, (octokit, at) => octokit.rest.pulls.get({ ...at, pull_number: number }), `pull ${number}`);
    return pull === null ? null : toPullRequest(pull);
  }

  return {
    async fetchThread(number): Promise<Thread | null> {
      const doing = `reading #${number}`;
      const issue = await client.read(doing, (octokit, at) => octokit.rest.issues.get({ ...at, issue_number: number }), `issue ${number}`);
      if (issue === null) return null;
      const isPull = issue.pull_request !== undefined;
      const pullRequest = isPull ? await loadPull(doing, number) : null;
      // Deleted between the two.
      if (isPull && pullRequest === null) return null;
      return {
        number,
        title: issue.title,
        body: issue.body ?? null,
        author: issue.user?.login ?? "ghost",
        url: issue.html_url,
        isOpen: issue.state === "open",
        isLocked: issue.locked,
        labels: issue.labels.map((label) => (typeof label === "string" ? label : (label.name ?? ""))),
        assignees: (issue.assignees ?? []).map(({ login }) => login),
        pullRequest,
      };
    },
    async react({ thread, comment, isOnLine = false }, content) {
      // GitHub answers with the reaction that is there when it is there.
      await client.write<unknown>(`reacting in #${thread}`, "answer", (octokit, at) => {
        if (comment === null) return octokit.rest.reactions.createForIssue({ ...at, issue_number: thread, content });
        if (isOnLine) return octokit.rest.reactions.createForPullRequestReviewComment({ ...at, comment_id: comment, content });
        return octokit.rest.reactions.createForIssueComment({ ...at, comment_id: comment, content });
      });
    },
    async addLabels(thread, labels) {
      if (labels.length === 0) return;
      await client.write(`labelling #${thread}`, "work", (octokit, at) =>
        octokit.rest.issues.addLabels({ ...at, issue_number: thread, labels: [...labels] }),
      );
    },
    async removeLabel(thread, label) {
      // As parts of an address these are no names: `DELETE …/labels/` takes all of them off.
      if (["", ".", ".."].includes(label)) return;
      await client.write(`taking a label off #${thread}`, "work", (octokit, at) =>
        octokit.rest.issues.removeLabel({ ...at, issue_number: thread, name: label }),
      );
    },
  };
}
