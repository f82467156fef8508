// Every verb by name. A verb's file is loaded when it is asked for.
import type { VerbEntry } from "./verb.ts";

const TASK_VERBS: readonly VerbEntry[] = [
  {
    name: "create",
    alias: "new",
    summary: "create a task of a declared workflow",
    body: async () => (await import("./verbs/task-create.ts")).taskCreate,
  },
  { name: "start", summary: "start a task that was only created", body: async () => (await import("./verbs/task-start.ts")).taskStart },
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
  {
    name: "export",
    summary: "print all resources as manifests that can be applied again",
    body: async () => (await import("./verbs/manifest-export.ts")).manifestExport,
  },
];

const STORE_VERBS: readonly VerbEntry[] = [
  { name: "get", summary: "print a value", body: async () => (await import("./verbs/store-get.ts")).storeGet },
  { name: "put", summary: "store a value under a key", body: async () => (await import("./verbs/store-put.ts")).storePut },
  { name: "delete", summary: "delete a key", body: async () => (await import("./verbs/store-delete.ts")).storeDelete },
  { name: "list", alias: "ls", summary: "list keys and values", body: async () => (await import("./verbs/store-list.ts")).storeList },
  {
    name: "prune",
    summary: "remove what the store's retention does not keep",
    body: async () => (await import("./verbs/store-prune.ts")).storePrune,
  },
];

const SECRET_KEY_VERBS: readonly VerbEntry[] = [
  {
    name: "status",
    summary: "tell which key seals secrets, and whether all is well",
    body: async () => (await import("./verbs/secret-key-status.ts")).secretKeyStatus,
  },
  {
    name: "list",
    alias: "ls",
    summary: "list the keys that secrets were sealed with",
    body: async () => (await import("./verbs/secret-key-list.ts")).secretKeyList,
  },
  {
    name: "rotate",
    summary: "seal every secret under a new key and destroy the old one",
    body: async () => (await import("./verbs/secret-key-rotate.ts")).secretKeyRotate,
  },
  {
    name: "revoke",
    summary: "destroy a key with everything sealed under it",
    body: async () => (await import("./verbs/secret-key-revoke.ts")).secretKeyRevoke,
  },
  {
    name: "bootstrap",
    summary: "make a key where none is active",
    body: async () => (await import("./verbs/secret-key-bootstrap.ts")).secretKeyBootstrap,
  },
  {
    name: "history",
    summary: "tell what became of the keys, newest first",
    body: async () => (await import("./verbs/secret-key-history.ts")).secretKeyHistory,
  },
];

const SECRET_VERBS: readonly VerbEntry[] = [{ name: "key", summary: "the keys that secrets are sealed with", body: SECRET_KEY_VERBS }];

const AGENT_VERBS: readonly VerbEntry[] = [
  {
    name: "list",
    alias: "ls",
    summary: "list agents, and which may be given work",
    body: async () => (await import("./verbs/agent-list.ts")).agentList,
  },
  { name: "cordon", summary: "give an agent no new work", body: async () => (await import("./verbs/agent-cordon.ts")).agentCordon },
  {
    name: "uncordon",
    summary: "let an agent be given work again",
    body: async () => (await import("./verbs/agent-uncordon.ts")).agentUncordon,
  },
  {
    name: "drain",
    summary: "give an agent no new work, and wait for what it has",
    body: async () => (await import("./verbs/agent-drain.ts")).agentDrain,
  },
];

const EVENT_VERBS: readonly VerbEntry[] = [
  {
    name: "list",
    alias: "ls",
    summary: "list the events of a task, newest first",
    body: async () => (await import("./verbs/event-list.ts")).eventList,
  },
  { name: "stats", summary: "count events by type", body: async () => (await import("./verbs/event-stats.ts")).eventStats },
  {
    name: "archive",
    summary: "write the events of old tasks into a file, and keep them",
    body: async () => (await import("./verbs/event-archive.ts")).eventArchive,
  },
  { name: "cleanup", summary: "forget old tasks", body: async () => (await import("./verbs/event-cleanup.ts")).eventCleanup },
];

const MIGRATION_VERBS: readonly VerbEntry[] = [
  {
    name: "list",
    alias: "ls",
    summary: "list the steps to the database's schema",
    body: async () => (await import("./verbs/db-migrations-list.ts")).dbMigrationsList,
  },
];

const DB_VERBS: readonly VerbEntry[] = [
  { name: "status", summary: "show what is in the database", body: async () => (await import("./verbs/db-status.ts")).dbStatus },
  { name: "migrations", summary: "list the steps to the database's schema", body: MIGRATION_VERBS },
  {
    name: "vacuum",
    summary: "give the room of what was forgotten back to the disk",
    body: async () => (await import("./verbs/db-vacuum.ts")).dbVacuum,
  },
  { name: "cleanup", summary: "forget old tasks", body: async () => (await import("./verbs/db-cleanup.ts")).dbCleanup },
];

const TRIGGER_VERBS: readonly VerbEntry[] = [
  { name: "suspend", summary: "let a trigger rest", body: async () => (await import("./verbs/trigger-suspend.ts")).triggerSuspend },
  { name: "resume", summary: "wake a trigger", body: async () => (await import("./verbs/trigger-resume.ts")).triggerResume },
  {
    name: "fire",
    summary: "start what a trigger starts, by hand",
    body: async () => (await import("./verbs/trigger-fire.ts")).triggerFire,
  },
];

export const VERBS: readonly VerbEntry[] = [
  {
    name: "demo",
    summary: "see it work on a throw-away repository, no account needed",
    body: async () => (await import("./verbs/demo.ts")).demo,
  },
  { name: "init", summary: "make a repository ready", body: async () => (await import("./verbs/init.ts")).init },
  { name: "start", summary: "serve: dispatch agents to the tracker's issues", body: async () => (await import("./verbs/start.ts")).start },
  {
    name: "app",
    summary: "serve the GitHub App in every repository that it is installed in",
    body: async () => (await import("./verbs/app.ts")).app,
  },
  {
    name: "run",
    summary: "have a goal or a declared workflow done and wait for it",
    body: async () => (await import("./verbs/run.ts")).run,
  },
  { name: "task", summary: "create, list, show, follow and cancel tasks", body: TASK_VERBS },
  { name: "why", summary: "tell why an issue is, or is not, being worked on", body: async () => (await import("./verbs/why.ts")).why },
  {
    name: "apply",
    alias: "ap",
    summary: "apply manifests, all of them or none",
    body: async () => (await import("./verbs/apply.ts")).apply,
  },
  { name: "get", alias: "g", summary: "show resources", body: async () => (await import("./verbs/get.ts")).get },
  {
    name: "describe",
    alias: "desc",
    summary: "show a resource with where each value came from",
    body: async () => (await import("./verbs/describe.ts")).describe,
  },
  { name: "edit", summary: "change a resource in your editor", body: async () => (await import("./verbs/edit.ts")).edit },
  { name: "delete", alias: "rm", summary: "delete a resource", body: async () => (await import("./verbs/delete.ts")).deleteVerb },
  { name: "store", summary: "read and write what workflows remember", body: STORE_VERBS },
  { name: "trigger", alias: "tg", summary: "suspend, resume and fire triggers", body: TRIGGER_VERBS },
  { name: "manifest", summary: "check and export manifests", body: MANIFEST_VERBS },
  {
    name: "check",
    alias: "ck",
    summary: "look for what would keep a project's workflows from running",
    body: async () => (await import("./verbs/check.ts")).check,
  },
  { name: "secret", summary: "look after the keys that secrets are sealed with", body: SECRET_VERBS },
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
  { name: "agent", alias: "ag", summary: "list agents, and take them out of service", body: AGENT_VERBS },
  { name: "event", alias: "ev", summary: "list, count, archive and forget what was remembered of tasks", body: EVENT_VERBS },
  { name: "db", summary: "look at the database, and make it smaller", body: DB_VERBS },
  { name: "version", summary: "print the version, and what it runs on", body: async () => (await import("./verbs/version.ts")).version },
  {
    name: "completion",
    summary: "print a script that completes commands in a shell",
    body: async () => (await import("./verbs/completion.ts")).completion,
  },
];
