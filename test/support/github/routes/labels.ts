// Labels of a repository, and of an issue or pull request.
import { addLabels, removeLabel, setLabels } from "../acts/issues.ts";
import { createLabel, deleteLabel, editLabel } from "../acts/labels.ts";
import { param, type RepositoryCall, text, toActor } from "../http/call.ts";
import { created, found, noContent, ok, page, Refused } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { toLabelJson } from "../render/issue.ts";
import type { Issue, Label } from "../state/repository.ts";
import { issueOf } from "./find-issue.ts";
import { labelNames } from "./issues.ts";

const READ = { permission: ["issues:read", "pull_requests:read"] };
const WRITE = { permission: ["issues:write", "pull_requests:write"], role: "triage" } as const;

function labelOf(call: RepositoryCall): Label {
  return found(call.repository.labels.get(param(call, "name").toLowerCase()));
}

function show(call: RepositoryCall, { labels }: Issue) {
  return page(call, labels, (label) => toLabelJson(call.world, call.repository, label));
}

export const LABEL_ROUTES: readonly Route[] = [
  repositoryRoute("GET /labels", READ, (call) =>
    page(call, [...call.repository.labels.values()], (label) => toLabelJson(call.world, call.repository, label)),
  ),
  repositoryRoute("POST /labels", { ...WRITE, role: "write" }, (call) => {
    const color = text(call.body, "color");
    const wanted = {
      name: text(call.body, "name") ?? "",
      description: text(call.body, "description") ?? null,
      ...(color === undefined ? {} : { color }),
    };
    return created(toLabelJson(call.world, call.repository, createLabel(call.world, call.repository, toActor(call), wanted)));
  }),
  repositoryRoute("GET /labels/{name}", READ, (call) => ok(toLabelJson(call.world, call.repository, labelOf(call)))),
  repositoryRoute("PATCH /labels/{name}", { ...WRITE, role: "write" }, (call) => {
    const label = labelOf(call);
    const name = text(call.body, "new_name");
    const color = text(call.body, "color");
    const description = text(call.body, "description");
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    };
    editLabel(call.world, call.repository, toActor(call), label, change);
    return ok(toLabelJson(call.world, call.repository, label));
  }),
  repositoryRoute("DELETE /labels/{name}", { ...WRITE, role: "write" }, (call) => {
    deleteLabel(call.world, call.repository, toActor(call), labelOf(call));
    return noContent();
  }),
  repositoryRoute("GET /issues/{issue_number}/labels", READ, (call) => show(call, issueOf(call))),
  repositoryRoute("POST /issues/{issue_number}/labels", WRITE, (call) => {
    const issue = issueOf(call);
    addLabels(call.world, issue, toActor(call), labelNames(call.body["labels"]));
    return show(call, issue);
  }),
  repositoryRoute("PUT /issues/{issue_number}/labels", WRITE, (call) => {
    const issue = issueOf(call);
    setLabels(call.world, issue, toActor(call), labelNames(call.body["labels"]));
    return show(call, issue);
  }),
  repositoryRoute("DELETE /issues/{issue_number}/labels", WRITE, (call) => {
    setLabels(call.world, issueOf(call), toActor(call), []);
    return noContent();
  }),
  repositoryRoute("DELETE /issues/{issue_number}/labels/{name}", WRITE, (call) => {
    const issue = issueOf(call);
    const name = param(call, "name").toLowerCase();
    const label = issue.labels.find((other) => other.name.toLowerCase() === name);
    if (label === undefined) throw new Refused(404, "Label does not exist");
    removeLabel(call.world, issue, toActor(call), label);
    return show(call, issue);
  }),
];
