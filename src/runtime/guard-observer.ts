// Keeps the work safe from whoever watches it: a board that throws must not fail a commit that stands, nor end an agent.
import type { Log, Observer } from "./deps.ts";

export function guardObserver(observer: Observer, log: Log): Observer {
  function guard<Argument>(call: (argument: Argument) => void): (argument: Argument) => void {
    return (argument) => {
      try {
        call(argument);
      } catch (error) {
        log.error({ err: error }, "telling an observer");
      }
    };
  }
  return {
    onRun: guard((run) => observer.onRun(run)),
    onOutput: guard((output) => observer.onOutput(output)),
    onLook: guard((look) => observer.onLook(look)),
  };
}
