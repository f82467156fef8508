// Who may do what, asked of GitHub for each person and believed for a minute. Never told from an association, a membership or a name.
// https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
import type { Clock } from "../../std/clock.ts";
import { createRecent } from "../../std/recent.ts";
import { type Forge, PERMISSIONS, type Permission } from "../forge.ts";
import type { GithubClient } from "./client.ts";

const HOLDS_MS = 60_000;
const MOST_REMEMBERED = 1000;

/** GitHub's logins, with the underscore of managed users. Bots have brackets, which nobody can choose, and no permission of their own. */
const LOGIN = /^[A-Za-z0-9_-]{1,100}$/;
const BOT = /^[a-z0-9_-]{1,100}\[bot\]$/;
/** What the operator's word for a bot is worth: it starts and stops work, and pauses no repository. */
const TRUSTED: Permission = "write";

/** @param trustedBots logins of bots that the operator lets start work */
export function createPermissions(client: GithubClient, clock: Clock, trustedBots: readonly string[] = []): Pick<Forge, "fetchPermission"> {
  const trusted = new Set(trustedBots.map((login) => login.toLowerCase()).filter((login) => BOT.test(login)));
  const answers = createRecent<string, { readonly until: number; readonly permission: Promise<Permission> }>(MOST_REMEMBERED);

  async function ask(login: string): Promise<Permission> {
    const answer = await client.read(`asking what ${login} may do`, (octokit, at) =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login }),
    );
    if (answer === null || (answer.user !== null && answer.user.type !== "User")) return "none";
    // A role that an organization made up has a name of its own; the older field says what it is at least.
    return PERMISSIONS.find((known) => known === answer.role_name) ?? PERMISSIONS.find((known) => known === answer.permission) ?? "none";
  }

  return {
    async fetchPermission(login) {
      const key = login.toLowerCase();
      if (trusted.has(key)) return TRUSTED;
      if (!LOGIN.test(login)) return "none";
      const known = answers.get(key);
      if (known !== undefined && known.until > clock.now()) return known.permission;
      const permission = ask(login);
      answers.set(key, { until: clock.now() + HOLDS_MS, permission });
      // What failed was no answer.
      permission.catch(() => answers.delete(key));
      return permission;
    },
  };
}
