// What watches a server while it works: the live board on a terminal, plain lines elsewhere.
import type { Board } from "../../core/views/board.ts";
import type { StepOutput } from "../../runtime/deps.ts";

export interface View {
  /** Something changed; the view looks when it is ready to. Never throws. */
  changed(): void;
  output(output: StepOutput): void;
  /** Says something of the server itself. */
  say(text: string): void;
  /** Looks once more and shows what there is. */
  refresh(): Promise<Board>;
  /** Ends with the last state it saw, and leaves the terminal as it was. Idempotent. */
  close(): void;
}

export interface ViewOptions {
  loadBoard(): Promise<Board>;
}
