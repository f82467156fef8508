// What the App is told by its environment: who it is on GitHub, where GitHub is, and where it listens. The names are Probot's.
import { readFile } from "node:fs/promises";
import { availableParallelism, homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { parseWebhookSecrets } from "../../bot/webhook-secrets.ts";
import { YardmasterError } from "../../core/errors.ts";
import { type Environment, parseEnvironment } from "../environment.ts";
import { readWantedPreset } from "../find-presets.ts";
import type { Surroundings } from "../place.ts";
import { isNeverPassed } from "../process-environment.ts";
import { loadAppVariables } from "./app-credentials.ts";

export interface AppEnvironment {
  readonly id: number;
  /** PEM. */
  readonly privateKey: string;
  /** The first one holds; GitHub may still sign with the others. */
  readonly secrets: readonly string[];
  /** `https://api.github.com`, or the REST API of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly bind: { readonly host: string; readonly port: number };
  /** A channel from which webhooks are taken too; null: none. */
  readonly relay: string | null;
  /** Absolute; everything that the App keeps. */
  readonly directory: string;
  /** Logins of bots that may start something. */
  readonly allowedBots: readonly string[];
  /** Of the server's variables those that repositories may name for their steps, besides what every process is given. */
  readonly lentVariables: readonly string[];
  /** Agents at work at once, in all repositories together. */
  readonly maxAgents: number;
}

const PORT = 3000;
const LEAST_AGENTS = 2;

/** What a set-up has to know before there is an App. */
export type AppPlace = Pick<AppEnvironment, "apiUrl" | "directory" | "relay"> & { readonly port: number };

/** Null: somebody has made the App known here already, or has begun to. @throws app.environment */
export async function readAppPlace(surroundings: Surroundings): Promise<AppPlace | null> {
  readWantedPreset(surroundings.variables);
  const directory = toAppDirectory(surroundings);
  const environment = parseEnvironment(await loadAppVariables(surroundings.variables, directory));
  if (environment.APP_ID ?? environment.PRIVATE_KEY ?? environment.PRIVATE_KEY_PATH) return null;
  return { apiUrl: toApiUrl(environment), directory, port: toPort(environment.PORT), relay: toRelay(environment) };
}

/** @throws app.environment, bot.no-secret */
export async function readAppEnvironment({ variables, cwd }: Surroundings): Promise<AppEnvironment> {
  readWantedPreset(variables);
  const directory = toAppDirectory({ variables, cwd });
  const environment = parseEnvironment(await loadAppVariables(variables, directory));
  const id = Number(environment.APP_ID);
  if (!Number.isSafeInteger(id) || id <= 0) throw wrong("APP_ID is not an App's id", "it is the number on the App's settings page");
  return {
    id,
    privateKey: await readPrivateKey(environment, cwd),
    secrets: parseWebhookSecrets(environment.WEBHOOK_SECRET, environment.WEBHOOK_SECRET_PREVIOUS),
    apiUrl: toApiUrl(environment),
    bind: { host: environment.HOST ?? "127.0.0.1", port: toPort(environment.PORT) },
    relay: toRelay(environment),
    directory,
    allowedBots: toWords(environment.YARDMASTER_ALLOWED_BOTS),
    lentVariables: toLentVariables(environment.YARDMASTER_REPOSITORY_VARIABLES),
    maxAgents: toMaxAgents(environment.YARDMASTER_MAX_AGENTS),
  };
}

function toAppDirectory({ variables, cwd }: Surroundings): string {
  const given = parseEnvironment(variables).YARDMASTER_DATA_DIR;
  if (given !== undefined) return resolve(cwd, given);
  const stateHome = variables["XDG_STATE_HOME"];
  return join(stateHome && isAbsolute(stateHome) ? stateHome : join(homedir(), ".local", "state"), "yardmaster", "app");
}

function toWords(list = ""): readonly string[] {
  return list.split(/[\s,]+/).filter((word) => word !== "");
}

function toLentVariables(list: string | undefined): readonly string[] {
  const names = toWords(list);
  const [odd] = names.filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (odd !== undefined) {
    throw wrong(`YARDMASTER_REPOSITORY_VARIABLES: ${odd} is no name of a variable`, "write names with commas between them, without values");
  }
  const [ours] = names.filter((name) => isNeverPassed(name) || name.startsWith("YARDMASTER_"));
  if (ours === undefined) return names;
  throw wrong(`YARDMASTER_REPOSITORY_VARIABLES: ${ours} is Yardmaster's own and given to nobody`, "take it out");
}

async function readPrivateKey({ PRIVATE_KEY: given, PRIVATE_KEY_PATH: path }: Environment, cwd: string): Promise<string> {
  // Environment files have no lines within a value.
  if (given !== undefined) return given.includes("BEGIN") ? given.replaceAll("\\n", "\n") : Buffer.from(given, "base64").toString();
  if (path === undefined) throw wrong("neither PRIVATE_KEY nor PRIVATE_KEY_PATH is set", "GitHub makes the key on the App's settings page");
  return await readFile(resolve(cwd, path), "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw wrong(`PRIVATE_KEY_PATH: ${path} cannot be read: ${cause.code}`, "name the file that GitHub made for the App");
  });
}

/** @throws app.environment */
export function toApiUrl({ GITHUB_API_URL: given, GHE_HOST: host, GHE_PROTOCOL: protocol = "https" }: Environment): string {
  const text = given ?? (host === undefined ? "https://api.github.com" : `${protocol}://${host}/api/v3`);
  try {
    return new URL(text).href.replace(/\/$/, "");
  } catch {
    throw wrong(
      `${given === undefined ? "GHE_HOST" : "GITHUB_API_URL"} does not name a server: ${text}`,
      "write GHE_HOST=github.example.com",
    );
  }
}

function toRelay({ WEBHOOK_PROXY_URL: text }: Environment): string | null {
  if (text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text ?? null;
  throw wrong(
    `WEBHOOK_PROXY_URL is not an address: ${text}`,
    "write WEBHOOK_PROXY_URL=https://smee.io/… as https://smee.io/new gave it to you",
  );
}

function toPort(text: string | undefined): number {
  const port = text === undefined ? PORT : Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw wrong(`PORT is not a port: ${text}`, "write PORT=3000");
}

/** An agent mostly waits for its model, but what it builds and tests takes a processor. */
function toMaxAgents(text: string | undefined): number {
  const agents = text === undefined ? Math.max(LEAST_AGENTS, availableParallelism()) : Number(text);
  if (Number.isSafeInteger(agents) && agents > 0) return agents;
  throw wrong(`YARDMASTER_MAX_AGENTS is not a number of agents: ${text}`, "write YARDMASTER_MAX_AGENTS=4");
}

function wrong(message: string, hint: string): YardmasterError {
  return new YardmasterError("app.environment", `reading the environment: ${message}`, { hint });
}
