// The secrets that GitHub may sign deliveries with: the one that holds, and while it is being changed the one before.
import { YardmasterError } from "../core/errors.ts";

/** A shorter part of a text with commas is no secret of its own: whoever guessed it could sign. */
const SHORTEST_OF_A_LIST = 16;
/** What Probot takes when it is given none, and so what everybody knows. */
const KNOWN_TO_EVERYBODY = "development";

/**
 * One secret in each line; or several with commas between them, when each has at least 16 characters.
 *
 * @throws bot.no-secret when there is none, or one that everybody knows
 */
export function parseWebhookSecrets(current: string | undefined, previous: string | undefined): readonly string[] {
  const secrets = [...new Set([...toSecrets(current), ...toSecrets(previous)])];
  if (toSecrets(current).length === 0) {
    throw new YardmasterError("bot.no-secret", "opening the door for GitHub: WEBHOOK_SECRET is not set", {
      hint: "set it to the webhook secret of the App's settings page",
    });
  }
  if (secrets.includes(KNOWN_TO_EVERYBODY)) {
    throw new YardmasterError("bot.no-secret", `opening the door for GitHub: the webhook secret is "${KNOWN_TO_EVERYBODY}"`, {
      hint: "choose one that nobody can guess: openssl rand -hex 32",
    });
  }
  return secrets;
}

function toSecrets(text = ""): readonly string[] {
  return text
    .split("\n")
    .flatMap((line) => {
      const parts = line.split(",").map((part) => part.trim());
      return parts.every(({ length }) => length >= SHORTEST_OF_A_LIST) ? parts : [line.trim()];
    })
    .filter((secret) => secret !== "");
}
