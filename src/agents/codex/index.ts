// The `codex` program in its mode without a person: https://developers.openai.com/codex/noninteractive
import type { Clock } from "../../std/clock.ts";
import type { Agent } from "../agent.ts";
import { createHeadlessAgent, type HeadlessManner, type HeadlessSettings } from "../headless-agent.ts";
import { createCodexReader } from "./events.ts";

const MANNER: HeadlessManner = {
  kind: "codex",
  promptDelivery: "stdin",
  // The program's own sandbox: it may write in the workspace and run commands there, without a network. It never asks in this mode.
  permissions: ["--sandbox", "workspace-write"],
  // A workspace is ours, whatever the program has been told to trust. The dash: the prompt is on standard input.
  toArguments: ({ model, permissions }) => ["exec", "--json", "--skip-git-repo-check", ...model, ...permissions, "-"],
  createReader: createCodexReader,
};

export function createCodexAgent(settings: HeadlessSettings = {}, deps: { readonly clock?: Clock } = {}): Agent {
  return createHeadlessAgent(MANNER, settings, deps);
}
