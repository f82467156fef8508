// What doctor says of the coding agents on PATH: each is asked for its version, and for nothing else.
import type { Finding } from "../cli/world.ts";
import { findFirstPreset, findPresets } from "./find-presets.ts";
import { look, ok, warning } from "./finding.ts";
import { openPreset } from "./open-preset.ts";
import type { Surroundings } from "./place.ts";

/**
 * Those that are installed, in the order in which they are preferred, and which of them works where nobody has declared one.
 * @param isNeeded no other agent is there
 */
export async function lookAtPresets({ variables }: Surroundings, isNeeded: boolean): Promise<Finding> {
  return await look("coding agents", async () => {
    const [installed, first] = await Promise.all([findPresets(variables), findFirstPreset(variables)]);
    if (first.name === null && !isNeeded && variables["YARDMASTER_AGENT"] === undefined) return ok("coding agents", "none on PATH");
    if (first.name === null) return warning("coding agents", first.message, first.hint);
    const told = await Promise.all(
      installed.map(async ({ name, path }) => {
        const agent = await openPreset({ name, program: path, model: null, args: null }, variables["PATH"]);
        const { available, version, detail } = await agent.probe();
        return { available, words: `${name} ${available ? (version ?? "of an unknown version") : `(${detail})`}` };
      }),
    );
    const words = told.map((preset) => preset.words).join(", ");
    const detail = `${words}; where nobody has declared an agent, ${first.name} works`;
    return told.every(({ available }) => available) ? ok("coding agents", detail) : warning("coding agents", detail);
  });
}
