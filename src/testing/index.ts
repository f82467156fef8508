// What `yardmaster/testing` publishes: the contract suites that every implementation of a room must pass, and the fakes that do.
// A suite is a list of named cases for any test runner.

export { createScriptedAgent } from "../agents/scripted/index.ts";
export { createMemoryForge, createMemoryRepository, type MemoryForge, type MemoryRepository } from "../forge/memory/index.ts";
export { createMemoryTracker } from "../trackers/memory/index.ts";
export { type AgentCase, type AgentHarness, agentContract } from "./agent-contract.ts";
export { type ForgeFixture, type ForgeHarness, forgeContract } from "./forge-contract.ts";
export { createHandClock, type HandClock } from "./hand-clock.ts";
export { type StoreFixture, type StoreHarness, storeContract } from "./store-contract.ts";
export type { ContractCase } from "./to-contract-case.ts";
export { type TrackerFixture, type TrackerHarness, trackerContract } from "./tracker-contract.ts";
export { type WorkspacesFixture, type WorkspacesHarness, workspacesContract } from "./workspaces-contract.ts";
