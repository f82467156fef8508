// The script of a scripted agent, as data: what it does when, in which order. Reads no file.
import { z } from "zod";

const Action = z.union([
  z.strictObject({ say: z.string() }),
  z.strictObject({ write: z.strictObject({ path: z.string(), content: z.string() }) }),
  z.strictObject({ replace: z.strictObject({ path: z.string(), find: z.string().min(1), with: z.string() }) }),
  z.strictObject({ remove: z.string() }),
  z.strictObject({ run: z.array(z.string()).min(1) }),
  z.strictObject({ wait: z.number().nonnegative() }),
  z.strictObject({ hang: z.literal(true) }),
  z.strictObject({ flood: z.int().nonnegative() }),
]);

const Entry = z.strictObject({
  when: z
    .strictObject({
      issue: z.string().optional(),
      step: z.string().optional(),
      attempt: z.int().optional(),
      /** Part of the prompt. */
      prompt: z.string().optional(),
    })
    .default({}),
  do: z.array(Action).default([]),
  /** Read like any agent's: 75 says that a quota is used up, 77 that credentials are refused. */
  exit: z.int().min(0).max(255).default(0),
});

/** The first entry whose conditions all hold is played; where none does, the agent does nothing and ends well. */
export const AgentScript = z.array(Entry);
/** As a person writes it. */
export type AgentScript = z.input<typeof AgentScript>;
export type ScriptEntry = z.output<typeof Entry>;
export type ScriptAction = z.output<typeof Action>;

export function findEntry(
  script: readonly ScriptEntry[],
  turn: { readonly prompt: string; readonly facts: Readonly<Record<string, string>> },
): ScriptEntry | null {
  return (
    script.find(({ when }) => {
      const { prompt, ...facts } = when;
      const factsHold = Object.entries(facts).every(([name, value]) => value === undefined || turn.facts[name] === String(value));
      return factsHold && (prompt === undefined || turn.prompt.includes(prompt));
    }) ?? null
  );
}
