// Which master key: from the environment, from a command, else from a file in the data directory. The first that is set counts.
import { join } from "node:path";
import { YardmasterError } from "../core/errors.ts";
import type { MasterKeySource } from "../runtime/secrets/master-key.ts";
import type { Environment } from "./environment.ts";
import { parseSecretKey } from "./parse-secret-key.ts";
import { loadSecretKeyFromCommand } from "./secret-key-command.ts";
import { loadSecretKeyFile } from "./secret-key-file.ts";

export interface SecretKeySourceOptions {
  readonly environment: Pick<Environment, "YARDMASTER_SECRET_KEY" | "YARDMASTER_SECRET_KEY_COMMAND">;
  /** What the command gets to see: all of it, for a vault's client is configured there. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly dataDirectory: string;
  /** @defaultValue 30 seconds */
  readonly commandTimeoutMs?: number;
}

const COMMAND_TIMEOUT_MS = 30_000;

export function createSecretKeySource(options: SecretKeySourceOptions): MasterKeySource {
  const { YARDMASTER_SECRET_KEY: given, YARDMASTER_SECRET_KEY_COMMAND: command } = options.environment;
  if (given !== undefined) return fromEnvironment(given);
  return command === undefined ? fromFile(join(options.dataDirectory, "secret.key")) : fromCommand(command, options);
}

function fromEnvironment(given: string): MasterKeySource {
  const name = "YARDMASTER_SECRET_KEY";
  return {
    kind: "environment",
    name,
    async load() {
      const key = parseSecretKey(given);
      if (key) return key;
      throw new YardmasterError("secret.master-key", `reading ${name}: it is not a key`, {
        hint: "a key is 32 bytes in base64 or hex; `openssl rand -base64 32` makes one",
      });
    },
  };
}

/** Asked once: a vault's client may take a second and a person's consent. A failure is not remembered. */
function fromCommand(command: string, { variables, dataDirectory, commandTimeoutMs }: SecretKeySourceOptions): MasterKeySource {
  const name = "YARDMASTER_SECRET_KEY_COMMAND";
  const env = Object.fromEntries(Object.entries(variables).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  const timeoutMs = commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  let asked: Promise<Buffer> | null = null;
  return {
    kind: "command",
    name,
    load() {
      // Not in the current directory: that may be a repository in which someone else put a program of the same name.
      asked ??= loadSecretKeyFromCommand({ name, command, env, cwd: dataDirectory, timeoutMs }).catch((error: unknown) => {
        asked = null;
        throw error;
      });
      return asked;
    },
  };
}

function fromFile(file: string): MasterKeySource {
  return { kind: "file", name: file, load: (options) => loadSecretKeyFile(file, options) };
}
