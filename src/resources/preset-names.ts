// The coding agents' programs that need no command of anyone's, by the names that a manifest and a workflow file give them.
// How each is run is the agents room's to know.

export const PRESET_NAMES = ["claude", "codex", "gemini", "opencode", "copilot", "aider"] as const;

/** The first of them that is installed where Yardmaster runs; which one that is, is decided when a plan is made. */
export const ANY_PRESET = "auto";

export function isPreset(name: string): name is (typeof PRESET_NAMES)[number] {
  return PRESET_NAMES.some((known) => known === name);
}
