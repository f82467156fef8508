// The server's log: pino on standard error, one JSON object a line.
import { pino } from "pino";
import type { Log } from "../runtime/deps.ts";
import type { Environment } from "./environment.ts";

export function createLog({ YARDMASTER_LOG_LEVEL: level }: Environment): Log {
  const logger = pino({ level, base: null, redact: ["env", "*.env"] }, pino.destination({ dest: 2, sync: true }));
  return {
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
  };
}
