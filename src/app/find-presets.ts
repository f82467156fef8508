// Which coding agents are installed where Yardmaster runs. Only looks for their programs; whether they work is doctor's to ask.
import { isPresetName, PRESET_NAMES, PRESETS, type PresetName } from "../agents/index.ts";
import { YardmasterError } from "../core/errors.ts";
import type { FirstPreset } from "../resources/workflow-plan/to-workflow-plan.ts";
import { findProgram } from "../std/find-program.ts";
import { parseEnvironment } from "./environment.ts";

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
 * @throws app.environment when the variable names none that is known
 */
export async function findFirstPreset(variables: Variables): Promise<FirstPreset> {
  const wanted = readWanted(variables);
  const installed = await findPresets(variables);
  const first = wanted === null ? installed[0] : installed.find(({ name }) => name === wanted);
  if (first) return { name: first.name };
  if (wanted !== null) {
    const message = `${wanted}, the coding agent that YARDMASTER_AGENT names, is not installed where Yardmaster runs`;
    return { name: null, message, hint: `install it: \`${PRESETS[wanted].install}\`` };
  }
  return {
    name: null,
    message: "no coding agent is installed where Yardmaster runs",
    hint: `put one of ${PRESET_NAMES.join(", ")} on its PATH, for example with \`${PRESETS.claude.install}\`, or declare an Agent`,
  };
}

function readWanted(variables: Variables): PresetName | null {
  const { YARDMASTER_AGENT: wanted } = parseEnvironment(variables);
  if (wanted === undefined) return null;
  if (isPresetName(wanted)) return wanted;
  throw new YardmasterError("app.environment", `reading the environment: YARDMASTER_AGENT: ${wanted} is no coding agent that is known`, {
    hint: `one of ${PRESET_NAMES.join(", ")}`,
  });
}
