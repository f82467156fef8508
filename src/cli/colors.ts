// Which color means what, and signs that also mean it without color.
import { createColors } from "picocolors";
import type { Terminal } from "./world.ts";

type Paint = (text: string) => string;

/** By status of a run, a step or a finding; anything else stays as it is. */
export function paintStatus(status: string, { color }: Pick<Terminal, "color">): Paint {
  const { green, red, yellow, cyan } = createColors(color);
  const paints: Readonly<Record<string, Paint>> = {
    completed: green,
    ok: green,
    failed: red,
    missing: red,
    cancelled: yellow,
    stopped: yellow,
    interrupted: yellow,
    warning: yellow,
    running: cyan,
  };
  return paints[status] ?? String;
}

/** Whether something holds, in one sign. */
export function toSign(holds: boolean, { interactive, color }: Pick<Terminal, "interactive" | "color">): string {
  const { green, red } = createColors(color);
  if (!interactive) return holds ? "ok" : "no";
  return holds ? green("✓") : red("✗");
}
