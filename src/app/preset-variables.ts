// Variables of the server that an agent's program needs and is given without anybody naming them: its own key, such as ANTHROPIC_API_KEY.
import { isPresetName, PRESETS } from "../agents/index.ts";
import { readForProcess } from "./process-environment.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** Of a preset's variables those whose values must be shown nowhere. */
const KEY = /_(?:KEY|TOKEN)$/;

/** Named by the program that was chosen, so that no declaration can widen them. @param preset any other word has none */
export function readPresetVariables(preset: string, variables: Variables): Readonly<Record<string, string>> {
  const names: readonly string[] = isPresetName(preset) ? PRESETS[preset].variables : [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = readForProcess(variables, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export function toPresetSecrets(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => (KEY.test(name) ? [value] : []));
}
