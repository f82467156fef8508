// Where a server takes webhooks: as it is told, or at the usual place.
import { YardmasterError } from "../core/errors.ts";
import { type BindAddress, parseBindAddress } from "../http/bind-address.ts";

export interface WebhookBind {
  /** Null: nowhere. */
  readonly address: BindAddress | null;
  /** Someone named it: then it has to work. */
  readonly isNamed: boolean;
}

const USUAL: BindAddress = { host: "127.0.0.1", port: 19_090 };
const HINT = "write 127.0.0.1:19090, or none";

/** @throws cli.usage, app.environment */
export function readWebhookBind(flag: string | null, variable: string | undefined): WebhookBind {
  const text = flag ?? variable ?? null;
  if (text === null) return { address: USUAL, isNamed: false };
  if (text.trim().toLowerCase() === "none") return { address: null, isNamed: true };
  const address = parseBindAddress(text);
  if (address !== null) return { address, isNamed: true };
  if (flag !== null) throw new YardmasterError("cli.usage", `--webhook-bind is not HOST:PORT: ${text}`, { hint: HINT });
  throw new YardmasterError("app.environment", `reading the environment: YARDMASTER_WEBHOOK_BIND is not HOST:PORT: ${text}`, {
    hint: HINT,
  });
}
