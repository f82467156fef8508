// `secret key status`: which key seals, how much is sealed, and whether everything opens.

import type { SecretKeyStatus } from "../../runtime/control/secret-keys.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { toSourceWords, toStatusData, toTroubleWords } from "../secret-key-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const secretKeyStatus: Verb = {
  examples: [{ line: "secret key status", does: "The active key, what is sealed, and what is wrong if something is." }],
  exits: { 0: "all is well, or nothing was sealed yet", 1: "the keys or some secret cannot be opened" },
  declare: (command) => addOutputOption(command),
  async run(command, context) {
    return await withControl(context, async ({ secretKeys }) => {
      const status = await secretKeys.status({});
      await printData(command, context.world.terminal, toStatusData(status), () => toLines(status));
      return status.trouble === null && status.unreadable.length === 0 ? 0 : 1;
    });
  },
};

function toLines({ active, keys, sealed, source, trouble, unreadable, rotating }: SecretKeyStatus): readonly string[] {
  const total = Object.values(sealed).reduce((sum, count) => sum + count, 0);
  const elsewhere = Object.entries(sealed).filter(([id]) => id !== active);
  const none = keys === 0 ? "none yet; the first secret that is applied makes one" : "none; `yardmaster secret key bootstrap` makes one";
  const lines: readonly (readonly [string, string])[] = [
    ["active key", active ?? none],
    ["master key", `from ${toSourceWords(source)}`],
    ["secrets", `${total} sealed${elsewhere.map(([id, count]) => `, ${count} of them under ${id}`).join("")}`],
    ...(rotating ? [["rotation", "interrupted; `yardmaster secret key rotate --resume` finishes it"] as const] : []),
    ...unreadable.map((label) => ["unreadable", `${label}; apply it again with its values, or delete it`] as const),
    ...(trouble === null ? [] : [["trouble", toTroubleWords(trouble)] as const]),
  ];
  return lines.map(([label, text]) => `${label.padEnd(12)}${toSafeLine(text)}`);
}
