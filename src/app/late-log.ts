// A log that is loaded with its first line: most commands have nothing to say in it.
import type { Log } from "../runtime/deps.ts";
import { parseEnvironment } from "./environment.ts";
import type { Surroundings } from "./place.ts";

export function createLateLog(variables: Surroundings["variables"]): Log {
  const write = (level: keyof Log): Log[keyof Log] => {
    return (facts, message) => {
      void import("./log.ts").then(({ createLog }) => createLog(parseEnvironment(variables))[level](facts, message));
    };
  };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}
