// One zod object per section of a workflow file, with its defaults: Symphony's (specification, configuration keys), and our bounds
// where it has none. Keys are camel case here; how people may spell them is in keys.ts, what values refer to in settle.ts.
import { z } from "zod";
import { PRESET_NAMES } from "../preset-names.ts";
import { anyMap, boardName, command, duration, flag, mustBe, oneOf, secret, text, textList, wholeNumber } from "../words.ts";
import { EnvEntries } from "./env-entries.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** A section may be left out, or be there and empty. */
function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape, { error: mustBe("a map of settings") });
}

export const TrackerSection = section({
  kind: text().default("roadmap"),
  filePath: text().default("docs/roadmap.md"),
  activeStates: textList().optional(),
  terminalStates: textList().optional(),
  requiredLabels: z.array(z.string({ error: mustBe("a text") }), { error: mustBe("a list of texts") }).default([]),
  endpoint: text().nullable().default(null),
  apiKey: secret().nullable().default(null),
  projectSlug: text().nullable().default(null),
  provider: anyMap().default({}),
  repository: text().nullable().default(null),
  label: text().nullable().default(null),
  assignee: text().nullable().default(null),
  assignedOnly: flag().default(false),
  milestone: text().nullable().default(null),
  project: boardName().nullable().default(null),
  statusField: text().default("Status"),
  priorityFrom: oneOf(["labels", "project", "issue-field"]).default("labels"),
  priorityField: text().default("Priority"),
  priorities: anyMap().default({}),
  blockers: z
    .array(oneOf(["dependencies", "sub-issues", "task-lists"]), { error: mustBe("a list of dependencies, sub-issues and task-lists") })
    .default(["dependencies", "sub-issues", "task-lists"]),
  workingLabel: text().nullable().default(null),
  needsPersonLabel: text().nullable().default(null),
});

export const PollingSection = section({ intervalMs: wholeNumber(100).default(30_000) });

export const WorkspaceSection = section({
  root: text().nullable().default(null),
  maxAgeMs: wholeNumber(0).default(14 * DAY_MS),
  maxBytes: wholeNumber(0).default(20 * GIB),
});

export const HooksSection = section({
  afterCreate: text().nullable().default(null),
  beforeRun: text().nullable().default(null),
  afterRun: text().nullable().default(null),
  beforeRemove: text().nullable().default(null),
  timeoutMs: wholeNumber(1).default(60_000),
});

export const AgentSection = section({
  backend: oneOf([...PRESET_NAMES, "command", "scripted", "mock"])
    .default("claude")
    .transform((name) => (name === "mock" ? "scripted" : name)),
  command: command().nullable().default(null),
  promptDelivery: oneOf(["arg", "stdin", "file", "env"]).default("arg"),
  model: text().nullable().default(null),
  script: text().nullable().default(null),
  env: EnvEntries.default([]),
  maxConcurrentAgents: wholeNumber(1).default(10),
  maxConcurrentAgentsByState: anyMap().default({}),
  maxTurns: wholeNumber(1).default(20),
  maxRetryBackoffMs: wholeNumber(0).default(300_000),
  maxFailures: wholeNumber(1).default(10),
  maxSessions: wholeNumber(1).default(15),
  turnTimeoutMs: wholeNumber(0).default(3_600_000),
  stallTimeoutMs: z
    .int({ error: mustBe("a whole number of milliseconds, 0 for no limit") })
    .default(900_000)
    .transform((limit) => Math.max(limit, 0)),
  outputLimitBytes: wholeNumber(1024).default(64 * MIB),
});

export const ServerSection = section({ port: wholeNumber(0, 65_535).nullable().default(null) });

export const RetrySection = section({
  maxAttempts: wholeNumber(1, 5),
  backoffMs: wholeNumber(0).default(10_000),
  strategy: oneOf(["fixed", "exponential"]).default("exponential"),
  maxBackoffMs: wholeNumber(0).default(300_000),
});

export const StepSection = section({
  id: z
    .string({ error: mustBe("a text") })
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, { error: mustBe("letters, digits, ., _ and -, at most 64 of them") }),
  name: text().nullable().default(null),
  prompt: text().optional(),
  template: oneOf(["implement", "goal"]).optional(),
  command: command().optional(),
  timeout: duration().optional(),
  retry: RetrySection.optional(),
  continueOnError: flag().default(false),
  requiresChange: flag().optional(),
});

export const WorkflowSection = section({
  name: text().default("workflow"),
  tracker: TrackerSection.prefault({}),
  polling: PollingSection.prefault({}),
  workspace: WorkspaceSection.prefault({}),
  hooks: HooksSection.prefault({}),
  agent: AgentSection.prefault({}),
  server: ServerSection.prefault({}),
  steps: z.array(StepSection, { error: mustBe("a list of steps") }).default([]),
  prompt: text().optional(),
});

export type WorkflowSection = z.output<typeof WorkflowSection>;
export type StepSection = z.output<typeof StepSection>;
