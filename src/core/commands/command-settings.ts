// How a project wants commands to be given and answered: read from what it declares. Whether that holds was asked when it was applied.
import type { Resource } from "../resources/resource.ts";

export interface CommandSettings {
  /** Commands that may be given alone, as `/cancel`; in lower case. */
  readonly shortVerbs: readonly string[];
  /** What people get who may not give a command: an answer, or no more than a reaction. */
  readonly refusals: "answer" | "react";
}

interface StoredSpec {
  readonly commands?: Partial<CommandSettings>;
}

/** @param project null: none is declared */
export function toCommandSettings(project: Pick<Resource, "spec"> | null): CommandSettings {
  const { shortVerbs = [], refusals = "answer" } = ((project?.spec ?? {}) as StoredSpec).commands ?? {};
  return { shortVerbs: shortVerbs.map((word) => word.toLowerCase()), refusals };
}
