// What of a workflow as a whole, its workspace and its project's policy cannot be run yet, each thing by its name.
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { Resource } from "../../core/resources/resource.ts";
import type { Runner } from "../../core/workflow/workflow-spec.ts";
import type { RuntimePolicySpec } from "../kinds/runtime-policy.ts";
import type { WorkflowSpec } from "../kinds/workflow-spec.ts";
import type { WorkspaceSpec } from "../kinds/workspace.ts";

export interface Found<Value> {
  readonly value: Value;
  readonly troubles: readonly string[];
}

/** Bash, since that is what published manifests are written for; without `-l`, so that PATH stays what the server's is. */
const DEFAULT_SHELL = ["/bin/bash", "-c"] as const;
const DEFAULT_SHELLS: readonly string[] = ["/bin/bash", "/bin/zsh", "/bin/sh"];
const DEFAULT_SHELL_ARGS: readonly string[] = ["-lc", "-c"];
const DEFAULT_ENVIRONMENT: readonly string[] = ["PATH", "HOME", "USER", "LANG", "TERM"];

/** With `loop` once there is one cycle: guards, convergence and what counts cycles have nothing to decide. */
export function findWorkflowTroubles({
  loop,
  finalize,
  dynamic_steps = [],
  adaptive,
  safety = {},
  item_isolation,
}: WorkflowSpec): readonly string[] {
  const { checkpoint_strategy = "none", profile = "standard", invariants = [] } = safety;
  const isolation = item_isolation?.strategy ?? "none";
  const known: readonly (readonly [boolean, string])[] = [
    [loop !== undefined && loop.mode !== "once", `loop mode '${loop?.mode}'`],
    [(finalize?.rules ?? []).length > 0, "finalize rules"],
    [dynamic_steps.length > 0, "dynamic_steps"],
    [adaptive?.enabled === true, "adaptive planning"],
    [isolation !== "none", `item_isolation '${isolation}'`],
    [invariants.length > 0, "invariants"],
    [checkpoint_strategy !== "none", `checkpoint_strategy '${checkpoint_strategy}'`],
    [safety.auto_rollback === true, "auto_rollback"],
    [safety.binary_snapshot === true, "binary_snapshot"],
    [profile !== "standard", `safety profile '${profile}'`],
  ];
  return known.flatMap(([is, what]) => (is ? [what] : []));
}

/** @param repository absolute path of its top, where relative roots begin */
export function findDirectory(workspace: Resource | null, repository: string): Found<Pick<Runner, "directory" | "ticketDirectory">> {
  if (workspace === null) return { value: { directory: "", ticketDirectory: "" }, troubles: [] };
  const { root_path, ticket_dir = "", self_referential } = workspace.spec as unknown as WorkspaceSpec;
  const inside = relative(repository, resolve(repository, root_path));
  const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  const name = `workspace '${workspace.metadata.name}'`;
  return {
    value: { directory: isOutside ? "" : inside, ticketDirectory: ticket_dir },
    troubles: [
      ...(isOutside ? [`${name} has a root_path outside the repository: ${root_path}`] : []),
      ...(self_referential === true ? [`${name} is self_referential`] : []),
    ],
  };
}

export function findShell(policy: Resource | null): Found<Pick<Runner, "shell" | "environment">> {
  if (policy === null) return { value: { shell: DEFAULT_SHELL, environment: DEFAULT_ENVIRONMENT }, troubles: [] };
  const { runner } = policy.spec as unknown as RuntimePolicySpec;
  const { shell, shell_arg = "-lc", env_allowlist = DEFAULT_ENVIRONMENT } = runner;
  const { policy: rule = "allowlist", allowed_shells = DEFAULT_SHELLS, allowed_shell_args = DEFAULT_SHELL_ARGS } = runner;
  const isKept = rule === "unsafe";
  return {
    value: { shell: [shell, shell_arg], environment: env_allowlist },
    troubles: [
      ...(isKept || allowed_shells.includes(shell) ? [] : [`runner.shell '${shell}' is not one of allowed_shells`]),
      ...(isKept || allowed_shell_args.includes(shell_arg) ? [] : [`runner.shell_arg '${shell_arg}' is not one of allowed_shell_args`]),
    ],
  };
}
