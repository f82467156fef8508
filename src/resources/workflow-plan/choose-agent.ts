// Which agent does a step: always the same one for the same declarations. How agents fared before is not looked at.
import { YardmasterError } from "../../core/errors.ts";
import type { Resource } from "../../core/resources/resource.ts";
import type { AgentSpec } from "../kinds/agent.ts";
import { pickKind } from "./find-declared.ts";

export interface AgentQuestion {
  readonly project: string;
  readonly resources: readonly Resource[];
  readonly capability: string;
  /** Names of agents that are to get no new work. */
  readonly resting: ReadonlySet<string>;
}

/** An agent that names no cost ranks after all that do. */
const MOST_COST = 255;

/** Null when the project has no such agent at all. @throws workflow.no-agent when it has some and none may be given work */
export function chooseAgent(question: AgentQuestion): Resource | null {
  const able = findAble(question);
  const [best] = able.filter((agent) => mayWork(agent, question.resting)).sort(byCost);
  if (best || able.length === 0) return best ?? null;
  throw new YardmasterError("workflow.no-agent", `No healthy agent found with capability: ${question.capability}`, {
    hint: `disabled, cordoned or draining: ${able.map(({ metadata }) => metadata.name).join(", ")}`,
  });
}

/** Null also when none of them may be given work now. */
export function findBestAgent(question: AgentQuestion): Resource | null {
  return (
    findAble(question)
      .filter((agent) => mayWork(agent, question.resting))
      .sort(byCost)[0] ?? null
  );
}

export function specOf(agent: Resource): AgentSpec {
  return agent.spec as unknown as AgentSpec;
}

function findAble({ project, resources, capability }: AgentQuestion): Resource[] {
  return pickKind(resources, project, "Agent").filter((agent) => specOf(agent).capabilities?.includes(capability));
}

function mayWork(agent: Resource, resting: ReadonlySet<string>): boolean {
  return specOf(agent).enabled !== false && !resting.has(agent.metadata.name);
}

/** What somebody declared comes before what is built in, whatever it costs. */
function byCost(one: Resource, other: Resource): number {
  return rankOf(one) - rankOf(other) || costOf(one) - costOf(other) || (one.metadata.name < other.metadata.name ? -1 : 1);
}

function rankOf({ source }: Resource): number {
  return source.origin === "builtin" ? 1 : 0;
}

function costOf(agent: Resource): number {
  return specOf(agent).metadata?.cost ?? MOST_COST;
}
