// The one answer to a comment, from what came of each of its commands. Posts nothing.
import type { Mistake } from "../../core/commands/command.ts";
import type { PermissionRefusal } from "../../core/commands/permission.ts";
import type { CommandHelp, TopicHelp } from "../../core/views/command-help.ts";
import { toMistakeView } from "../../core/views/command-mistake.ts";
import type { Renderer } from "../../rendering/renderer.ts";

export type ReplyPart =
  | { readonly type: "mistake"; readonly mistake: Mistake }
  /** `command` without a stranger's words, as `/run pause`. */
  | {
      readonly type: "not-permitted";
      readonly command: string;
      readonly requester: boolean;
      readonly isForAll: boolean;
      readonly refusal: PermissionRefusal;
    }
  | { readonly type: "help"; readonly help: CommandHelp }
  | { readonly type: "topic"; readonly help: TopicHelp }
  /** What a command itself has to say, as Markdown. */
  | { readonly type: "answer"; readonly text: string };

/**
 * @param skipped commands that were not tried because one before them failed, as they are printed
 * @returns Markdown; null when there is nothing to say
 */
export function renderReply(renderer: Renderer, parts: readonly ReplyPart[], skipped: readonly string[] = []): string | null {
  if (parts.length === 0) return null;
  const texts = parts.map((part) => renderPart(renderer, part).trim());
  return renderer.template("commands/reply").render({ parts: texts, skipped }).trim();
}

function renderPart(renderer: Renderer, part: ReplyPart): string {
  switch (part.type) {
    case "mistake":
      return renderer.template("commands/mistake").render(toMistakeView(part.mistake));
    case "not-permitted": {
      const { refusal, ...about } = part;
      return renderer.template("commands/not-permitted").render({ ...about, needs: refusal.needs, has: refusal.has });
    }
    case "help":
      return renderer.template("commands/help").render(part.help);
    case "topic":
      return renderer.template("commands/topic").render(part.help);
    case "answer":
      return part.text;
  }
}
