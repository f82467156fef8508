// How much a person may do in a repository, and whether that is enough for a command. Asks nobody: the permission arrives as a fact.

/** GitHub's repository roles, each with everything the one before it may do; other trackers' roles are translated into these. */
export const PERMISSIONS = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who gives a command. */
export interface Asker {
  readonly permission: Permission;
  /** Whether all runs that the command is about were asked for by the same person; for help, whether any under way was. */
  readonly isRequester: boolean;
}

/** What a command asks of whoever gives it. */
export interface Demand {
  readonly permission: Permission;
  /** Whoever asked for the run may also give the command, with any permission. */
  readonly requesterMay: boolean;
}

export interface PermissionRefusal {
  readonly code: "command.not-permitted";
  readonly needs: Permission;
  readonly has: Permission;
}

export function isAtLeast(has: Permission, needs: Permission): boolean {
  return PERMISSIONS.indexOf(has) >= PERMISSIONS.indexOf(needs);
}

/** @returns why the command is refused, or null when it is permitted */
export function decidePermission(demand: Demand, asker: Asker): PermissionRefusal | null {
  if (isAtLeast(asker.permission, demand.permission) || (demand.requesterMay && asker.isRequester)) return null;
  return { code: "command.not-permitted", needs: demand.permission, has: asker.permission };
}
