// `secret key rotate`: a new key, every secret sealed again, the old key destroyed.
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

export const secretKeyRotate: Verb = {
  examples: [
    { line: "secret key rotate", does: "A new key; also finishes a rotation that was interrupted." },
    { line: "secret key rotate --resume", does: "Only finishes one that was interrupted." },
  ],
  exits: { 2: "no key is active, or nothing was interrupted; nothing was changed" },
  declare(command) {
    command.description(
      "Make a new key, seal every secret again under it, and destroy the old key. Interrupted at any point, it loses no secret.",
    );
    command.option("--resume", "only finish a rotation that was interrupted");
    addOutputOption(command);
  },
  async run(command, context) {
    const { resume = false } = command.opts<{ resume?: boolean }>();
    return await withControl(context, async (control) => {
      const { active, resealed } = await control.secretKeys.rotate({ resume });
      const line = `rotated: ${active} is active, ${resealed} secret${resealed === 1 ? "" : "s"} sealed again`;
      await printData(command, context.world.terminal, { active_key: active, resealed }, () => [line]);
      tellWho(context, control);
      return 0;
    });
  },
};
