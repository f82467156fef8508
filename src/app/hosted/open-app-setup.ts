// The set-up of the App: a page on this machine, shown while nobody has said which App this is. What comes of it is kept for every start.
import { access } from "node:fs/promises";
import { openSetup } from "../../bot/setup/open-setup.ts";
import { parseWebhookUrl } from "../../bot/setup/parse-webhook-url.ts";
import type { AppSetup } from "../../cli/world.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { Surroundings } from "../place.ts";
import { readAppTemplate } from "../read-app-template.ts";
import { openRenderer } from "../rooms.ts";
import { useProxy } from "../use-proxy.ts";
import { toCredentialsFile, writeAppCredentials } from "./app-credentials.ts";
import { readAppPlace } from "./app-environment.ts";
import { makeAppDirectory } from "./make-app-directory.ts";

/** Present in what Docker and Podman start. */
const CONTAINER_MARKS = ["/.dockerenv", "/run/.containerenv"];
/** Whose channels are taken for relays without being told. */
const RELAY_HOST = "smee.io";

/** @param url where GitHub reaches us; null: it is asked for @returns null when there is nothing to set up @throws app.*, http.address, cli.usage */
export async function openAppSetup(surroundings: Surroundings, url: string | null): Promise<AppSetup | null> {
  const place = await readAppPlace(surroundings);
  if (place === null) return null;
  const { directory, apiUrl, port, relay } = place;
  if (url !== null) assertReachable(url, apiUrl);
  // Before there is a key that could not be kept.
  await makeAppDirectory(directory);
  await useProxy(surroundings.variables);
  const { GITHUB_API_URL, GHE_HOST, GHE_PROTOCOL } = surroundings.variables;
  const setup = await openSetup({
    port,
    apiUrl,
    url: url ?? relay,
    template: await readAppTemplate(),
    renderer: await openRenderer(),
    async keep({ id, privateKey, webhookSecret }, webhookUrl) {
      const isRelayed = relay === null && new URL(webhookUrl).hostname === RELAY_HOST;
      await writeAppCredentials(directory, {
        APP_ID: String(id),
        // One line, without a character that a shell or Docker would read differently.
        PRIVATE_KEY: Buffer.from(privateKey).toString("base64"),
        WEBHOOK_SECRET: webhookSecret,
        ...(GITHUB_API_URL && { GITHUB_API_URL }),
        ...(GHE_HOST && { GHE_HOST }),
        ...(GHE_PROTOCOL && { GHE_PROTOCOL }),
        ...(isRelayed ? { WEBHOOK_PROXY_URL: webhookUrl } : relay && { WEBHOOK_PROXY_URL: relay }),
      });
    },
  });
  return { ...setup, port: Number(new URL(setup.address).port), file: toCredentialsFile(directory), from: await findWhere(surroundings) };
}

/** @throws cli.usage */
function assertReachable(url: string, apiUrl: string): void {
  const parsed = parseWebhookUrl(url, apiUrl);
  if (!parsed.ok) throw new YardmasterError("cli.usage", `--url ${url} cannot be used`, { hint: parsed.problem });
}

async function findWhere({ variables }: Surroundings): Promise<AppSetup["from"]> {
  for (const mark of CONTAINER_MARKS)
    if (
      await access(mark)
        .then(() => true)
        .catch(() => false)
    )
      return "container";
  return variables["SSH_CONNECTION"] ? "ssh" : "here";
}
