// Every environment variable we read, parsed once. `.env.example` lists the same names; a house test compares them.
// By hand, since every command reads them and a schema library would take longer to load than most commands need.
import { YardmasterError } from "../core/errors.ts";

const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;

export interface Environment {
  /** Directory for everything Yardmaster keeps about one repository. */
  readonly YARDMASTER_DATA_DIR?: string;
  /** Where webhooks are taken: `HOST:PORT`, or `none`. */
  readonly YARDMASTER_WEBHOOK_BIND?: string;
  /** What goes to the server's log on standard error. */
  readonly YARDMASTER_LOG_LEVEL: (typeof LOG_LEVELS)[number];
  /** The master key of secrets: 32 bytes in base64 or hex. Looked at when a secret is, so that nothing else depends on it. */
  readonly YARDMASTER_SECRET_KEY?: string;
  /** A command line that prints the master key. */
  readonly YARDMASTER_SECRET_KEY_COMMAND?: string;
  /** Of the coding agents that are installed, the one to use where nobody has declared any. */
  readonly YARDMASTER_AGENT?: string;
  /** Bots whose labels and comments may start work, by login. */
  readonly YARDMASTER_ALLOWED_BOTS?: string;
  /** Variables of the server that the App's repositories may name for their steps: names, commas. */
  readonly YARDMASTER_REPOSITORY_VARIABLES?: string;
  /** Agents at work at once, in all repositories of the App together. */
  readonly YARDMASTER_MAX_AGENTS?: string;
  /** The GitHub App: the number on its settings page. */
  readonly APP_ID?: string;
  /** Its private key in PEM or base64, or the file that holds it. */
  readonly PRIVATE_KEY?: string;
  readonly PRIVATE_KEY_PATH?: string;
  /** What GitHub signs deliveries with; while it is being changed, the one before too. */
  readonly WEBHOOK_SECRET?: string;
  readonly WEBHOOK_SECRET_PREVIOUS?: string;
  /** A GitHub Enterprise Server, by its host and `http` or `https`; or the address of its REST API. */
  readonly GHE_HOST?: string;
  readonly GHE_PROTOCOL?: string;
  readonly GITHUB_API_URL?: string;
  /** A person's token, with which a server that is no App reads issues on GitHub. */
  readonly GITHUB_TOKEN?: string;
  /** Where the App takes webhooks. */
  readonly HOST?: string;
  readonly PORT?: string;
  /** A channel of smee.io, or of a server of its kind, from which it takes them too. */
  readonly WEBHOOK_PROXY_URL?: string;
}

const TEXTS = [
  "YARDMASTER_AGENT",
  "YARDMASTER_DATA_DIR",
  "YARDMASTER_WEBHOOK_BIND",
  "YARDMASTER_SECRET_KEY",
  "YARDMASTER_SECRET_KEY_COMMAND",
  "YARDMASTER_ALLOWED_BOTS",
  "YARDMASTER_REPOSITORY_VARIABLES",
  "YARDMASTER_MAX_AGENTS",
  "APP_ID",
  "PRIVATE_KEY",
  "PRIVATE_KEY_PATH",
  "WEBHOOK_SECRET",
  "WEBHOOK_SECRET_PREVIOUS",
  "GHE_HOST",
  "GHE_PROTOCOL",
  "GITHUB_API_URL",
  "GITHUB_TOKEN",
  "HOST",
  "PORT",
  "WEBHOOK_PROXY_URL",
] as const satisfies readonly (keyof Environment)[];

export const ENVIRONMENT_NAMES: readonly (keyof Environment)[] = [...TEXTS, "YARDMASTER_LOG_LEVEL"];

/** An empty value counts as not set. @throws app.environment */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const texts = TEXTS.flatMap((name) => (variables[name] ? [[name, variables[name]] as const] : []));
  return { ...Object.fromEntries(texts), YARDMASTER_LOG_LEVEL: toLogLevel(variables["YARDMASTER_LOG_LEVEL"] || "warn") };
}

function toLogLevel(value: string): Environment["YARDMASTER_LOG_LEVEL"] {
  const level = LOG_LEVELS.find((known) => known === value);
  if (level !== undefined) return level;
  throw new YardmasterError("app.environment", `reading the environment: YARDMASTER_LOG_LEVEL: ${value} is not a level`, {
    hint: `one of ${LOG_LEVELS.join(", ")}`,
  });
}
