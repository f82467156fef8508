// Plugins that a definition declares. Whether their commands may run is for the plugin policy, and running them is not done here.
import { type CustomKindPlugin, type DefinitionProblem, PLUGIN_PHASES } from "./definition.ts";
import type { DefinitionSpec } from "./spec.ts";

type PluginSpec = DefinitionSpec["plugins"][number];

export function pluginProblems(plugins: readonly PluginSpec[]): readonly DefinitionProblem[] {
  return plugins.flatMap((plugin, index) => {
    const messages = [
      ...(plugins.findIndex(({ name }) => name === plugin.name) < index ? [`duplicate plugin name '${plugin.name}'`] : []),
      ...typeProblems(plugin),
    ];
    return messages.map((message) => ({ severity: "error" as const, path: ["plugins", index], message }));
  });
}

/** Null for a plugin of an unknown type, which is a problem. */
export function toPlugin({ type, phase, schedule, timezone, execution_profile: profile, ...plugin }: PluginSpec): CustomKindPlugin | null {
  if (!isPluginType(type)) return null;
  return {
    ...plugin,
    type,
    phase: phase ?? null,
    schedule: schedule ?? null,
    timezone: timezone ?? null,
    executionProfile: profile ?? null,
  };
}

function typeProblems({ name, type, phase = "", schedule = "" }: PluginSpec): readonly string[] {
  if (!isPluginType(type)) return [`unknown plugin type '${type}' (known: ${Object.keys(PLUGIN_PHASES).join(", ")})`];
  const needed = PLUGIN_PHASES[type];
  if (needed === null) return schedule === "" ? [`cron plugin '${name}' requires a schedule`] : [];
  if (phase === "") return [`plugin '${name}' of type '${type}' requires a phase: ${needed}`];
  return phase === needed ? [] : [`plugin '${name}' of type '${type}' knows only the phase '${needed}', got '${phase}'`];
}

function isPluginType(type: string): type is keyof typeof PLUGIN_PHASES {
  return Object.hasOwn(PLUGIN_PHASES, type);
}
