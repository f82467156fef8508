// Keeps what agents and commands print: too big for events, kept as files (or objects) beside the store.
import type { RunId, StepId } from "../core/ids.ts";

export interface LogKey {
  readonly run: RunId;
  readonly step: StepId;
  /** 1-based. */
  readonly attempt: number;
}

export interface LogWriter {
  /** Keeps order; buffers a little. A failing disk loses log lines, never the run. */
  write(text: string): void;
  close(): Promise<void>;
}

export interface StepOutputText {
  readonly text: string;
  /** There is more than this text. */
  readonly cut: boolean;
  /** A file that programs on this machine can read. */
  readonly path: string;
}

export interface LogStore {
  /** Appends: an attempt that was interrupted and resumed goes on in the same log. */
  open(key: LogKey): LogWriter;
  /** Text from a byte offset on, and where to go on; an empty text at the end. A log that does not exist is empty. */
  read(key: LogKey, offset: number): Promise<{ readonly text: string; readonly next: number }>;
  /** Keeps what a step wrote to standard output, for the steps after it. Begins anew: an attempt that is taken up again repeats itself. */
  openOutput(key: LogKey): LogWriter;
  /** The beginning of it, at most so many bytes and no character cut; a missing one is empty. */
  readOutput(key: LogKey, limitBytes: number): Promise<StepOutputText>;
  list(run: RunId): Promise<readonly LogKey[]>;
  remove(run: RunId): Promise<void>;
}
