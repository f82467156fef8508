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
