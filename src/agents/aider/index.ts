// The `aider` program with one message: https://aider.chat/docs/scripting.html
import type { Clock } from "../../std/clock.ts";
import type { Agent } from "../agent.ts";
import { createHeadlessAgent, type HeadlessManner, type HeadlessSettings } from "../headless-agent.ts";
import { createAiderReader } from "./words.ts";

/** What it keeps is not for the branch, and commits are made by whoever runs it. https://aider.chat/docs/config/options.html */
const QUIET = [
  "--no-auto-commits",
  "--no-dirty-commits",
  "--no-gitignore",
  "--chat-history-file=/dev/null",
  "--input-history-file=/dev/null",
  "--no-check-update",
  "--no-show-release-notes",
  "--no-show-model-warnings",
  "--no-analytics",
  "--no-pretty",
  "--no-stream",
  "--no-fancy-input",
  "--no-detect-urls",
];

const MANNER: HeadlessManner = {
  kind: "aider",
  promptDelivery: "file",
  // It edits files. Commands that it proposes it runs only when a person says so, whatever else is answered with yes.
  permissions: ["--yes-always", "--no-suggest-shell-commands"],
  toArguments: ({ model, permissions, promptFile }) => [...QUIET, ...model, ...permissions, `--message-file=${promptFile}`],
  createReader: createAiderReader,
  leaves: /^\.aider\.tags\.cache\./,
};

export function createAiderAgent(settings: HeadlessSettings = {}, deps: { readonly clock?: Clock } = {}): Agent {
  return createHeadlessAgent(MANNER, settings, deps);
}
