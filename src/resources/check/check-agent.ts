// What a look at an agent finds: how its prompt reaches it, and when it would count as ill where somebody has said so.
import type { CheckFinding } from "../../core/resources/check-finding.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { createTell } from "./finding.ts";

interface Policy {
  readonly disease_duration_hours?: number;
  readonly disease_threshold?: number;
  readonly capability_success_threshold?: number;
}

export function checkAgent(agent: Resource, workspaces: readonly Resource[]): readonly CheckFinding[] {
  const { command = "", promptDelivery = "arg" } = agent.spec as { command?: string; promptDelivery?: string };
  const tell = createTell(agent);
  const found: CheckFinding[] = [];
  if (promptDelivery !== "arg" && command.includes("{prompt}")) {
    found.push(
      tell(
        "prompt_delivery_placeholder_ignored",
        "warning",
        `promptDelivery is ${promptDelivery}, so {prompt} in the command is not filled`,
      ),
    );
  }
  if (promptDelivery === "file" && !command.includes("{prompt_file}")) {
    found.push(tell("prompt_delivery_placeholder_missing", "warning", "promptDelivery is file, but the command has no {prompt_file}"));
  }
  const policy = renderPolicy(agent, workspaces);
  return policy === null
    ? found
    : [...found, tell("agent_health_policy", "info", `agent "${agent.metadata.name}": health policy = ${policy}`)];
}

/** Its own, else the workspace's where there is only one. Null: nobody has declared any. */
function renderPolicy({ spec }: Resource, workspaces: readonly Resource[]): string | null {
  const own = spec["health_policy"] as Policy | undefined;
  const inherited = workspaces.length === 1 ? (workspaces[0]?.spec["health_policy"] as Policy | undefined) : undefined;
  const declared = own ?? inherited;
  if (declared === undefined) return null;
  const { disease_duration_hours: hours = 5, disease_threshold: threshold = 2, capability_success_threshold: success = 0.5 } = declared;
  if (hours === 0) return "disease DISABLED";
  const origin = own === undefined ? "inherited from workspace" : "custom";
  return `${origin} (duration=${hours}h, threshold=${threshold}, cap_success=${success})`;
}
