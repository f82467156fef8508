// Who there is: people, organizations with members and teams, and the bots that apps act as.
import type { Role } from "./role.ts";

export interface Account {
  readonly id: number;
  readonly nodeId: string;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
  readonly createdAt: string;
  /** Of an organization: login in lower case to membership. */
  readonly members: Map<string, "member" | "admin">;
  /** Of an organization, by slug. */
  readonly teams: Map<string, Team>;
}

export interface Team {
  readonly id: number;
  readonly nodeId: string;
  readonly slug: string;
  /** Logins in lower case. */
  readonly members: Set<string>;
  /** By repository id. */
  readonly repositories: Map<number, Role>;
}
