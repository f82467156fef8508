// What a workflow file says, once every default, reference and rule has been applied: ready for the rooms, with no word of YAML.
import type { WorkflowSpec } from "../../core/workflow/workflow-spec.ts";
import type { PRESET_NAMES } from "../preset-names.ts";
import type { Path } from "../yaml-tree.ts";
import type { EnvEntry } from "./env-entries.ts";

export interface WorkflowFile {
  /** As it was named to us. */
  readonly file: string;
  readonly tracker: TrackerSettings;
  readonly polling: { readonly intervalMs: number };
  readonly workspace: WorkspaceSettings;
  readonly hooks: HookSettings;
  readonly agent: AgentSettings;
  /** Port 0: any free one. Null: no server. */
  readonly server: { readonly port: number | null };
  /** The file's own prompt, Liquid; null when it has none. */
  readonly prompt: PromptText | null;
  /** At least one step: without `steps` in the file, one that works through the prompt. */
  readonly workflow: WorkflowSpec;
}

/** What stands in the file, before defaults, references and rules, under our own names: `["agent", "maxTurns"]`. */
export interface WrittenSettings {
  readonly settings: unknown;
  /** 1-based; null for what the file does not set. */
  lineOf(path: Path): number | null;
}

export interface PromptText {
  readonly text: string;
  /** The line of the file on which it begins. */
  readonly firstLine: number;
}

export interface TrackerSettings {
  readonly kind: string;
  /** Absolute. */
  readonly filePath: string;
  readonly activeStates: readonly string[];
  readonly terminalStates: readonly string[];
  readonly requiredLabels: readonly string[];
  readonly endpoint: string | null;
  /** A secret: never to be logged or stored. Null also when the variable it names is empty. */
  readonly apiKey: string | null;
  readonly projectSlug: string | null;
  /** The adapter's own settings, as written. */
  readonly provider: Readonly<Record<string, unknown>>;
  /** Null unless that is the kind. */
  readonly github: GithubSettings | null;
}

/** What is taken from a repository's issues on GitHub; docs/trackers/github.md says how. */
export interface GithubSettings {
  /** `owner/name`. */
  readonly repository: string;
  readonly label: string | null;
  readonly assignee: string | null;
  readonly assignedOnly: boolean;
  readonly milestone: string | null;
  readonly project: { readonly owner: string; readonly number: number } | null;
  readonly statusField: string;
  readonly priorityFrom: "labels" | "project" | "issue-field";
  readonly priorityField: string;
  /** 1 (most urgent) to 4 by the words that mean it. */
  readonly priorities: Readonly<Record<string, number>>;
  readonly blockers: readonly ("dependencies" | "sub-issues" | "task-lists")[];
  readonly workingLabel: string | null;
  readonly needsPersonLabel: string | null;
}

export interface WorkspaceSettings {
  /** Absolute; null: in the data directory. */
  readonly root: string | null;
  /** Idle longer than this, a workspace is removed. 0: never. */
  readonly maxAgeMs: number;
  /** All workspaces together. 0: no limit. */
  readonly maxBytes: number;
}

/** Scripts, as written. */
export interface HookSettings {
  readonly afterCreate: string | null;
  readonly beforeRun: string | null;
  readonly afterRun: string | null;
  readonly beforeRemove: string | null;
  readonly timeoutMs: number;
}

export interface AgentSettings {
  readonly backend: (typeof PRESET_NAMES)[number] | "command" | "scripted";
  /** A line for a shell, or a program with its arguments; with a preset a program's name, or a list of it and what it may do. Null: the backend's own. */
  readonly command: string | readonly string[] | null;
  readonly promptDelivery: "arg" | "stdin" | "file" | "env";
  readonly model: string | null;
  /** What the scripted backend plays; absolute. */
  readonly script: string | null;
  readonly env: readonly EnvEntry[];
  readonly maxConcurrentAgents: number;
  /** By state, trimmed and in lower case. */
  readonly maxConcurrentAgentsByState: Readonly<Record<string, number>>;
  readonly maxTurns: number;
  readonly maxRetryBackoffMs: number;
  readonly maxFailures: number;
  readonly maxSessions: number;
  /** 0: no limit. */
  readonly turnTimeoutMs: number;
  /** 0: no limit. */
  readonly stallTimeoutMs: number;
  readonly outputLimitBytes: number;
}
