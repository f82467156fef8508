// A trigger as those who keep watch read it: its resource's spec with the defaults filled in. Whether the spec holds was asked when it was applied.
import { PERMISSIONS, type Permission } from "../commands/permission.ts";
import type { Resource } from "../resources/resource.ts";

export type TriggerSource =
  | "task_completed"
  | "task_failed"
  | "webhook"
  | "filesystem"
  | "issue_labelled"
  | "issue_assigned"
  | "issue_commented"
  | "issue_mentioned"
  | "check_requested"
  | "review_submitted"
  | "review_commented"
  | "check_failed";
export type FileEvent = "create" | "modify" | "delete";

export interface TriggerPolicy {
  readonly suspended: boolean;
  /** What happens while tasks of the trigger are active: start another, skip, or cancel them all. */
  readonly concurrency: "Allow" | "Forbid" | "Replace";
  /** The least time between two firings. */
  readonly minIntervalMs: number;
  /** How many ended tasks are kept; null: all. */
  readonly keep: { readonly successful: number | null; readonly failed: number | null };
}

export interface TriggerAction {
  readonly workflow: string;
  readonly workspace: string;
  /** Whether the task starts at once. */
  readonly start: boolean;
  readonly targetFiles: readonly string[];
}

export interface TriggerFilter {
  readonly workflow: string | null;
  readonly label: string | null;
  readonly command: string | null;
  readonly assignee: string | null;
  /** Of whoever does it; for what people do in threads. */
  readonly permission: Permission;
  /** Of a review: `approved`, `changes_requested` or `commented`. */
  readonly state: string | null;
  /** Name of the check. */
  readonly check: string | null;
  /** CEL over the payload. */
  readonly condition: string | null;
}

export interface TriggerWebhook {
  /** The SecretStore; null: there is no key to sign with. */
  readonly secretStore: string | null;
  readonly insecure: boolean;
  readonly signatureHeader: string;
  /** Null: the usual ones. */
  readonly deliveryHeader: string | null;
  readonly replayWindowMs: number;
  /** Only deliveries of these types; empty: all. */
  readonly types: readonly string[];
}

export interface TriggerFilesystem {
  /** Relative to the workspace's root. */
  readonly paths: readonly string[];
  readonly events: readonly FileEvent[];
  readonly debounceMs: number;
}

export interface TriggerDeclaration {
  readonly project: string;
  readonly name: string;
  readonly cron: { readonly schedule: string; readonly timezone: string } | null;
  /** Null for a schedule. */
  readonly source: TriggerSource | null;
  readonly filter: TriggerFilter;
  readonly webhook: TriggerWebhook;
  readonly filesystem: TriggerFilesystem;
  readonly action: TriggerAction;
  readonly policy: TriggerPolicy;
}

interface StoredSpec {
  readonly cron?: { readonly schedule: string; readonly timezone?: string };
  readonly event?: {
    readonly source: TriggerSource;
    readonly filter?: Partial<Record<keyof TriggerFilter, string>>;
    readonly webhook?: {
      readonly secret?: { readonly fromRef: string };
      readonly insecure?: boolean;
      readonly signatureHeader?: string;
      readonly deliveryHeader?: string;
      readonly replayWindow?: number;
      readonly types?: readonly string[];
    };
    readonly filesystem?: { readonly paths: readonly string[]; readonly events?: readonly FileEvent[]; readonly debounce_ms?: number };
  };
  readonly action: {
    readonly workflow: string;
    readonly workspace: string;
    readonly start?: boolean;
    readonly args?: Readonly<Record<string, readonly string[]>>;
  };
  readonly concurrencyPolicy?: TriggerPolicy["concurrency"];
  readonly suspend?: boolean;
  readonly historyLimit?: { readonly successful?: number; readonly failed?: number };
  readonly throttle?: { readonly minInterval?: number };
}

const WEEK_SECONDS = 7 * 24 * 3600;
const FILE_EVENTS: readonly FileEvent[] = ["create", "modify", "delete"];

export function toTriggerDeclaration({ metadata, spec }: Pick<Resource, "metadata" | "spec">): TriggerDeclaration {
  const { cron, event, action, ...rules } = spec as unknown as StoredSpec;
  const { filter = {}, webhook = {}, filesystem } = event ?? {};
  const events = filesystem?.events ?? [];
  return {
    project: metadata.project,
    name: metadata.name,
    cron: cron ? { schedule: cron.schedule, timezone: cron.timezone ?? "UTC" } : null,
    source: event?.source ?? null,
    filter: {
      workflow: filter.workflow ?? null,
      label: filter.label ?? null,
      command: filter.command ?? null,
      assignee: filter.assignee ?? null,
      permission: toPermission(filter.permission),
      state: filter.state ?? null,
      check: filter.check ?? null,
      condition: filter.condition ?? null,
    },
    webhook: {
      secretStore: webhook.secret?.fromRef ?? null,
      insecure: webhook.insecure ?? false,
      signatureHeader: webhook.signatureHeader ?? "X-Webhook-Signature",
      deliveryHeader: webhook.deliveryHeader ?? null,
      replayWindowMs: (webhook.replayWindow ?? WEEK_SECONDS) * 1000,
      types: webhook.types ?? [],
    },
    filesystem: {
      paths: filesystem?.paths ?? [],
      events: events.length > 0 ? events : FILE_EVENTS,
      debounceMs: filesystem?.debounce_ms ?? 500,
    },
    action: {
      workflow: action.workflow,
      workspace: action.workspace,
      start: action.start ?? true,
      targetFiles: action.args?.["target-file"] ?? [],
    },
    policy: {
      suspended: rules.suspend ?? false,
      concurrency: rules.concurrencyPolicy ?? "Forbid",
      minIntervalMs: (rules.throttle?.minInterval ?? 0) * 1000,
      keep: { successful: rules.historyLimit?.successful ?? null, failed: rules.historyLimit?.failed ?? null },
    },
  };
}

/** One that is none was told when it was applied; it lets nobody through who could not start work in words. */
function toPermission(text = "write"): Permission {
  return PERMISSIONS.find((known) => known === text) ?? "write";
}
