// Real webhook payloads that people recorded: what GitHub sent at some time, not what it promises to send.
import { createRequire } from "node:module";

export interface ExamplePayload {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** All 329 of `@octokit/webhooks-examples`. */
export function loadExamplePayloads(): readonly ExamplePayload[] {
  const require = createRequire(import.meta.url);
  const definitions = require("@octokit/webhooks-examples") as readonly { name: string; examples: readonly ExamplePayload["payload"][] }[];
  return definitions.flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));
}
