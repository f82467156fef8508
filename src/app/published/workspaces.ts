// `WorkspaceManager` and `WorkspaceHooks`, as published: the workspaces room for the repository of a workflow file.
import { randomUUID } from "node:crypto";
import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemClock } from "../../std/clock.ts";
import type { HookName, Workspaces } from "../../workspaces/workspace.ts";
import { runHookScript } from "../../workspaces/worktree/hooks.ts";
import { workspaceKey } from "../../workspaces/worktree/workspace-key.ts";
import { openDataDirectory } from "../data-directory.ts";
import { findRepository } from "../repository.ts";
import { openWorkspaces, toAgentEnvironment } from "../rooms.ts";
import { type Result, toResult } from "./result.ts";
import type { WorkflowConfig } from "./workflow-config.ts";

/** One directory per issue, made from the repository that holds the workflow file. */
export class WorkspaceManager {
  readonly #config: WorkflowConfig;
  #opened: Promise<{ readonly workspaces: Workspaces; readonly root: string }> | null = null;

  constructor(config: WorkflowConfig) {
    this.#config = config;
  }

  /** The name of an identifier's workspace: collision-free, safe as a file name. */
  sanitizeIdentifier(identifier: string): string {
    return workspaceKey(identifier);
  }

  /** Where an identifier's workspace is, or would be. */
  async resolvePath(identifier: string): Promise<string> {
    return join((await this.#open()).root, workspaceKey(identifier));
  }

  /** Makes the workspace or finds it as it was left; answers its path. */
  ensureWorkspace(identifier: string): Promise<Result<string>> {
    return toResult(async () => {
      const { workspaces } = await this.#open();
      const branch = `yardmaster/${workspaceKey(identifier)}`;
      return (await workspaces.provision({ identifier, branch, base: null })).path;
    });
  }

  async exists(identifier: string): Promise<boolean> {
    return await access(await this.resolvePath(identifier)).then(
      () => true,
      () => false,
    );
  }

  /** Removes the directory after its `before_remove` hook; the branch stays. */
  removeWorkspace(identifier: string): Promise<Result<void>> {
    return toResult(async () => (await this.#open()).workspaces.remove(workspaceKey(identifier)));
  }

  #open() {
    this.#opened ??= openFor(this.#config);
    return this.#opened;
  }
}

/** Not a server's: nobody but the hook's own caller looks after it. */
function newHookCookie() {
  return { name: "YARDMASTER_HOOK", value: randomUUID() };
}

async function openFor(config: WorkflowConfig) {
  const repository = await findRepository(dirname(config.file));
  const { XDG_STATE_HOME: stateHome, YARDMASTER_DATA_DIR: variable } = process.env;
  const directory = await openDataDirectory(repository, { flag: null, variable: variable ?? null, stateHome: stateHome ?? null });
  const env = toAgentEnvironment(config, process.env);
  const workspaces = await openWorkspaces(config, { directory, repository, env, variables: process.env, newHookCookie, warn: () => {} });
  return { workspaces, root: config.workspace.root ?? directory.workspaces };
}

/** The four scripts of a workflow file; one that is not set succeeds. */
export class WorkspaceHooks {
  readonly #config: WorkflowConfig;

  constructor(config: WorkflowConfig) {
    this.#config = config;
  }

  executeHook(name: "afterCreate" | "beforeRun" | "afterRun" | "beforeRemove", cwd: string): Promise<Result<void>> {
    return toResult(async () => {
      const { hooks } = this.#config;
      const hook = HOOKS[name];
      const scripts = { after_create: null, before_run: null, after_run: null, before_remove: null, [hook]: hooks[name] };
      const env = toAgentEnvironment(this.#config, process.env);
      const trouble = await runHookScript(hook, cwd, {
        scripts,
        timeoutMs: hooks.timeoutMs,
        env,
        newCookie: newHookCookie,
        clock: systemClock,
      });
      if (trouble !== null) throw new Error(trouble);
    });
  }

  afterCreate(cwd: string): Promise<Result<void>> {
    return this.executeHook("afterCreate", cwd);
  }

  beforeRun(cwd: string): Promise<Result<void>> {
    return this.executeHook("beforeRun", cwd);
  }

  afterRun(cwd: string): Promise<Result<void>> {
    return this.executeHook("afterRun", cwd);
  }

  beforeRemove(cwd: string): Promise<Result<void>> {
    return this.executeHook("beforeRemove", cwd);
  }
}

const HOOKS = {
  afterCreate: "after_create",
  beforeRun: "before_run",
  afterRun: "after_run",
  beforeRemove: "before_remove",
} as const satisfies Record<string, HookName>;
