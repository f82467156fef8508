// A custom kind as its CustomResourceDefinition declares it, and what can be wrong with one. Plain data: it can be stored and compared.

export const SCOPES = ["namespaced", "cluster", "singleton"] as const;
/** A plugin's type and the phase it needs; a `cron` plugin needs a schedule instead. */
export const PLUGIN_PHASES = { interceptor: "webhook.authenticate", transformer: "webhook.transform", cron: null } as const;

export interface CustomKindDefinition {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly group: string;
  readonly scope: (typeof SCOPES)[number];
  readonly versions: readonly CustomKindVersion[];
  /** Shell commands around a change; null for none. */
  readonly hooks: { readonly onCreate: string | null; readonly onUpdate: string | null; readonly onDelete: string | null };
  readonly plugins: readonly CustomKindPlugin[];
}

export interface CustomKindVersion {
  readonly name: string;
  /** Whether instances may name it. */
  readonly served: boolean;
  /** Whether instances are kept in it. Of all versions exactly one is: the one that says `storage: true`, else the first that is served. */
  readonly stored: boolean;
  /** A JSON Schema for an instance's spec; null takes any object. */
  readonly schema: JsonObject | null;
  readonly rules: readonly { readonly rule: string; readonly message: string }[];
}

export interface CustomKindPlugin {
  readonly name: string;
  readonly type: keyof typeof PLUGIN_PHASES;
  readonly phase: string | null;
  readonly command: string;
  /** In seconds. */
  readonly timeout: number;
  readonly schedule: string | null;
  readonly timezone: string | null;
  readonly executionProfile: string | null;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Keys and indexes from the spec on. */
export type SpecPath = readonly (string | number)[];

export interface DefinitionProblem {
  readonly severity: "error" | "warning";
  readonly path: SpecPath;
  readonly message: string;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
