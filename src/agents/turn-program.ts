// How a turn is put to a program: the directory, the environment, the limits. The same for every agent that is one.
import type { SessionRequest, Turn } from "./agent.ts";

/** Carried by every process of a session. */
export const COOKIE_VARIABLE = "YARDMASTER_COOKIE";

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
    env: { ...session.env, ...toVariables(turn.facts) },
    timeoutMs,
    stallMs,
    outputLimitBytes,
    signal,
    onOutput: (chunk) => turn.onOutput(chunk),
  };
}

/** The fact `step` is the variable YARDMASTER_STEP. */
function toVariables(facts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [`YARDMASTER_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`, value]),
  );
}
