// A sample of what each template is given. The samples prove that every template renders, and stand in for an issue when a workflow file's
// own prompt is checked before any work is there.
import type { ConfigCheck } from "../core/views/config-check.ts";
import type { RunCard } from "../core/views/run-card.ts";
import type { AnsweredRun } from "../core/views/thread-answers.ts";
import type { PromptScope, TemplateScopes } from "./scopes.ts";

const SAMPLE_PROMPT: PromptScope = {
  issue: {
    id: "5d41402a",
    identifier: "GH-42",
    title: "Login times out behind a proxy",
    description: "Steps:\n\n1. Start the proxy\n2. Log in\n\n```\nETIMEDOUT\n```\n",
    state: "planned",
    dispatchable: true,
    priority: 2,
    labels: ["bug", "login"],
    blocked_by: [{ id: null, identifier: "GH-40", state: "done" }],
    branch_name: "yardmaster/gh-42",
    url: "https://tracker.example/GH-42",
    assignee_id: null,
    created_at: "2026-01-02T03:04:05.000Z",
    updated_at: "2026-01-03T03:04:05.000Z",
    native_ref: { number: 42 },
  },
  goal: "Login times out behind a proxy",
  step: { id: "implement", name: "Implement" },
  run: { id: "01JXW5KQ7V4Y2M8B3C9D0E1F2G" },
  attempt: 1,
  last_error: "npm test exited with 1",
  request: {
    issue: "#42",
    title: "Login times out behind a proxy",
    body: "Steps:\n\n1. Start the proxy\n2. Log in\n",
    url: "https://forge.example/acme/site/issues/42",
    author: "octavia",
    instructions: "keep the retry in the client",
  },
};

const SAMPLE_CONFIG_CHECK: ConfigCheck = {
  unread: null,
  errors: 1,
  warnings: 1,
  problems: [
    { place: ".yardmaster/fix.yaml:7", message: "there is no agent that supports write", hint: "declare one", severity: "error" },
    { place: ".yardmaster/fix.yaml:9", message: "unknown key", hint: null, severity: "warning" },
  ],
  left: 0,
};

const SAMPLE_RUN: AnsweredRun = {
  id: "run_01jxw5kq7v",
  workflow: "fix",
  status: "running",
  step: { number: 2, count: 3, name: "verify" },
  by: "ann",
  thread: 12,
  failure: null,
};

const SAMPLE_CARD: RunCard = {
  run: "01JXW5KQ7V4Y2M8B3C9D0E1F2G",
  workflow: "fix",
  askedBy: "ana",
  trigger: null,
  state: "running",
  queue: null,
  need: null,
  steps: [
    { name: "implement", kind: "work", status: "done", attempt: 1, maxAttempts: 2, durationMs: 190_000, changedFiles: 3 },
    { name: "verify", kind: "check", status: "running", attempt: 2, maxAttempts: 3, durationMs: null, changedFiles: 0 },
  ],
  moreSteps: 0,
  step: { name: "verify", number: 2 },
  elapsedMs: 245_000,
  failure: null,
  summary: "The login waits for the proxy now.",
  cancellation: null,
  branch: null,
  commit: null,
  result: null,
  conflicts: null,
  call: null,
  commands: ["cancel"],
  verb: "run",
};

const SAMPLE_STEPS = "- ✅ `implement`, 3 min, 3 files changed\n- ▶️ `verify` is running, attempt 2 of 3\n";

const SAMPLE_PARTS = { steps: SAMPLE_STEPS, conflicts: "", details: "" };

export const SAMPLE_SCOPES: TemplateScopes = {
  "prompts/implement": SAMPLE_PROMPT,
  "prompts/fix": SAMPLE_PROMPT,
  "prompts/goal": { goal: "Add a --json flag to the list command", attempt: null, last_error: null },
  "prompts/messages": { messages: [{ by: "ann", text: "Leave the public names as they are." }] },
  commit: { coAuthor: null, issue: SAMPLE_PROMPT.issue, step: SAMPLE_PROMPT.step, run: SAMPLE_PROMPT.run },
  "progress/roadmap": {
    phase: "working",
    step: { id: "implement", number: 1, total: 3 },
    attempt: 1,
    reason: null,
  },
  "commands/help": {
    verb: "run",
    mention: "yardmaster",
    workflows: [{ usage: "/run fix", summary: "Fixes what the issue reports." }],
    commands: [{ usage: "/run cancel [run] [reason]", summary: "Stop a run now.", aliases: ["/run stop"] }],
  },
  "commands/topic": {
    usage: "/run cancel [run] [--dry-run] [reason]",
    summary: "Stop a run now.",
    aliases: ["/run stop"],
    rows: [{ name: "--dry-run", summary: "Show what would happen, and change nothing." }],
    examples: ["/run cancel"],
    needs: "write",
    needsForAll: null,
    requester: true,
    permitted: false,
  },
  "commands/mistake": {
    line: 1,
    shown: "/run cancle\n     ^",
    message: "There is no command or workflow `cancle` here. Did you mean `cancel`?",
    suggestion: "/run cancel",
  },
  "commands/not-permitted": { command: "/run pause all", needs: "maintain", has: "read", requester: false, isForAll: true },
  "threads/runs": {
    runs: [
      SAMPLE_RUN,
      { ...SAMPLE_RUN, status: "failed", step: null, failure: { step: "verify", message: "its command exited with code 1" } },
    ],
    verb: "run",
  },
  "threads/paused-now": { verb: "run", isAll: false },
  "threads/pauses": { halted: { reason: "release", by: "ann" }, paused: { reason: "we talk about it first", by: "ann" }, verb: "run" },
  "threads/queue": { running: [SAMPLE_RUN], waiting: [{ ...SAMPLE_RUN, status: "waiting", step: null }], pauses: "" },
  "threads/why": {
    runs: [
      { standing: "⏳ **Queued**: `fix` for `ana`, position 3 of 4.", url: "https://forge.example/acme/site/issues/12#issuecomment-1" },
    ],
    pauses: "Nothing can start here now: `ann` paused it. Resume with `/run resume`.",
    remarks: [{ at: "2026-01-02 03:04 UTC", text: "the label was put on by someone with read permission" }],
  },
  "threads/resumed": { where: "in #12", wasPaused: true },
  "threads/problems": SAMPLE_CONFIG_CHECK,
  "threads/config": {
    comments: "sticky",
    settings: [{ label: "workflow/fix", origin: "the default branch", place: ".yardmaster/fix.yaml:1", overrides: ["Yardmaster"] }],
    left: 0,
    builtin: ["workspace/default"],
    limits: [{ label: "runs at once in this repository", value: "10", place: null }],
    alone: ["/cancel"],
    verb: "run",
  },
  "threads/preview": {
    what: "run",
    workflow: "fix",
    branch: "yardmaster/12-login-times-out",
    base: "main",
    position: 2,
    steps: [
      { id: "implement", agent: "claude" },
      { id: "verify", agent: null },
    ],
    told: "Keep the old tests.",
    variables: [{ name: "target", value: "the login page" }],
  },
  "threads/refused": { message: "nothing is under way here", hint: null },
  "threads/how-to-start": { verb: "run", workflows: ["/run fix", "/run plan"] },
  "threads/no-follow-up": { reason: "start.no-person" },
  "threads/words-changed": { by: "eve", again: "label" },
  "threads/paused": { verb: "run", again: "label" },
  "github/config-check-title": SAMPLE_CONFIG_CHECK,
  "github/config-check": SAMPLE_CONFIG_CHECK,
  "commands/reply": { parts: ["The run was cancelled."], skipped: ["/run fix"] },
  "github/steps": SAMPLE_CARD,
  "github/standing": { card: SAMPLE_CARD },
  "github/conflicts": { card: { ...SAMPLE_CARD, conflicts: { files: ["src/login.ts"], base: "main" } } },
  "github/failure-details": {
    card: { ...SAMPLE_CARD, failure: { step: "verify", kind: "work", message: "", said: null, log: "not ok 1" } },
  },
  "github/comment": { card: SAMPLE_CARD, standing: "🚀 **Running**: `fix` for `ana`", ...SAMPLE_PARTS },
  "github/call": { card: SAMPLE_CARD, url: "https://forge.example/acme/site/issues/12#issuecomment-1" },
  "github/check-title": { card: SAMPLE_CARD },
  "github/check": { card: SAMPLE_CARD, ...SAMPLE_PARTS, thread: 12 },
  "github/pull-request": {
    card: SAMPLE_CARD,
    work: SAMPLE_STEPS,
    checks: "",
    template: "## Checklist\n\n- [ ] I have added tests",
    closes: 12,
    coAuthor: { login: "ana", address: "7+ana@users.noreply.github.com" },
    isByPerson: true,
    isDraft: false,
    url: "https://forge.example/acme/site/issues/12#issuecomment-1",
  },
  "github/pull-request-title": { title: "Login times out behind a proxy" },
  "setup/page": {
    step: "ask",
    server: "github.com",
    action: "/setup?key=Zm9v",
    url: "https://yardmaster.example.com",
    organization: "acme",
    problem: null,
    manifest: "",
    link: "",
  },
};
