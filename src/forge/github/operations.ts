// What we ask of GitHub, and the permission that each takes of the App: the least that app.yml has to ask for. A house test compares
// this table with the requests in the code, and app.yml with this table.
// https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps

/** By Octokit's name, by method and path, by GraphQL's field, or by git's command. Null: the App itself may, or everybody. */
export const OPERATIONS: Readonly<Record<string, string | null>> = {
  "GET /app": null,
  "GET /app/hook/deliveries": null,
  "GET /app/hook/deliveries/{delivery_id}": null,
  "GET /app/installations": null,
  "GET /app/installations/{installation_id}": null,
  "GET /installation/repositories": "metadata:read",
  "apps.createFromManifest": null,
  "GET /repos/{owner}/{repo}/installation": null,
  "GET /repos/{owner}/{repo}": "metadata:read",
  "GET /repositories/{repository_id}": "metadata:read",
  "users.getByUsername": null,
  "repos.getCollaboratorPermissionLevel": "metadata:read",
  "repos.getContent": "contents:read",
  "git.getRef": "contents:read",
  "git.deleteRef": "contents:write",
  "git fetch": "contents:read",
  "git push": "contents:write",
  "GET /repos/{owner}/{repo}/issues": "issues:read",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/labels": "issues:write",
  "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": "issues:write",
  "GET /repos/{owner}/{repo}/issues/comments": "issues:read",
  "GET /repos/{owner}/{repo}/issues/events": "issues:read",
  nodes: "issues:read",
  "issues.get": "issues:read",
  "issues.getComment": "issues:read",
  "issues.listComments": "issues:read",
  "issues.createComment": "issues:write",
  "issues.updateComment": "issues:write",
  "issues.addLabels": "issues:write",
  "issues.removeLabel": "issues:write",
  "reactions.createForIssue": "issues:write",
  "reactions.createForIssueComment": "issues:write",
  "reactions.createForPullRequestReviewComment": "pull_requests:write",
  minimizeComment: "issues:write",
  "pulls.get": "pull_requests:read",
  "pulls.getReview": "pull_requests:read",
  "pulls.getReviewComment": "pull_requests:read",
  "pulls.list": "pull_requests:read",
  "pulls.listFiles": "pull_requests:read",
  "pulls.create": "pull_requests:write",
  "pulls.update": "pull_requests:write",
  markPullRequestReadyForReview: "pull_requests:write",
  convertPullRequestToDraft: "pull_requests:write",
  "checks.get": "checks:read",
  "checks.listForRef": "checks:read",
  "checks.create": "checks:write",
  "checks.update": "checks:write",
};

const STRENGTHS = ["read", "write", "admin"];

/** What all operations together take: the strongest of each name. */
export function toNeededPermissions(): Readonly<Record<string, string>> {
  const needed: Record<string, string> = {};
  for (const permission of Object.values(OPERATIONS)) {
    const [name = "", strength = ""] = permission?.split(":") ?? [];
    if (name !== "" && isStronger(strength, needed[name])) needed[name] = strength;
  }
  return needed;
}

/** @param granted to the App, as GitHub tells it @returns such as `checks: write` */
export function findMissingPermissions(granted: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(toNeededPermissions()).flatMap(([name, strength]) =>
    isStronger(strength, granted[name]) ? [`${name}: ${strength}`] : [],
  );
}

function isStronger(strength: string, than: string | undefined): boolean {
  return STRENGTHS.indexOf(strength) > STRENGTHS.indexOf(than ?? "");
}
