// `secret key revoke`: gives a key up, and with it whatever is sealed under it.
import { addOutputOption, printData } from "../print-data.ts";
import { toKeyData } from "../secret-key-data.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

export const secretKeyRevoke: Verb = {
  examples: [
    { line: "secret key revoke key_01kaf3", does: "A key that nothing is sealed under any more." },
    { line: "secret key revoke key_01kaf3 --force", does: "The active key: its secrets can never be read again." },
  ],
  exits: { 2: "it is in use; nothing was changed", 4: "there is no such key" },
  declare(command) {
    command.description(
      "Destroy a key. What is sealed under it can never be read again from this store. Without an active key no secret can be stored until `secret key bootstrap`.",
    );
    command.argument("<id>", "the key, or the beginning of its id");
    command.option("--force", "also the active key, or one that secrets are sealed under");
    addOutputOption(command);
  },
  async run(command, context) {
    const [id = ""] = command.args;
    const { force = false } = command.opts<{ force?: boolean }>();
    return await withControl(context, async (control) => {
      const key = await control.secretKeys.revoke({ id, force });
      await printData(command, context.world.terminal, toKeyData(key), () => [`revoked: ${key.id}`]);
      tellWho(context, control);
      return 0;
    });
  },
};
