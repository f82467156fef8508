// Agent: a command that does work, and what it is able to do.
import { z } from "zod";
import { ANY_PRESET, PRESET_NAMES } from "../preset-names.ts";
import { flag, wholeNumber } from "../words.ts";
import { HealthPolicy } from "./health-policy.ts";
import { defineKind, express, type Partly, refer, type Tell } from "./kind-entry.ts";
import { anyText, filled, fraction, list, optional, required, section, word } from "./section.ts";

const CommandRule = section({
  when: required(anyText(), "A CEL expression; the first rule that is true replaces the command."),
  command: required(anyText(), "The command instead; must contain {prompt}."),
});

const EnvEntry = section(
  {
    name: optional(anyText(), "The variable's name."),
    value: optional(z.string({ error: "must be a text" }), "The variable's value."),
    fromRef: optional(anyText(), "An EnvStore or SecretStore of which every key becomes a variable."),
    refValue: optional(
      section({
        name: required(filled("refValue.name cannot be empty"), "The EnvStore or SecretStore."),
        key: required(filled("refValue.key cannot be empty"), "The key in it."),
      }),
      "One key of a store as the variable's value.",
    ),
  },
  { secret: true },
);

const Selection = section({
  strategy: optional(
    word(["cost_based", "success_rate_weighted", "performance_first", "adaptive", "load_balanced", "capability_aware"]),
    "How candidates are scored; `capability_aware` when the whole block is left out.",
    "cost_based",
  ),
  weights: optional(
    section({
      cost: optional(fraction(), "The weight of the cost.", 0.2),
      success_rate: optional(fraction(), "The weight of the success rate.", 0.3),
      performance: optional(fraction(), "The weight of the speed.", 0.25),
      load: optional(fraction(), "The weight of the load.", 0.25),
    }),
    "What counts how much in the score.",
  ),
});

const AgentSpec = section({
  command: optional(
    filled("agent.spec.command cannot be empty"),
    "The shell command; normally contains {prompt}. Either this or `preset`.",
  ),
  preset: optional(
    word([...PRESET_NAMES, ANY_PRESET]),
    "A coding agent's program that Yardmaster knows how to run; `auto` for the first of them that is installed. Either this or `command`.",
  ),
  program: optional(
    filled("agent.spec.program cannot be empty"),
    "With `preset`: the program's name or path, where it is not the usual one.",
  ),
  model: optional(
    filled("agent.spec.model cannot be empty"),
    "With `preset`: the model, in the program's own words; its own choice when left out.",
  ),
  args: optional(
    list(anyText()),
    "With `preset`: arguments that say what the program may do, in place of those by which it may edit files and asks nobody.",
  ),
  command_rules: optional(list(CommandRule), "Other commands for some situations, tried in order.", []),
  enabled: optional(flag(), "Whether the agent may be chosen.", true),
  capabilities: optional(list(filled("a capability cannot be empty")), "What the agent is able to do; steps ask for one of these.", []),
  metadata: optional(
    section({
      cost: optional(wholeNumber(0, 255), "What a turn costs, from 0 to 255; feeds the score."),
      description: optional(anyText(), "What the agent is, for people."),
    }),
    "About the agent.",
  ),
  selection: optional(Selection, "How this agent is scored against others."),
  env: optional(list(EnvEntry), "The agent's environment; of two entries for one name the later wins.", []),
  promptDelivery: optional(
    word(["arg", "stdin", "file", "env"]),
    "How the prompt reaches the command: in its place in the command line, on standard input, in {prompt_file}, or in ORCH_PROMPT.",
    "arg",
  ),
  health_policy: optional(HealthPolicy, "When this agent counts as ill; the workspace's policy when left out."),
});
export type AgentSpec = z.output<typeof AgentSpec>;

export const Agent = defineKind({
  kind: "Agent",
  summary: "A command that does work, and what it is able to do.",
  spec: AgentSpec,
  check(spec, name, tell) {
    checkWayToRun(spec, tell);
    for (const [index, rule] of (spec.command_rules ?? []).entries()) {
      const here = `agent '${name}' command_rules[${index}]`;
      if (rule?.when?.trim() === "") tell.error(["command_rules", index, "when"], `${here}.when cannot be empty`);
      if (rule?.command !== undefined && !rule.command.includes("{prompt}")) {
        tell.error(["command_rules", index, "command"], `${here} command must contain {prompt} placeholder`);
      }
    }
    for (const [index, entry] of (spec.env ?? []).entries()) if (entry !== undefined) checkEnvEntry(entry, index, tell);
  },
  references: ({ env = [] }) =>
    env.flatMap(({ fromRef, refValue }, index) => [
      ...refer("store", `env[${index}].fromRef`, fromRef),
      ...refer("store", `env[${index}].refValue`, refValue?.name, refValue?.key),
    ]),
  expressions: ({ command_rules = [] }) =>
    command_rules.flatMap(({ when }, index) => express("command_rule", `command_rules[${index}].when`, when)),
});

/** A part that did not hold has been told of: its key is there all the same. */
function checkWayToRun(spec: Partly<AgentSpec>, tell: Tell): void {
  if (!("preset" in spec)) {
    if (!("command" in spec)) tell.error(["command"], "is missing");
    for (const key of ["program", "model", "args"] as const) {
      if (key in spec) tell.error([key], "says something of a preset, and there is none", "name one under preset, or put it into command");
    }
    return;
  }
  for (const key of ["command", "command_rules", "promptDelivery"] as const) {
    if (key in spec) tell.error([key], "is the preset's own business", "keep either this or preset");
  }
  if (spec.preset !== ANY_PRESET) return;
  for (const key of ["program", "model", "args"] as const) {
    if (key in spec) tell.error([key], "depends on the program, and preset: auto may be any", "name the preset that is meant");
  }
}

function checkEnvEntry(entry: Partly<z.output<typeof EnvEntry>>, index: number, tell: Tell): void {
  const { name, value, fromRef, refValue } = entry;
  const sources = [value, fromRef, refValue].filter((source) => source !== undefined).length;
  const holds = sources === 1 && (name === undefined) === (fromRef !== undefined);
  // A part that did not hold has been told of and is missing here: nothing more is known of the entry.
  if (!holds && Object.keys(entry).length === Object.values(entry).filter((part) => part !== undefined).length) {
    tell.error(["env", index], "must be exactly one of: name and value, name and refValue, fromRef");
  }
  if (name !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    tell.error(["env", index, "name"], "is no name of an environment variable");
}
