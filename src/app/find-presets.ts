// Which coding agents are installed where Yardmaster runs. Only looks for their programs; whether they work is doctor's to ask.
import { isPresetName, PRESET_NAMES, PRESETS, type PresetName } from "../agents/index.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { YardmasterError } from "../core/errors.ts";
import type { FirstPreset } from "../resources/workflow-plan/to-workflow-plan.ts";
import { findProgram } from "../std/find-program.ts";
import { parseEnvironment } from "./environment.ts";

const ALL_NAMES = PRESET_NAMES.join(", ");

/** To someone who cannot mend it. */
const MISNAMED: FirstPreset = {
  name: null,
  message: "this server's coding agent is set up wrongly (`YARDMASTER_AGENT`)",
  hint: "whoever runs the server can fix that",
};

type Variables = Readonly<Record<string, string | undefined>>;

export interface InstalledPreset {
  readonly name: PresetName;
  /** Absolute. */
  readonly path: string;
}

/** In the order in which they are preferred. */
export async function findPresets(variables: Variables): Promise<readonly InstalledPreset[]> {
  const searchPath = variables["PATH"] ?? "";
  const paths = await Promise.all(PRESET_NAMES.map((name) => findProgram(PRESETS[name].program, searchPath)));
  return PRESET_NAMES.flatMap((name, index) => {
    const path = paths[index] ?? null;
    return path === null ? [] : [{ name, path }];
  });
}

/**
 * The one that YARDMASTER_AGENT names and no other, else the first that is installed.
 * @param reader of what is said where there is none: whoever runs the server, or someone on the forge. @defaultValue operator
 * @throws app.environment when the variable names none that is known, for the operator to read
 */
export async function findFirstPreset(variables: Variables, reader: "operator" | "guest" = "operator"): Promise<FirstPreset> {
  if (reader === "guest" && !namesKnownPreset(variables)) return MISNAMED;
  const wanted = readWantedPreset(variables);
  const installed = await findPresets(variables);
  const first = wanted === null ? installed[0] : installed.find(({ name }) => name === wanted);
  if (first) return { name: first.name };
  if (wanted !== null) {
    const message = `${wanted}, the coding agent that YARDMASTER_AGENT names, is not installed where Yardmaster runs`;
    const { install } = PRESETS[wanted];
    return {
      name: null,
      message,
      hint: reader === "guest" ? `whoever runs the server can install it: \`${install}\`; then ask again` : `install it: \`${install}\``,
    };
  }
  return {
    name: null,
    message: "no coding agent is installed where Yardmaster runs",
    hint:
      reader === "guest"
        ? `whoever runs the server can install one of ${ALL_NAMES}; then ask again`
        : `put one of ${ALL_NAMES} on its PATH, for example with \`${PRESETS.claude.install}\`, or declare an Agent`,
  };
}

/** What YARDMASTER_AGENT names; null: nothing. @throws app.environment when it is none that is known */
export function readWantedPreset(variables: Variables): PresetName | null {
  const { YARDMASTER_AGENT: wanted } = parseEnvironment(variables);
  if (wanted === undefined) return null;
  if (isPresetName(wanted)) return wanted;
  const near = didYouMean(wanted, PRESET_NAMES);
  throw new YardmasterError("app.environment", `reading the environment: YARDMASTER_AGENT: ${wanted} is no coding agent that is known`, {
    hint: near === null ? `one of ${ALL_NAMES}` : `did you mean ${near}?`,
  });
}

/** Whether YARDMASTER_AGENT may stay as it is: naming none is fine. */
export function namesKnownPreset(variables: Variables): boolean {
  const { YARDMASTER_AGENT: wanted } = parseEnvironment(variables);
  return wanted === undefined || isPresetName(wanted);
}
