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
}

const TEXTS = [
  "YARDMASTER_DATA_DIR",
  "YARDMASTER_WEBHOOK_BIND",
  "YARDMASTER_SECRET_KEY",
  "YARDMASTER_SECRET_KEY_COMMAND",
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
