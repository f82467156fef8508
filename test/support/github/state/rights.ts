// Who may do what in a repository, from ownership, membership, teams and invitations.
import type { Repository } from "./repository.ts";
import { isAtLeast, type Role } from "./role.ts";

/** The highest of all grants; everyone reads what is public. */
export function toRole(repository: Repository, login: string): Role {
  const name = login.toLowerCase();
  const { owner } = repository;
  const grants: Role[] = [repository.private ? "none" : "read", repository.collaborators.get(name) ?? "none"];
  if (owner.login.toLowerCase() === name) grants.push("admin");
  const membership = owner.members.get(name);
  if (membership !== undefined) grants.push(membership === "admin" ? "admin" : "read");
  for (const team of owner.teams.values()) if (team.members.has(name)) grants.push(team.repositories.get(repository.id) ?? "none");
  return grants.reduce((best, role) => (isAtLeast(role, best) ? role : best));
}

/** `MEMBER` and the like, as comments and issues carry it. */
export function toAssociation(repository: Repository, login: string): string {
  const name = login.toLowerCase();
  if (repository.owner.login.toLowerCase() === name) return "OWNER";
  if (repository.owner.members.has(name)) return "MEMBER";
  if (repository.collaborators.has(name)) return "COLLABORATOR";
  const merged = [...repository.issues.values()].some((issue) => issue.author.login.toLowerCase() === name && issue.pull?.mergedAt);
  return merged ? "CONTRIBUTOR" : "NONE";
}
