// The addresses by which GitHub knows whose commit it is, and which reach nobody.
// https://docs.github.com/en/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
import { createRecent } from "../../std/recent.ts";
import type { Forge } from "../forge.ts";
import type { GithubClient } from "./client.ts";

const MOST_REMEMBERED = 1000;

/** GitHub's logins, with the underscore of managed users and the brackets of Apps. */
const LOGIN = /^[A-Za-z0-9_-]{1,100}(?:\[bot\])?$/;

export function createAddresses(client: GithubClient): Pick<Forge, "fetchAddress"> {
  /** An account keeps its number for good; who takes over a login has another, which is of no matter here for long. */
  const answers = createRecent<string, string>(MOST_REMEMBERED);

  return {
    async fetchAddress(login) {
      if (!LOGIN.test(login)) return null;
      const known = answers.get(login);
      if (known !== undefined) return known;
      const doing = `asking who ${login} is`;
      const user = await client.read(doing, (octokit, { headers, request }) =>
        octokit.rest.users.getByUsername({ username: login, headers, request }),
      );
      if (user === null) return null;
      const { html_url: url } = await client.repository(doing);
      const address = `${user.id}+${user.login}@users.noreply.${new URL(url).hostname}`;
      answers.set(login, address);
      return address;
    },
  };
}
