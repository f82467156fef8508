// Which troubles of the outside world may be over soon without anybody's doing: what met them is done again later, and nothing has failed.
import { type ErrorCode, YardmasterError } from "../core/errors.ts";

const PASSING: ReadonlySet<string> = new Set(["forge.unavailable", "workspace.unreachable"] satisfies ErrorCode[]);

export function isPassing(error: unknown): boolean {
  return error instanceof YardmasterError && PASSING.has(error.code);
}
