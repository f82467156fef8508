// People and their rights: profiles, collaborators, members, teams. And what is left of the rate limit.
import { isAssignable } from "../acts/issues.ts";
import { param, type RepositoryCall } from "../http/call.ts";
import { found, noContent, notAccessible, notFound, ok, page } from "../http/reply.ts";
import { type Route, repositoryRoute, route } from "../http/route.ts";
import { type Json, toAccountJson, toProfileJson } from "../render/account.ts";
import { toRights } from "../render/repository.ts";
import type { Account } from "../state/account.ts";
import { toRole } from "../state/rights.ts";
import { type Role, toLegacyPermission } from "../state/role.ts";

function findAccount(call: Pick<RepositoryCall, "world" | "params">): Account {
  return found(call.world.accounts.get(param(call, "username").toLowerCase()));
}

/** Who has a role of their own; everybody else merely reads what is public. */
function listCollaborators({ world, repository }: RepositoryCall): readonly Account[] {
  const hidden = { ...repository, private: true };
  return [...world.accounts.values()].filter(({ login, type }) => type === "User" && toRole(hidden, login) !== "none");
}

function toCollaboratorJson(call: RepositoryCall, account: Account): Json {
  const role = toRole(call.repository, account.login);
  return { ...toAccountJson(call.world, account), permissions: toRights(role), role_name: toRoleName(role) };
}

/** The API says `read`, `write`, never `pull`, `push`. */
function toRoleName(role: Role): string {
  return role === "none" ? "" : role;
}

export const ACCOUNT_ROUTES: readonly Route[] = [
  route("GET /user", {}, (call) => {
    if (call.viewer.kind !== "user") throw notAccessible();
    return ok(toProfileJson(call.world, call.viewer.account));
  }),
  route("GET /users/{username}", { open: true }, (call) => ok(toProfileJson(call.world, findAccount(call)))),
  repositoryRoute("GET /collaborators", { permission: "metadata:read", role: "write" }, (call) =>
    page(call, listCollaborators(call), (account) => toCollaboratorJson(call, account)),
  ),
  repositoryRoute("GET /collaborators/{username}", { permission: "metadata:read" }, (call) => {
    if (!listCollaborators(call).includes(findAccount(call))) throw notFound();
    return noContent();
  }),
  repositoryRoute("GET /collaborators/{username}/permission", { permission: "metadata:read" }, (call) => {
    const account = findAccount(call);
    const role = toRole(call.repository, account.login);
    return ok({ permission: toLegacyPermission(role), role_name: toRoleName(role), user: toCollaboratorJson(call, account) });
  }),
  repositoryRoute("GET /assignees", { permission: ["issues:read", "pull_requests:read"] }, (call) => {
    const able = [...call.world.accounts.values()].filter((account) => isAssignable(call.repository, account));
    return page(call, able, (account) => toAccountJson(call.world, account));
  }),
  route("GET /orgs/{org}/members/{username}", {}, (call) => {
    const organization = found(call.world.accounts.get(param(call, "org").toLowerCase()));
    if (!organization.members.has(param(call, "username").toLowerCase())) throw notFound();
    return noContent();
  }),
  route("GET /orgs/{org}/teams/{team_slug}/memberships/{username}", {}, (call) => {
    const organization = found(call.world.accounts.get(param(call, "org").toLowerCase()));
    const team = found(organization.teams.get(param(call, "team_slug")));
    const login = param(call, "username").toLowerCase();
    if (!team.members.has(login)) throw notFound();
    const role = organization.members.get(login) === "admin" ? "maintainer" : "member";
    return ok({ url: `${call.world.url}/organizations/${organization.id}/team/${team.id}/memberships/${login}`, role, state: "active" });
  }),
];
