// What `runProcess` takes and answers: one program in a process group of its own, with every limit a stranger's program needs.
// Types only.

export interface ExecRequest {
  /** Program and arguments; no shell is involved unless the program is one. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. Default: closed at once. */
  readonly stdin?: string | undefined;
  /** Wall-clock limit in milliseconds; 0 or absent: none. */
  readonly timeoutMs?: number | undefined;
  /** Limit without any output, in milliseconds; 0 or absent: none. */
  readonly stallMs?: number | undefined;
  /** Bytes passed on; the program is ended when it writes more. Default 64 MiB. */
  readonly outputLimitBytes?: number | undefined;
  /** Bytes of the end of the output kept in the result. Default 64 KiB. */
  readonly tailBytes?: number | undefined;
  /** Between SIGTERM and SIGKILL. Default 5000. */
  readonly killGraceMs?: number | undefined;
  /**
   * Marks every process that comes from this one, in an environment variable. Whatever carries it is ended with the program, so the
   * value must belong to this program alone. Linux only; elsewhere only the process group is ended.
   */
  readonly cookie?: { readonly name: string; readonly value: string } | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onOutput?: ((chunk: ExecChunk) => void) | undefined;
}

export interface ExecChunk {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

export interface ExecResult {
  readonly ended: "exit" | "signal" | "timeout" | "stall" | "output-limit" | "aborted" | "not-started";
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of the output, both streams interleaved as they came. */
  readonly tail: string;
  readonly stdoutTail: string;
  /** Bytes passed on. */
  readonly outputBytes: number;
  readonly durationMs: number;
  /** Processes that had left the group and were found by their cookie and ended. */
  readonly straysEnded: number;
  /** For `not-started`: the system's code, such as ENOENT. */
  readonly errorCode: string | null;
}
