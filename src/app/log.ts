// The server's log: pino on standard error, one JSON object a line.
import { pino, stdSerializers } from "pino";
import { YardmasterError } from "../core/errors.ts";
import type { Log } from "../runtime/deps.ts";
import type { Environment } from "./environment.ts";

/** What we threw ourselves says all there is to say; the rest needs its stack. */
function toLogged(error: unknown): unknown {
  if (error instanceof YardmasterError) return { code: error.code, message: error.message, hint: error.hint ?? undefined };
  return error instanceof Error ? stdSerializers.err(error) : error;
}

export function createLog({ YARDMASTER_LOG_LEVEL: level }: Environment): Log {
  const logger = pino(
    { level, base: null, redact: ["env", "*.env"], serializers: { err: toLogged } },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
  };
}
