// The `opencode` program in its mode without a person: https://opencode.ai/docs/cli/#run-1
import type { Clock } from "../../std/clock.ts";
import type { Agent } from "../agent.ts";
import { createHeadlessAgent, type HeadlessManner, type HeadlessSettings } from "../headless-agent.ts";
import { createOpencodeReader } from "./events.ts";

const MANNER: HeadlessManner = {
  kind: "opencode",
  promptDelivery: "stdin",
  // It edits files and runs commands unless its own configuration says otherwise; what it would have to ask for, it refuses itself.
  permissions: [],
  toArguments: ({ model, permissions }) => ["run", "--format", "json", ...model, ...permissions],
  createReader: createOpencodeReader,
};

export function createOpencodeAgent(settings: HeadlessSettings = {}, deps: { readonly clock?: Clock } = {}): Agent {
  return createHeadlessAgent(MANNER, settings, deps);
}
