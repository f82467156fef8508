// A run's check: how far it is and what came of it, in the words that checks have. Its texts are rendered elsewhere.
import { isOver, type RunCard } from "./run-card.ts";

export interface RunCheck {
  readonly status: "queued" | "in_progress" | "completed";
  /** Null while it is not completed. */
  readonly conclusion: "success" | "failure" | "neutral" | "cancelled" | "timed_out" | "action_required" | null;
  readonly actions: readonly CheckButton[];
}

export interface CheckButton {
  /** At most 20 characters. */
  readonly label: string;
  /** At most 40 characters. */
  readonly description: string;
  /** Comes back when a person presses it. */
  readonly identifier: "retry" | "cancel";
}

const BUTTONS = {
  cancel: { label: "Cancel", description: "Stop this run now.", identifier: "cancel" },
  retry: { label: "Retry", description: "Run the workflow once more.", identifier: "retry" },
} as const satisfies Record<CheckButton["identifier"], CheckButton>;

export function toRunCheck(card: RunCard): RunCheck {
  const isWaiting = card.state === "queued" || card.state === "needs-you";
  return {
    status: isOver(card) ? "completed" : isWaiting ? "queued" : "in_progress",
    conclusion: isOver(card) ? toConclusion(card) : null,
    actions: card.commands.flatMap((command) => (command === "why" ? [] : [BUTTONS[command]])),
  };
}

/** Work that its own checks did not approve of is no success, even though there is a draft to look at. */
function toConclusion({ state, steps, failure }: RunCard): NonNullable<RunCheck["conclusion"]> {
  if (state === "cancelled") return "cancelled";
  if (state === "unchanged") return "neutral";
  if (state === "completed") return steps.some(({ status }) => status === "tolerated") ? "failure" : "success";
  if (failure?.kind === "timeout") return "timed_out";
  return failure?.kind === "setup" ? "action_required" : "failure";
}

/** As people know it, may require it, and may name it in a trigger. */
export function toCheckName(workflow: string): string {
  return `yardmaster / ${workflow}`;
}
