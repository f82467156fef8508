// The `gemini` program in its mode without a person: https://geminicli.com/docs/cli/headless/
import type { Clock } from "../../std/clock.ts";
import type { Agent } from "../agent.ts";
import { createHeadlessAgent, type HeadlessManner, type HeadlessSettings } from "../headless-agent.ts";
import { createGeminiReader } from "./events.ts";

const MANNER: HeadlessManner = {
  kind: "gemini",
  promptDelivery: "stdin",
  // It edits files without asking; what it would have to ask for is denied, since nobody is there.
  permissions: ["--approval-mode", "auto_edit"],
  // A workspace is new, and it works in no directory that a person has not confirmed before (exit code 55).
  toArguments: ({ model, permissions }) => ["--output-format", "stream-json", "--skip-trust", ...model, ...permissions],
  // FatalAuthenticationError in packages/core/src/utils/errors.ts of its repository.
  credentialsExitCodes: [41],
  createReader: createGeminiReader,
};

export function createGeminiAgent(settings: HeadlessSettings = {}, deps: { readonly clock?: Clock } = {}): Agent {
  return createHeadlessAgent(MANNER, settings, deps);
}
