// What bounds the work in a repository of the App, each with where it comes from, for people who ask for the settings.
import { toDurationWords } from "../../rendering/duration-words.ts";
import type { LoadedWorkflowFile } from "../../resources/workflow-file/read-workflow-file.ts";
import type { Limit } from "../../runtime/threads/thread-yard.ts";

const MIB = 1024 ** 2;

export interface ServerPlaces {
  /** Runs at work at once on the host. */
  readonly limit: number;
  /** By whoever runs the server. */
  readonly isSet: boolean;
}

/** @param places null: any number */
export function listLimits(
  { agent, tracker, written }: LoadedWorkflowFile,
  file: string | null,
  places: ServerPlaces | null,
): readonly Limit[] {
  const find = (key: string) => {
    const line = file === null ? null : written.lineOf(["agent", key]);
    return line === null ? null : `${file}:${line}`;
  };
  const ms = (given: number) => (given === 0 ? "none" : toDurationWords(given));
  return [
    { label: "runs at once in this repository", value: String(agent.maxConcurrentAgents), place: find("maxConcurrentAgents") },
    ...(places === null
      ? []
      : [
          {
            label: "runs at once on this server, in all repositories",
            value: String(places.limit),
            place: places.isSet ? "YARDMASTER_MAX_AGENTS" : null,
          },
        ]),
    { label: "output of a step", value: `${Math.round(agent.outputLimitBytes / MIB)} MiB`, place: find("outputLimitBytes") },
    ...(file === null
      ? []
      : [
          { label: `a step of ${file} may take`, value: ms(agent.turnTimeoutMs), place: find("turnTimeoutMs") },
          { label: `a step of ${file} may be silent`, value: ms(agent.stallTimeoutMs), place: find("stallTimeoutMs") },
        ]),
    ...(tracker.github === null
      ? []
      : [
          { label: "failures in a row until an issue waits for a person", value: String(agent.maxFailures), place: find("maxFailures") },
          { label: "runs of an issue until it waits for a person", value: String(agent.maxSessions), place: find("maxSessions") },
        ]),
  ];
}
