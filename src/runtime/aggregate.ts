// A kind of stream as the dispatcher sees it: where it starts, how it decides, what its events make of it.
// The two we have are the core's scheduler and run; nothing here knows more of them than their functions.
import type { DocumentChange, StoredData } from "../store/store.ts";

/** An effect as the core names it: a key inside its stream, and when it is due. */
export interface CoreEffect {
  readonly type: string;
  readonly key: string;
  readonly dueAt?: number;
}

export interface Aggregate<State, Command, Event extends StoredData> {
  readonly initial: State;
  decide(command: Command, state: State): { readonly events: readonly Event[] } | { readonly refused: string };
  apply(state: State, events: readonly Event[]): { readonly state: State; readonly effects: readonly CoreEffect[] };
  /** Records for lists, brought up to date with the same commit. */
  toDocuments(state: State, events: readonly Event[]): readonly DocumentChange[];
  /** Nothing much is expected of it any more. @defaultValue it never is */
  isOver?(state: State): boolean;
  /** For streams that live long: how the state is kept, so that a start need not read everything. */
  readonly snapshot: SnapshotFormat<State> | null;
}

export interface SnapshotFormat<State> {
  /** Changes whenever the shape does; an old snapshot is then passed over. */
  readonly schema: string;
  /** After how many events a new one is taken. */
  readonly every: number;
  toJson(state: State): unknown;
  fromJson(json: unknown): State;
}
