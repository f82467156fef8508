// How a turn is put to a program: the directory, the environment, the limits. The same for every agent that is one.
import { toStepVariables } from "../core/workflow/step-variables.ts";
import type { SessionRequest, Turn } from "./agent.ts";

/** Whatever of a program's run follows from the session and the turn alone. */
export interface TurnProgram extends Pick<Turn, "timeoutMs" | "stallMs" | "outputLimitBytes" | "signal"> {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  onOutput: Turn["onOutput"];
}

export function toTurnProgram(session: SessionRequest, turn: Turn): TurnProgram {
  const { timeoutMs, stallMs, outputLimitBytes, signal } = turn;
  return {
    cwd: session.cwd,
    env: { ...session.env, ...toStepVariables(turn.facts) },
    timeoutMs,
    stallMs,
    outputLimitBytes,
    signal,
    onOutput: (chunk) => turn.onOutput(chunk),
  };
}
