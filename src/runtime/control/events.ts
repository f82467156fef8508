// Operations on what was remembered of tasks.

export interface ListedEvent {
  /** Its position in the store. */
  readonly id: number;
  readonly event_type: string;
  readonly task_id: string;
  readonly task_item_id: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  /** RFC 3339. */
  readonly created_at: string;
}

export interface EventStats {
  /** Of tasks and of everything else that is remembered. */
  readonly total: number;
  readonly byType: Readonly<Record<string, number>>;
  /** When the first and the last one happened; null when there is none. */
  readonly oldest: number | null;
  readonly newest: number | null;
}

export interface EventCleanup {
  readonly tasks: number;
  readonly events: number;
  /** The file that they were written to; null without an archive. */
  readonly archive: string | null;
}

/** Tasks that ended more than so many days ago. */
export interface Age {
  readonly olderThanDays: number;
}

export interface EventControl {
  /** Newest first. @param request.task id or prefix @param request.type prefix of the event's type. @throws run.not-found, run.ambiguous */
  list(request: { readonly task: string; readonly type: string | null; readonly limit: number }): Promise<readonly ListedEvent[]>;
  stats(request: object): Promise<EventStats>;
  /** Writes the events of old tasks into a file, and keeps them. @throws archive.unwritable */
  archive(request: Age): Promise<EventCleanup>;
  /** Forgets old tasks: a task is its events, so that its record and its logs go with them. @throws archive.unwritable */
  cleanup(request: Age & { readonly dryRun: boolean; readonly archive: boolean }): Promise<EventCleanup>;
}
