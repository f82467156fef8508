// Cuts the operations that the pretend GitHub answers out of GitHub's OpenAPI description, without prose and examples:
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json
//   node test/support/github/cut-openapi.mjs package/generated/api.github.com.json test/fixtures/github/openapi.json
// The package unpacks to 385 MB and is therefore no dependency. Its data is MIT-licensed.
import { readFileSync, writeFileSync } from "node:fs";

const OPERATIONS = `
  GET /app
  GET /app/hook/config
  PATCH /app/hook/config
  GET /app/hook/deliveries
  GET /app/hook/deliveries/{delivery_id}
  POST /app/hook/deliveries/{delivery_id}/attempts
  GET /app/installations
  GET /app/installations/{installation_id}
  DELETE /app/installations/{installation_id}
  POST /app/installations/{installation_id}/access_tokens
  PUT /app/installations/{installation_id}/suspended
  DELETE /app/installations/{installation_id}/suspended
  POST /app-manifests/{code}/conversions
  GET /installation/repositories
  DELETE /installation/token
  GET /orgs/{org}/installation
  GET /orgs/{org}/members/{username}
  GET /orgs/{org}/teams/{team_slug}/memberships/{username}
  GET /rate_limit
  GET /repos/{owner}/{repo}
  GET /repos/{owner}/{repo}/assignees
  GET /repos/{owner}/{repo}/branches
  GET /repos/{owner}/{repo}/branches/{branch}
  POST /repos/{owner}/{repo}/check-runs
  GET /repos/{owner}/{repo}/check-runs/{check_run_id}
  PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}
  GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations
  POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest
  POST /repos/{owner}/{repo}/check-suites
  GET /repos/{owner}/{repo}/check-suites/{check_suite_id}
  GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs
  POST /repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest
  GET /repos/{owner}/{repo}/collaborators
  GET /repos/{owner}/{repo}/collaborators/{username}
  GET /repos/{owner}/{repo}/collaborators/{username}/permission
  GET /repos/{owner}/{repo}/commits
  GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls
  GET /repos/{owner}/{repo}/commits/{ref}
  GET /repos/{owner}/{repo}/commits/{ref}/check-runs
  GET /repos/{owner}/{repo}/commits/{ref}/check-suites
  GET /repos/{owner}/{repo}/commits/{ref}/status
  GET /repos/{owner}/{repo}/commits/{ref}/statuses
  GET /repos/{owner}/{repo}/compare/{basehead}
  GET /repos/{owner}/{repo}/contents/{path}
  PUT /repos/{owner}/{repo}/contents/{path}
  DELETE /repos/{owner}/{repo}/contents/{path}
  POST /repos/{owner}/{repo}/git/blobs
  GET /repos/{owner}/{repo}/git/blobs/{file_sha}
  POST /repos/{owner}/{repo}/git/commits
  GET /repos/{owner}/{repo}/git/commits/{commit_sha}
  GET /repos/{owner}/{repo}/git/matching-refs/{ref}
  GET /repos/{owner}/{repo}/git/ref/{ref}
  POST /repos/{owner}/{repo}/git/refs
  PATCH /repos/{owner}/{repo}/git/refs/{ref}
  DELETE /repos/{owner}/{repo}/git/refs/{ref}
  POST /repos/{owner}/{repo}/git/trees
  GET /repos/{owner}/{repo}/git/trees/{tree_sha}
  GET /repos/{owner}/{repo}/installation
  GET /repos/{owner}/{repo}/issues
  POST /repos/{owner}/{repo}/issues
  GET /repos/{owner}/{repo}/issues/comments
  GET /repos/{owner}/{repo}/issues/comments/{comment_id}
  PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}
  DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}
  GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions
  POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions
  DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}
  GET /repos/{owner}/{repo}/issues/events
  GET /repos/{owner}/{repo}/issues/{issue_number}
  PATCH /repos/{owner}/{repo}/issues/{issue_number}
  POST /repos/{owner}/{repo}/issues/{issue_number}/assignees
  DELETE /repos/{owner}/{repo}/issues/{issue_number}/assignees
  GET /repos/{owner}/{repo}/issues/{issue_number}/comments
  POST /repos/{owner}/{repo}/issues/{issue_number}/comments
  GET /repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by
  POST /repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by
  DELETE /repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by/{issue_id}
  GET /repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocking
  GET /repos/{owner}/{repo}/issues/{issue_number}/labels
  POST /repos/{owner}/{repo}/issues/{issue_number}/labels
  PUT /repos/{owner}/{repo}/issues/{issue_number}/labels
  DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels
  DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}
  PUT /repos/{owner}/{repo}/issues/{issue_number}/lock
  DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock
  GET /repos/{owner}/{repo}/issues/{issue_number}/parent
  GET /repos/{owner}/{repo}/issues/{issue_number}/reactions
  POST /repos/{owner}/{repo}/issues/{issue_number}/reactions
  DELETE /repos/{owner}/{repo}/issues/{issue_number}/reactions/{reaction_id}
  DELETE /repos/{owner}/{repo}/issues/{issue_number}/sub_issue
  GET /repos/{owner}/{repo}/issues/{issue_number}/sub_issues
  POST /repos/{owner}/{repo}/issues/{issue_number}/sub_issues
  GET /repos/{owner}/{repo}/labels
  POST /repos/{owner}/{repo}/labels
  GET /repos/{owner}/{repo}/labels/{name}
  PATCH /repos/{owner}/{repo}/labels/{name}
  DELETE /repos/{owner}/{repo}/labels/{name}
  GET /repos/{owner}/{repo}/milestones
  POST /repos/{owner}/{repo}/milestones
  GET /repos/{owner}/{repo}/milestones/{milestone_number}
  GET /repos/{owner}/{repo}/pulls
  POST /repos/{owner}/{repo}/pulls
  GET /repos/{owner}/{repo}/pulls/comments/{comment_id}
  PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}
  DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}
  GET /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions
  POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions
  DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions/{reaction_id}
  GET /repos/{owner}/{repo}/pulls/{pull_number}
  PATCH /repos/{owner}/{repo}/pulls/{pull_number}
  GET /repos/{owner}/{repo}/pulls/{pull_number}/comments
  POST /repos/{owner}/{repo}/pulls/{pull_number}/comments
  POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies
  GET /repos/{owner}/{repo}/pulls/{pull_number}/commits
  GET /repos/{owner}/{repo}/pulls/{pull_number}/files
  GET /repos/{owner}/{repo}/pulls/{pull_number}/merge
  PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge
  PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch
  GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers
  POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers
  DELETE /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers
  GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews
  POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews
  GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}
  PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals
  POST /repos/{owner}/{repo}/statuses/{sha}
  GET /user
  GET /users/{username}
  GET /users/{username}/installation
`;

const PROSE = new Set([
  "description",
  "summary",
  "example",
  "examples",
  "title",
  "externalDocs",
  "x-github",
  "tags",
  "deprecated",
  "links",
]);

/** OpenAPI 3.0 says `nullable`, often without a type; JSON Schema, which ajv reads, does not know the word. */
function toJsonSchema(node, isMap = false) {
  if (Array.isArray(node)) return node.map((entry) => toJsonSchema(entry));
  if (node === null || typeof node !== "object") return node;
  const kept = Object.entries(node).filter(([key]) => isMap || !PROSE.has(key));
  const out = Object.fromEntries(kept.map(([key, value]) => [key, toJsonSchema(value, !isMap && key === "properties")]));
  if (isMap) return out;
  const { nullable, ...rest } = out;
  if (nullable !== true) return rest;
  if (typeof rest.type === "string") rest.type = [rest.type, "null"];
  if (Array.isArray(rest.enum) && !rest.enum.includes(null)) rest.enum = [...rest.enum, null];
  for (const key of ["anyOf", "oneOf"]) if (Array.isArray(rest[key])) rest[key] = [...rest[key], { type: "null" }];
  if (!Array.isArray(rest.allOf)) return rest;
  const { allOf, ...others } = rest;
  return { ...others, anyOf: [{ allOf }, { type: "null" }] };
}

/** Faults of the description itself: in the list, an installation's account would have to be a person and an enterprise at once. */
const MENDED = { "GET /app/installations": { 200: { type: "array", items: { $ref: "#/components/schemas/installation" } } } };

const [source, target] = process.argv.slice(2);
const whole = JSON.parse(readFileSync(source, "utf8"));
const resolve = (ref) =>
  ref
    .split("/")
    .slice(1)
    .reduce((node, key) => node[key.replaceAll("~1", "/").replaceAll("~0", "~")], whole);
const deref = (node) => (node?.$ref === undefined ? node : deref(resolve(node.$ref)));
const jsonOf = (content) => Object.entries(content ?? {}).find(([type]) => type === "application/json")?.[1].schema;

function cutOperation(line) {
  const [method, path] = line.split(" ");
  const found = whole.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`${line} is not an operation of GitHub's`);
  const parameters = (found.parameters ?? []).map(deref);
  const body = deref(found.requestBody);
  const answered = Object.entries(found.responses).filter(([status]) => /^[23]/.test(status));
  const replies = answered.map(([status, reply]) => [status, MENDED[line]?.[status] ?? jsonOf(deref(reply).content) ?? null]);
  return {
    id: found.operationId,
    query: Object.fromEntries(
      parameters.filter(({ in: place }) => place === "query").map(({ name, schema }) => [name, toJsonSchema(schema)]),
    ),
    body: body === undefined ? null : toJsonSchema(jsonOf(body.content) ?? null),
    bodyRequired: body?.required === true,
    replies: Object.fromEntries(replies.map(([status, schema]) => [status, toJsonSchema(schema)])),
  };
}

const lines = OPERATIONS.trim()
  .split("\n")
  .map((line) => line.trim());
const operations = Object.fromEntries(lines.map((line) => [line, cutOperation(line)]));
const schemas = {};
const waiting = [...JSON.stringify(operations).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
  if (schemas[name] !== undefined) continue;
  schemas[name] = toJsonSchema(whole.components.schemas[name]);
  waiting.push(...[...JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, next]) => next));
}
const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(target, `${JSON.stringify({ operations, components: { schemas: sorted } }, null, 1)}\n`);
