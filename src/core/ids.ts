// Branded ids, one constructor each. Nothing here makes up an id: fresh ones arrive as facts.

type Brand<T extends string> = string & { readonly __brand: T };

/** A run; the manifest dialect and the command line call it `task_id`. Time-sortable. */
export type RunId = Brand<"RunId">;
/** A tracker's stable, opaque identity of an issue. */
export type IssueId = Brand<"IssueId">;
/** A step's id in its workflow, unique in the whole document. */
export type StepId = Brand<"StepId">;
/** An event stream: `run/<RunId>`, or one for each repository such as `scheduler/<project>`. */
export type StreamId = Brand<"StreamId">;
/** An effect: its stream and a key that the stream's state derives, so that a redo names the same effect. */
export type EffectId = Brand<"EffectId">;
/** One process that performs effects, new at each start; never a host name. */
export type WorkerId = Brand<"WorkerId">;

export const toRunId = (text: string): RunId => text as RunId;
/** A run that was asked for on a forge, by what asked for it: `gh-<comment>-<hash>`. Asked for again, it is the same. */
export const toAskedRunId = (...parts: readonly (string | number)[]): RunId => `gh-${parts.join("-")}` as RunId;
export const toIssueId = (text: string): IssueId => text as IssueId;
export const toStepId = (text: string): StepId => text as StepId;
export const toWorkerId = (text: string): WorkerId => text as WorkerId;
export const toEffectId = (stream: StreamId, ...key: readonly (string | number)[]): EffectId => `${stream}#${key.join(":")}` as EffectId;

export const runStream = (run: RunId): StreamId => `run/${run}` as StreamId;
export const schedulerStream = (project: string): StreamId => `scheduler/${project}` as StreamId;
export const resourceStream = (repository: string): StreamId => `resources/${repository}` as StreamId;
export const secretKeyStream = (repository: string): StreamId => `secret-keys/${repository}` as StreamId;
export const agentStream = (repository: string): StreamId => `agents/${repository}` as StreamId;
export const triggerStream = (project: string, name: string): StreamId => `trigger/${project}/${name}` as StreamId;
export const deliveryStream = (guid: string): StreamId => `delivery/${guid}` as StreamId;
export const startStream = (thread: string): StreamId => `starts/${thread}` as StreamId;

/** As `toAskedRunId` makes them, and as they are made up: `run_` and a time, which begins with a zero for some thousand years. */
const RUN_ID_BEGINNING = /^(?:run_[0-9][0-9a-z]{0,25}|gh-(?:thread|again-)?[0-9a-f][0-9a-f-]{0,90})$/;
const BARE_TIME = /^0[0-9a-hjkmnp-tv-z]{3,25}$/;

/** @returns what a person wrote as the beginning of ids of runs; null when no id begins so */
export function parseRunIdBeginning(text: string): string | null {
  const beginning = text.toLowerCase();
  if (BARE_TIME.test(beginning)) return `run_${beginning}`;
  return RUN_ID_BEGINNING.test(beginning) ? beginning : null;
}
