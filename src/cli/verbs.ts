// Every verb by name. A verb's file is loaded when it is asked for.
import type { VerbEntry } from "./verb.ts";

const TASK_VERBS: readonly VerbEntry[] = [
  {
    name: "list",
    alias: "ls",
    summary: "list tasks, newest first",
    body: async () => (await import("./verbs/task-list.ts")).taskList,
  },
  {
    name: "info",
    alias: "get",
    summary: "show one task: its steps and what happened",
    body: async () => (await import("./verbs/task-info.ts")).taskInfo,
  },
  {
    name: "logs",
    alias: "log",
    summary: "print what a task's agents and commands wrote",
    body: async () => (await import("./verbs/task-logs.ts")).taskLogs,
  },
  { name: "cancel", summary: "cancel a task", body: async () => (await import("./verbs/task-cancel.ts")).taskCancel },
];

const MANIFEST_VERBS: readonly VerbEntry[] = [
  {
    name: "validate",
    summary: "check manifests without applying them",
    body: async () => (await import("./verbs/manifest-validate.ts")).manifestValidate,
  },
];

export const VERBS: readonly VerbEntry[] = [
  {
    name: "demo",
    summary: "see it work on a throw-away repository, no account needed",
    body: async () => (await import("./verbs/demo.ts")).demo,
  },
  { name: "start", summary: "serve: dispatch agents to the tracker's issues", body: async () => (await import("./verbs/start.ts")).start },
  { name: "run", summary: "have one goal done and wait for it", body: async () => (await import("./verbs/run.ts")).run },
  { name: "task", summary: "list, show, follow and cancel tasks", body: TASK_VERBS },
  { name: "why", summary: "tell why an issue is, or is not, being worked on", body: async () => (await import("./verbs/why.ts")).why },
  { name: "manifest", summary: "check manifests", body: MANIFEST_VERBS },
  {
    name: "explain",
    summary: "tell what a kind of manifest and its fields mean",
    body: async () => (await import("./verbs/explain.ts")).explain,
  },
  {
    name: "doctor",
    summary: "check what this machine and repository have and lack",
    body: async () => (await import("./verbs/doctor.ts")).doctor,
  },
];
