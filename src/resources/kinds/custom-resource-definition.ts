// CustomResourceDefinition: a kind of one's own. Whether its schemas and rules compile is asked elsewhere.
import type { z } from "zod";
import { toDidYouMean } from "../issue-hint.ts";
import { anyMap, flag, preview, wholeNumber } from "../words.ts";
import { defineKind, express, type Partly, refer, type Tell } from "./kind-entry.ts";
import { findBuiltinKind } from "./kind-words.ts";
import { anyText, filled, list, optional, required, section, word } from "./section.ts";

const PLUGIN_TYPES = ["interceptor", "transformer", "cron"];

const Version = section({
  name: required(filled("CRD version name cannot be empty"), "The version, the part of `apiVersion` after the slash."),
  schema: optional(
    anyMap(),
    "The JSON Schema of the spec; its root type is object. Its patterns are those of RE2: no look-around, no back references.",
    { type: "object" },
  ),
  served: optional(flag(), "Whether resources of this version are taken.", true),
  cel_rules: optional(
    list(
      section({
        rule: required(filled("CEL rule cannot be empty"), "A CEL expression over `self`, the spec, that must be true."),
        message: required(filled("CEL rule message cannot be empty"), "What the author is told when it is not."),
      }),
    ),
    "Rules between fields.",
    [],
  ),
});

const Plugin = section({
  name: required(filled("plugin name cannot be empty"), "The plugin's name, unique in the definition."),
  type: required(anyText().meta({ enum: PLUGIN_TYPES }), "What the plugin is: it checks deliveries, rewrites them, or runs on a schedule."),
  phase: optional(anyText(), "When it runs: `webhook.authenticate` for an interceptor, `webhook.transform` for a transformer."),
  command: required(filled("plugin command cannot be empty"), "The shell command."),
  timeout: optional(wholeNumber(1), "How long it may take, in seconds.", 5),
  schedule: optional(anyText(), "When a cron plugin runs, as a cron expression."),
  timezone: optional(anyText(), "The IANA time zone of the schedule.", "UTC"),
  execution_profile: optional(anyText(), "How far the command is confined: an ExecutionProfile."),
});

const CustomResourceDefinitionSpec = section({
  kind: required(anyText(), "The kind, in PascalCase."),
  plural: required(filled("CRD plural cannot be empty"), "What several of them are called on a command line."),
  short_names: optional(list(anyText()), "Short names for a command line.", []),
  group: required(filled("CRD group cannot be empty"), "The part of `apiVersion` before the slash."),
  versions: required(list(Version), "The versions, each with its schema."),
  scope: optional(
    word(["namespaced", "cluster", "singleton"]),
    "Whether a resource belongs to a project, to all, or is the only one.",
    "cluster",
  ),
  hooks: optional(
    section({
      on_create: optional(anyText(), "Run after a resource is created."),
      on_update: optional(anyText(), "Run after a resource is changed."),
      on_delete: optional(anyText(), "Run when a resource is deleted."),
    }),
    "Shell commands that run when resources change; one that exits with an error blocks the change.",
  ),
  plugins: optional(list(Plugin), "Commands that take part in webhooks, or run on a schedule.", []),
});
type CustomResourceDefinitionSpec = z.output<typeof CustomResourceDefinitionSpec>;

export const CustomResourceDefinition = defineKind({
  kind: "CustomResourceDefinition",
  summary: "A kind of one's own, with its schema.",
  spec: CustomResourceDefinitionSpec,
  check(spec, _name, tell) {
    checkNames(spec, tell);
    checkVersions(spec, tell);
    checkPlugins(spec, tell);
  },
  references: ({ plugins = [] }) =>
    plugins.flatMap(({ execution_profile }, index) => refer("ExecutionProfile", `plugins[${index}].execution_profile`, execution_profile)),
  expressions: ({ versions }) =>
    versions.flatMap(({ cel_rules = [] }, version) =>
      cel_rules.flatMap(({ rule }, index) => express("cel_rule", `versions[${version}].cel_rules[${index}].rule`, rule)),
    ),
});

function checkNames({ kind, plural, short_names = [] }: Partly<CustomResourceDefinitionSpec>, tell: Tell): void {
  if (kind !== undefined && !/^[A-Z][A-Za-z0-9]*$/.test(kind)) {
    tell.error(["kind"], `CRD kind '${kind}' must be PascalCase (start with uppercase letter)`);
  } else if (kind !== undefined && findBuiltinKind(kind) !== null) {
    tell.error(["kind"], `CRD kind '${kind}' conflicts with builtin resource kind`);
  }
  if (plural !== undefined && findBuiltinKind(plural) !== null) {
    tell.error(["plural"], `CRD plural '${plural}' conflicts with builtin resource alias`);
  }
  for (const [index, name] of short_names.entries()) {
    if (name === undefined || findBuiltinKind(name) === null) continue;
    tell.error(["short_names", index], `CRD short_name '${name}' conflicts with builtin resource alias`);
  }
}

function checkVersions({ versions }: Partly<CustomResourceDefinitionSpec>, tell: Tell): void {
  if (versions === undefined) return;
  if (versions.length === 0) tell.error(["versions"], "CRD must have at least one version");
  else if (versions.every((version) => version?.served === false)) tell.error(["versions"], "CRD must have at least one served version");
  const seen = new Set<string>();
  for (const [index, version] of versions.entries()) {
    if (version?.name !== undefined && seen.has(version.name)) {
      tell.error(["versions", index, "name"], `CRD has duplicate version '${version.name}'`);
    }
    if (version?.name !== undefined) seen.add(version.name);
    const type = version?.schema?.["type"];
    if (version?.schema && type !== "object") {
      const got = type === undefined ? "none" : preview(type);
      tell.error(["versions", index, "schema"], `schema root type must be 'object', got ${got}`, 'add "type: object" at its top');
    }
  }
}

function checkPlugins({ plugins = [] }: Partly<CustomResourceDefinitionSpec>, tell: Tell): void {
  const seen = new Set<string>();
  for (const [index, plugin] of plugins.entries()) {
    const { name = "", type, phase, schedule } = plugin ?? {};
    const here = ["plugins", index];
    if (name !== "" && seen.has(name)) tell.error([...here, "name"], `duplicate plugin name '${name}'`);
    seen.add(name);
    if (type === undefined) continue;
    if (!PLUGIN_TYPES.includes(type)) {
      tell.error(
        [...here, "type"],
        `unknown plugin type '${type}'`,
        toDidYouMean(type, PLUGIN_TYPES) ?? `one of ${PLUGIN_TYPES.join(", ")}`,
      );
    } else if (type === "cron" && !schedule) tell.error(here, `cron plugin '${name}' requires a schedule`);
    else if (type !== "cron" && !phase) tell.error(here, `plugin '${name}' of type '${type}' requires a phase`);
  }
}
