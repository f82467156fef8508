// `secret key bootstrap`: a first key, or one after the active one was revoked.
import { addOutputOption, printData } from "../print-data.ts";
import { toKeyData } from "../secret-key-data.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

export const secretKeyBootstrap: Verb = {
  examples: [{ line: "secret key bootstrap", does: "Secrets can be stored again." }],
  exits: { 2: "a key is active already" },
  declare(command) {
    command.description("Make a key where none is active: before the first secret, or after the active key was revoked.");
    addOutputOption(command);
  },
  async run(command, context) {
    return await withControl(context, async (control) => {
      const key = await control.secretKeys.bootstrap({});
      await printData(command, context.world.terminal, toKeyData(key), () => [`active: ${key.id}`]);
      tellWho(context, control);
      return 0;
    });
  },
};
