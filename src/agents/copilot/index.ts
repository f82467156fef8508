// The `copilot` program in its mode without a person: https://docs.github.com/en/copilot/reference/copilot-cli-reference/cli-programmatic-reference
import type { Clock } from "../../std/clock.ts";
import type { Agent } from "../agent.ts";
import { createHeadlessAgent, type HeadlessManner, type HeadlessSettings } from "../headless-agent.ts";
import { createCopilotReader } from "./words.ts";

const MANNER: HeadlessManner = {
  kind: "copilot",
  promptDelivery: "stdin",
  // It may edit files; what else it would have to ask for is denied, since nobody is there.
  permissions: ["--allow-tool=write"],
  // -s: the answer alone, without figures and ornaments.
  toArguments: ({ model, permissions }) => ["-s", "--no-ask-user", ...model, ...permissions],
  createReader: createCopilotReader,
};

export function createCopilotAgent(settings: HeadlessSettings = {}, deps: { readonly clock?: Clock } = {}): Agent {
  return createHeadlessAgent(MANNER, settings, deps);
}
