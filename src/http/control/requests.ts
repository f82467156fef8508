// What each operation may be asked, checked before it is asked: what is left out must not mean "yes", and nothing of the wrong type
// reaches a decision. Whether it makes sense is for the operation to say.
import { z } from "zod";
import { YardmasterError } from "../../core/errors.ts";
import { isResourceName, type Resource } from "../../core/resources/resource.ts";
import { isBuiltinKind, KINDS } from "../../resources/kinds/index.ts";
import type { CONTROL_OPERATIONS, Control } from "../../runtime/control/control.ts";

type Operations = typeof CONTROL_OPERATIONS;
type Requests = {
  readonly [Section in keyof Control]: {
    readonly [Name in Operations[Section][number] & keyof Control[Section]]: Control[Section][Name] extends (
      request: infer Request,
    ) => unknown
      ? z.ZodType<Request>
      : never;
  };
};

const text = z.string();
const orNull = <T>(schema: z.ZodType<T>) => schema.nullable();
const flag = z.boolean();
const count = z.int().min(0);
const texts = z.record(z.string(), z.string());
const nothing = z.object({});
const named = { project: text, name: text };
const place = { project: text, store: text };
const age = { olderThanDays: z.number().min(0) };

/** Whoever asks over HTTP may have read no manifest; a name may stand in a path and in a stream's id. */
const resourceName = text.refine(isResourceName, { error: "is not a name" });

const AppliedResource: z.ZodType<Resource> = z
  .object({
    apiVersion: text,
    kind: text,
    metadata: z.object({ project: resourceName, name: resourceName, labels: texts, annotations: texts }),
    spec: z.record(z.string(), z.unknown()),
    source: z.object({ origin: z.literal("apply"), file: text, line: count, lines: z.record(z.string(), count).exactOptional() }),
  })
  .refine(({ kind, spec }) => !isBuiltinKind(kind) || KINDS[kind].spec.safeParse(spec).success, { error: "has a spec that is not valid" });

const REQUESTS: Requests = {
  resources: {
    apply: z.object({
      project: orNull(text),
      resources: z.array(AppliedResource),
      prune: flag,
      dryRun: flag,
      expected: orNull(z.record(z.string(), count)),
    }),
    list: z.object({ project: orNull(text), kind: orNull(text), name: orNull(text), revealSecrets: flag }),
    delete: z.object({ ...named, kind: text, force: flag, dryRun: flag }),
    customKinds: z.object({ project: orNull(text) }),
    problems: nothing,
    check: z.object({ project: text, workflow: orNull(text) }),
  },
  secretKeys: {
    status: nothing,
    list: nothing,
    rotate: z.object({ resume: flag }),
    revoke: z.object({ id: text, force: flag }),
    bootstrap: nothing,
    history: z.object({ limit: z.int().min(1), keyId: orNull(text) }),
  },
  entries: {
    get: z.object({ ...place, key: text }),
    put: z.object({ ...place, key: text, value: text, taskId: orNull(text) }),
    list: z.object({ ...place, limit: z.number(), offset: z.number() }),
    delete: z.object({ ...place, key: text }),
    prune: z.object(place),
  },
  tasks: {
    create: z.object({
      taskId: orNull(text),
      project: orNull(text),
      workflow: orNull(text),
      assembly: orNull(z.object({ template: text, capability: orNull(text), profile: orNull(text) })),
      workspace: orNull(text),
      name: orNull(text),
      goal: orNull(text),
      variables: texts,
      steps: z.array(text),
      targetFiles: z.array(text),
      start: flag,
    }),
    start: z.object({ taskId: orNull(text) }),
  },
  triggers: {
    suspend: z.object(named),
    resume: z.object(named),
    fire: z.object({ ...named, payload: z.unknown() }),
  },
  agents: {
    list: z.object({ project: orNull(text) }),
    cordon: z.object(named),
    uncordon: z.object(named),
    drain: z.object({ ...named, timeoutSeconds: orNull(z.number().min(0)) }),
  },
  events: {
    list: z.object({ task: text, type: orNull(text), limit: count }),
    stats: nothing,
    archive: z.object(age),
    cleanup: z.object({ ...age, dryRun: flag, archive: flag }),
  },
  database: {
    status: nothing,
    migrations: nothing,
    vacuum: nothing,
    cleanup: z.object({ ...age, dryRun: flag }),
  },
};

const SCHEMAS: ReadonlyMap<string, z.ZodType<object>> = new Map(
  Object.entries(REQUESTS).flatMap(([section, requests]) =>
    Object.entries(requests as Readonly<Record<string, z.ZodType<object>>>).map(
      ([name, schema]) => [`${section}/${name}`, schema] as const,
    ),
  ),
);

/** @throws control.invalid-request, without a word of the values: they may be secrets */
export function parseRequest(section: string, operation: string, request: object): object {
  const schema = SCHEMAS.get(`${section}/${operation}`);
  const parsed = schema?.safeParse(request);
  if (parsed?.success) return parsed.data;
  const words = (parsed?.error.issues ?? []).slice(0, 5).map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new YardmasterError("control.invalid-request", `asking ${section}/${operation}: ${words.join("; ")}`);
}
