// How large a request to the control door may be, and what is said of one that is larger. The client says it before it sends anything: a
// server that hangs up on a body may break the pipe before its answer is read.
import { YardmasterError } from "../../core/errors.ts";

/** 64 MiB: an apply of some ten thousand resources. */
export const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

export function tooLarge(operation: string, limitBytes: number): YardmasterError {
  return new YardmasterError("control.too-large", `asking the server for ${operation}: a request has at most ${limitBytes} bytes`, {
    hint: "ask for less at a time: several files can be applied one after the other",
  });
}
