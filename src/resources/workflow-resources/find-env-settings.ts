// Where each variable of `agent.env` is written. The forms are those of env-entries.ts, and so is the order.
import type { Path } from "../yaml-tree.ts";

export function findEnvSettings(written: unknown): readonly Path[] {
  const top = ["agent", "env"] as const;
  if (!Array.isArray(written)) return namesIn(written).map((name) => [...top, name]);
  return written.flatMap((item: unknown, index): readonly Path[] => {
    const names = namesIn(item);
    const isManifestStyle = names.length === 2 && names.includes("name") && names.includes("value");
    if (names.length === 0 || isManifestStyle) return [[...top, index]];
    return names.map((name) => [...top, index, name]);
  });
}

function namesIn(part: unknown): readonly string[] {
  return typeof part === "object" && part !== null ? Object.keys(part) : [];
}
